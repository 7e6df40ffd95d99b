package membership_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

func TestImpactOf(t *testing.T) {
	t.Parallel()
	members := []*losant.Member{
		{Email: "b@x", Role: "admin"},
		{Email: "a@x", Role: "view"},
		{Email: "sso@x", Role: "edit", SSOLinked: true},
		{Email: "safe@x", Role: "admin", TwoFactorAuthEnabled: true},
	}
	for mode, want := range map[string]membership.Impact{
		"notRequired":   {RemainingAdministrators: 2},
		"adminRequired": {Downgraded: []string{"b@x"}, RemainingAdministrators: 1},
		"required":      {Removed: []string{"a@x", "b@x"}, RemainingAdministrators: 1},
	} {
		if diff := cmp.Diff(want, membership.ImpactOf(mode, members)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", mode, diff)
		}
	}
}
