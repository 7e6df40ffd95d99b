package provider_test

import (
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// The warning appears once, also in a refresh-only plan.
func TestPlanNamesTheAuthorOfADrift(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	c := newCLI(t, srv, "provider \"losant\" {\n  drift_attribution = true\n}\n\nresource \"losant_organization\" \"test\" {\n  name = \"Acme\"\n}\n")
	c.run(0, "apply", "-no-color", "-auto-approve")
	id, _ := srv.Organizations()[0]["id"].(string)
	srv.AuditAs("eve@example.com")
	srv.EditOrganization(id, mockserver.Doc{"description": "Eve was here."})
	at, _ := srv.AuditLog()[0]["creationDate"].(string)
	for _, mode := range []string{"-refresh=true", "-refresh-only"} {
		output := strings.Join(strings.Fields(strings.ReplaceAll(c.run(2, "plan", "-no-color", "-detailed-exitcode", mode), "│", " ")), " ")
		for _, want := range []string{
			`Warning: Organization "Acme" (` + id + `): changed outside Terraform`,
			"eve@example.com changed description at " + at + " (organization patch).",
		} {
			if strings.Count(output, want) != 1 {
				t.Errorf("%s: want %q once in:\n%s", mode, want, output)
			}
		}
	}
}
