package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const guardedOrganization = `resource "losant_organization" "acme" {
  name = "Acme"
}
resource "losant_organization_member" "ada" {
  organization_id = losant_organization.acme.id
  email           = "ada@acme.example"
  role            = "admin"
}
resource "losant_organization_invitation" "jane" {
  organization_id = losant_organization.acme.id
  email           = "jane@acme.example"
  role            = "view"
}
`

// newGuarded applies an organization with a member and an invitation, and returns
// a function that fills the organization.
func newGuarded(t *testing.T, config string) (srv *mockserver.Server, c cli, id string, fill func()) {
	t.Helper()
	srv = mockserver.Start(t)
	srv.AddAccount(mockserver.Doc{"email": "ada@acme.example"})
	c = newCLI(t, srv, config)
	c.run(0, "apply", "-auto-approve", "-no-color")
	id, _ = srv.Organizations()[0]["id"].(string)
	return srv, c, id, func() {
		srv.SetSummary(id, mockserver.Doc{"appCount": 1})
		srv.ResetRequests()
	}
}

func expectTexts(t *testing.T, output string, texts ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(strings.NewReplacer("│", "", "╷", "", "╵", "").Replace(output)), " ")
	for _, text := range texts {
		if !strings.Contains(flat, text) {
			t.Errorf("%q is missing:\n%s", text, output)
		}
	}
}

// A replacement of a full organization is refused before anything is removed or
// created.
func TestReplaceOfFullOrganizationFailsInThePlan(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]string{
		"destroy first": guardedOrganization,
		"create first":  strings.Replace(guardedOrganization, `"Acme"`, "\"Acme\"\n  lifecycle {\n    create_before_destroy = true\n  }", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, c, id, fill := newGuarded(t, config)
			fill()
			for _, shortcut := range []string{"on", "off"} {
				c.Env = append(c.Env, "LOSANT_SHORTCUTS="+shortcut)
				output := c.run(1, "apply", "-auto-approve", "-no-color", "-replace=losant_organization.acme")
				expectTexts(t, output, `Refused to replace organization "Acme" (`+id+")", "It contains 1 application, which would be permanently deleted.", "undo what replaces it: -replace",
					"To destroy instead: terraform destroy -refresh=false")
			}
			acctest.ExpectWrites(t, srv)
		})
	}
}

// Terraform plans a tainted organization as a creation.
func TestTaintedFullOrganizationIsKeptWithItsPeople(t *testing.T) {
	t.Parallel()
	srv, c, id, fill := newGuarded(t, guardedOrganization)
	fill()
	c.run(0, "taint", "losant_organization.acme")
	expectTexts(t, c.run(0, "plan", "-no-color"), `Organization "Acme" (`+id+") exists, and another one is created", "the apply is refused. It contains 1 application", "run terraform untaint")
	output := c.run(1, "apply", "-auto-approve", "-no-color")
	expectTexts(t, output, "Refused to remove", "If it is tainted, run terraform untaint first")
	acctest.ExpectWrites(t, srv)
	expectTexts(t, c.run(1, "apply", "-auto-approve", "-no-color", "-refresh=false"), "Refused to remove")
	acctest.ExpectWrites(t, srv)
	c.run(0, "untaint", "losant_organization.acme")
	expectTexts(t, c.run(0, "plan", "-no-color", "-detailed-exitcode"), "No changes.")
}

// What was empty in the plan can be full in the apply.
func TestPeopleStayIfTheOrganizationIsFilledAfterThePlan(t *testing.T) {
	t.Parallel()
	srv, c, _, fill := newGuarded(t, guardedOrganization)
	c.run(0, "plan", "-no-color", "-out=plan", "-replace=losant_organization.acme")
	fill()
	expectTexts(t, c.run(1, "apply", "-no-color", "plan"), "Refused to remove ada@acme.example", "Refused to remove the invitation of jane@acme.example",
		"It contains 1 application, which would be permanently deleted.")
	acctest.ExpectWrites(t, srv)

	// The refused removals keep nobody later.
	srv.AddMember(srv.Organizations()[0]["id"].(string), mockserver.Doc{"email": "bob@acme.example", "role": "admin"}) //nolint:forcetypeassert // A wrong type must panic.
	c.write("main.tf", strings.Split(guardedOrganization, `resource "losant_organization_member"`)[0])
	c.run(0, "apply", "-auto-approve", "-no-color")
	acctest.ExpectCount(t, srv, http.MethodDelete, 2)
}

// The advice about a deposed organization can be followed.
func TestDeposedOrganizationIsForgottenByStateRm(t *testing.T) {
	t.Parallel()
	config := "resource \"losant_organization\" \"acme\" {\n  name = \"Acme\"\n  lifecycle {\n    create_before_destroy = true\n  }\n}\n"
	srv, c, id, fill := newGuarded(t, config)
	c.run(0, "plan", "-no-color", "-out=plan", "-replace=losant_organization.acme")
	fill()
	c.run(1, "apply", "-no-color", "plan")
	expectTexts(t, c.run(1, "plan", "-no-color"), `Refused to destroy organization "Acme" (`+id+")", "If it is deposed, no apply can permit its destruction: terraform state rm")
	srv.ResetRequests()
	c.run(0, "state", "rm", "losant_organization.acme")
	c.run(0, "import", "-no-color", "losant_organization.acme", id)
	expectTexts(t, c.run(0, "plan", "-no-color", "-detailed-exitcode"), "No changes.")
	acctest.ExpectWrites(t, srv)
}
