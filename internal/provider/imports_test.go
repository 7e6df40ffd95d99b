package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// An import ID that is empty or misspelled is named, with the forms that are valid. The
// same is true for the values of an identity.
func TestMalformedImportsAreExplained(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	identities := map[string]object{
		"losant_organization_limits":     {"organization_id": "acme"},
		"losant_organization_member":     {"organization_id": "acme", "person": "jane@acme.example"},
		"losant_organization_invitation": {"organization_id": "acme", "person": "jane@acme.example"},
		"losant_organization_members":    {"organization_id": "acme"},
		"losant_instance_member":         {"person": "acme"},
		"losant_instance_settings":       {"instance_id": "acme"},
	}
	for typeName := range minimalResources("") {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			p := acctest.NewProtocol(t, srv, typeName, nil)
			for _, id := range []string{"", " ", "acme", "ABC/def", "name:"} {
				_, diagnostics := p.Import(id, nil)
				acctest.ExpectDetails(t, diagnostics, fmt.Sprintf("ERROR Invalid import ID: %q is not a valid import ID. Use ", id))
			}
			identity := identities[typeName]
			if identity == nil {
				identity = object{"id": "acme"}
			}
			_, diagnostics := p.Import("", identity)
			acctest.ExpectDetails(t, diagnostics, `ERROR Invalid identity: `)
			if got := acctest.Details(diagnostics)[0]; !strings.Contains(got, `got: "acme".`) {
				t.Errorf("got %q", got)
			}
		})
	}
	t.Cleanup(func() { acctest.ExpectWrites(t, srv) })
}

// Somebody who is neither a member nor invited cannot be imported. The error names the
// person and the organization.
func TestImportOfSomebodyElseNamesPersonAndOrganization(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	org := srv.AddOrganization(mockserver.Doc{"name": "Acme / Farms"})
	for typeName, id := range map[string]string{
		"losant_organization_member":     org + "/nobody@acme.example",
		"losant_organization_invitation": "name:Acme / Farms/nobody@acme.example",
	} {
		_, diagnostics := acctest.NewProtocol(t, srv, typeName, nil).Import(id, nil)
		acctest.ExpectDetails(t, diagnostics, `ERROR nobody@acme.example was not found in organization "Acme / Farms" (`+org+`): Only somebody who is a member or invited`)
	}
	_, diagnostics := acctest.NewProtocol(t, srv, "losant_instance_member", nil).Import("nobody@acme.example", nil)
	acctest.ExpectDetails(t, diagnostics, "ERROR nobody@acme.example was not found in instance "+srv.InstanceID())
}

// What belongs to an organization can be imported by the organization's name.
func TestImportByOrganizationName(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	org := srv.AddOrganization(mockserver.Doc{"name": "Acme / Farms"})
	srv.AddOrganization(mockserver.Doc{"name": "Twin"})
	srv.AddOrganization(mockserver.Doc{"name": "Twin"})
	user := srv.AddMember(org, mockserver.Doc{"email": "jane@acme.example", "role": "admin"})
	for typeName, ids := range map[string][]string{
		"losant_organization_member":     {"name:Acme / Farms/jane@acme.example", srv.InstanceID() + "/name:Acme / Farms/" + user},
		"losant_organization_invitation": {"name:Acme / Farms/jane@acme.example"},
		"losant_organization_members":    {"name:Acme / Farms", srv.InstanceID() + "/name:Acme / Farms"},
		"losant_organization_limits":     {"name:Acme / Farms"},
	} {
		p := acctest.NewProtocol(t, srv, typeName, nil)
		for _, id := range ids {
			object, diagnostics := p.Import(id, nil)
			acctest.ExpectDetails(t, diagnostics)
			if got := p.Text(object.State, "organization_id"); got != org {
				t.Errorf("%s %s: got organization %s", typeName, id, got)
			}
		}
		suffix := ""
		if strings.Contains(ids[0], "@") {
			suffix = "/jane@acme.example"
		}
		_, diagnostics := p.Import("name:Twin"+suffix, nil)
		acctest.ExpectDetails(t, diagnostics, `ERROR Several organizations are named "Twin"`)
		_, diagnostics = p.Import("name:Nobody"+suffix, nil)
		acctest.ExpectDetails(t, diagnostics, `ERROR Organization "Nobody" does not exist`)
	}
}
