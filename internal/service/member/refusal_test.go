package member_test

import (
	"net/http"
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
