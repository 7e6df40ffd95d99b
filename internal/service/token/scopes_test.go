package token

import (
	"strings"
	"testing"

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
		if got := nearestScope(given); got != want {
			t.Errorf("%q: got %q, want %q", given, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"get", "get", 0}, {"gte", "get", 2}, {"abc", "xabc", 1},
	} {
		if got := distance(tc.a, tc.b); got != tc.want {
			t.Errorf("from %q to %q: got %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}
