package token

import (
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

func TestDocScopesDescribesEveryResource(t *testing.T) {
	t.Parallel()
	groups := losant.ScopeGroups()
	if len(groups) != 19 {
		t.Errorf("%d resources, want 19", len(groups))
	}
	for _, group := range groups {
		if !strings.Contains(docScopes(), "`"+group.Resource+"` (`") {
			t.Errorf("%s is not described", group.Resource)
		}
	}
}

func TestNearestScope(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"instanceOrg.gett":     "instanceOrg.get",
		"instanceorgs.POST":    "instanceOrgs.post",
		"all.instance":         "all.Instance",
		"all.Instance.bound":   "all.Instance.bounded",
		"instanceApiToken.all": "instanceApiToken.*",
		"instanceOrg":          "instanceOrg.*",
		"nonsense":             "",
		"":                     "",
	} {
		if got := base.Nearest(given, losant.TokenScopes()); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}
