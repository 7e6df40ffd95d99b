package membership_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

func TestOnlyAdministrator(t *testing.T) {
	t.Parallel()
	const jane, bob = "jane", "bob"
	for name, tc := range map[string]struct {
		roles map[string]string // in the roster
		then  [2]string         // a user ID and the role that is set, if any
		want  bool              // whether jane is the only administrator
	}{
		"nobody else":                       {map[string]string{jane: "admin"}, [2]string{}, true},
		"another without the role":          {map[string]string{jane: "admin", bob: "edit"}, [2]string{}, true},
		"two administrators":                {map[string]string{jane: "admin", bob: "admin"}, [2]string{}, false},
		"another administrator":             {map[string]string{jane: "edit", bob: "admin"}, [2]string{}, false},
		"no administrator":                  {map[string]string{jane: "edit"}, [2]string{}, false},
		"another is promoted":               {map[string]string{jane: "admin", bob: "edit"}, [2]string{bob, "admin"}, false},
		"another is added":                  {map[string]string{jane: "admin"}, [2]string{bob, "admin"}, false},
		"another is demoted":                {map[string]string{jane: "admin", bob: "admin"}, [2]string{bob, "view"}, true},
		"another is removed":                {map[string]string{jane: "admin", bob: "admin"}, [2]string{bob, ""}, true},
		"the only administrator is demoted": {map[string]string{jane: "admin"}, [2]string{jane, "view"}, false},
	} {
		var roster membership.Roster
		for userID, role := range tc.roles {
			roster.Members = append(roster.Members, &losant.Member{UserID: userID, Role: role})
		}
		administrators := roster.Administrators()
		if tc.then[0] != "" {
			administrators.SetRole(tc.then[0], tc.then[1])
		}
		if got := administrators.IsOnly(jane); got != tc.want {
			t.Errorf("%s: got %t, want %t", name, got, tc.want)
		}
	}
}
