package email_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
)

func TestReconcileSet(t *testing.T) {
	t.Parallel()
	null, empty := types.SetNull(types.StringType), base.StringSet()
	for name, tc := range map[string]struct {
		emails []string
		prior  types.Set
		want   types.Set
	}{
		"none, null":               {nil, null, null},
		"none, empty":              {nil, empty, empty},
		"all removed":              {nil, base.StringSet("a@x.io"), null},
		"first":                    {[]string{"a@x.io"}, null, base.StringSet("a@x.io")},
		"prior form":               {[]string{"a@x.io", "b@x.io"}, base.StringSet("A@x.io", "b@x.io"), base.StringSet("A@x.io", "b@x.io")},
		"twice in the API":         {[]string{"a@x.io", "A@X.io"}, null, base.StringSet("a@x.io")},
		"twice in the prior state": {[]string{"a@x.io", "a@x.io"}, base.StringSet("A@x.io", "a@x.io"), base.StringSet("A@x.io", "a@x.io")},
		"another address":          {[]string{"c@x.io"}, base.StringSet("A@x.io", "b@x.io"), base.StringSet("c@x.io")},
	} {
		if got := email.ReconcileSet(tc.emails, tc.prior); !got.Equal(tc.want) {
			t.Errorf("%s: got %s, want %s", name, got, tc.want)
		}
	}
}
