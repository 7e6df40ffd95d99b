package member_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// The API refuses a person for several reasons. The error points at the attribute
// that the message is about, or at none.
func TestRefusalsPointAtTheirAttribute(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ message, at, atInMembers string }{
		"the address, by its field": {`email must match format \"email\"`, "email", `members["jane@acme.example"]`},
		"the address, by its text":  {jane + " is already a member", "email", `members["jane@acme.example"]`},
		"the address, by its path":  {"member.email must be email format", "email", `members["jane@acme.example"]`},
		"the role, by its path":     {"member.role must be an enum value", "role", `members["jane@acme.example"].role`},
		"the whole body":            {"member no (or more than one) schemas match", "", ""},
		"the role":                  {"role must be one of view, edit", "role", `members["jane@acme.example"].role`},
		"MFA":                       {jane + " must enable multi-factor authentication first", "role", `members["jane@acme.example"].role`},
		"MFA, in other words":       {"The user needs two-factor auth", "role", `members["jane@acme.example"].role`},
		"the capacity":              {"limits.member is reached", "", ""},
		"something else":            {"Nope", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.Fail(mockserver.Fault{Method: http.MethodPost, Status: http.StatusBadRequest, Body: `{"type":"Validation","message":"` + tc.message + `"}`, Times: 9})
			expectRefusal := func(typeName string, config map[string]any, want string) {
				p := acctest.NewProtocol(t, srv, typeName, nil)
				planned := p.Plan(p.Null(), p.Config(config))
				_, diagnostics := p.ApplyPlanned(p.Null(), p.Config(config), planned)
				if errors := acctest.Errors(diagnostics); len(errors) != 1 {
					t.Fatalf("%s: got %q", typeName, errors)
				}
				for _, d := range diagnostics {
					if d.Severity == tfprotov6.DiagnosticSeverityError && acctest.PathOf(d) != want {
						t.Errorf("%s: at %q, want %q", typeName, acctest.PathOf(d), want)
					}
				}
			}
			expectRefusal(typeName, person(org, jane, "view"), tc.at)
			expectRefusal("losant_organization_invitation", map[string]any{"organization_id": org, "email": jane, "role": "view"}, tc.at)
			members := map[string]any{jane: map[string]any{"role": "view"}, owner: map[string]any{"role": "admin"}}
			expectRefusal(membersType, map[string]any{"organization_id": org, "members": members}, tc.atInMembers)
		})
	}
}

// If Losant refuses several people, an apply reports all of them and goes on with the
// others. It removes nobody then. Another error stops it.
func TestEveryRefusedPersonIsReported(t *testing.T) {
	t.Parallel()
	const rogue, message = "rogue@acme.example", " must enable multi-factor authentication first"
	people := []string{"ada@acme.example", "bob@acme.example", "cleo@acme.example", "dan@acme.example"}
	for name, tc := range map[string]struct {
		refused []string
		fault   *mockserver.Fault // of the first POST
		errors  int
		joined  []string
	}{
		"two":                  {people[:2], nil, 2, people[2:]},
		"nobody":               {nil, nil, 0, people},
		"all":                  {people, nil, 4, nil},
		"the organization":     {nil, &mockserver.Fault{Status: http.StatusBadRequest, Body: `{"type":"Validation","message":"limits.member is reached"}`}, 1, nil},
		"the API token":        {nil, &mockserver.Fault{Status: http.StatusForbidden, Body: `{"type":"Forbidden","message":"No"}`}, 1, nil},
		"one by its own field": {nil, &mockserver.Fault{Status: http.StatusBadRequest, Body: `{"type":"Validation","message":"email is blocked"}`}, 1, people[1:]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := start(t)
			srv.EditAccount(owner, mockserver.Doc{"twoFactorAuthEnabled": true})
			config := membersConfig(org, owner, "admin", rogue, "view")
			srv.AddAccount(mockserver.Doc{"email": rogue, "twoFactorAuthEnabled": true})
			srv.AddMember(org, mockserver.Doc{"email": rogue, "role": "view"})
			p := newMembersProtocol(t, srv)
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
			srv.EditOrganization(org, mockserver.Doc{"mfaMode": "required"})
			config = membersConfig(org, owner, "admin")
			for _, address := range people {
				srv.AddAccount(mockserver.Doc{"email": address, "twoFactorAuthEnabled": !slices.Contains(tc.refused, address)})
				config["members"].(map[string]any)[address] = map[string]any{"role": "view"} //nolint:forcetypeassert // A wrong type must panic.
			}
			planned := p.Plan(object, p.Config(config))
			if tc.fault != nil {
				tc.fault.Method, tc.fault.Times = http.MethodPost, 2 // Then an invitation is refused too.
				srv.Fail(*tc.fault)
			}
			srv.ResetRequests()
			_, diagnostics := p.ApplyPlanned(object, p.Config(config), planned)
			got := acctest.Errors(diagnostics)
			if len(got) != tc.errors {
				t.Errorf("%d errors, want %d: %q", len(got), tc.errors, got)
			}
			for i, address := range tc.refused {
				want := "ERROR Could not add " + address + " to " + acctest.OrganizationName(srv, org) + ": POST /instances/" + srv.InstanceID() + "/orgs/" + org + "/members: 400 Validation: " + address + message
				if i >= len(got) || got[i] != want {
					t.Errorf("want %q, got %q", want, got)
				}
			}
			for _, address := range people {
				if joined := roleOf(srv, org, address) != ""; joined != slices.Contains(tc.joined, address) {
					t.Errorf("%s joined: %t", address, joined)
				}
			}
			if removed := roleOf(srv, org, rogue) == ""; removed != (tc.errors == 0) {
				t.Errorf("%s was removed: %t", rogue, removed)
			}
		})
	}
}
