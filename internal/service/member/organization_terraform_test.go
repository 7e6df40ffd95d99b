package member_test

import (
	"fmt"
	"net/http"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

var emptyPlan = resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}

// The last administrator is removed together with the organization.
func TestOrganizationIsDestroyedWithItsMembers(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AddAccount(mockserver.Doc{"email": jane})
	config := fmt.Sprintf(`
resource "losant_organization" "test" { name = "Acme" }

resource "losant_organization_member" "jane" {
  organization_id = losant_organization.test.id
  email           = %q
  role            = "admin"
}

resource "losant_organization_member" "bob" {
  organization_id = losant_organization.test.id
  email           = %q
  role            = "view"
}`, jane, bob)
	status := func(name, want string) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("losant_organization_member."+name, tfjsonpath.New("status"), knownvalue.StringExact(want))
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: config, ConfigPlanChecks: emptyPlan, ConfigStateChecks: []statecheck.StateCheck{status("jane", "active"), status("bob", "invited")}},
			{
				PreConfig: func() {
					id, _ := srv.Organizations()[0]["id"].(string)
					srv.AcceptInvitation(id, bob)
				},
				Config:            config,
				ConfigPlanChecks:  resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
				ConfigStateChecks: []statecheck.StateCheck{status("bob", "active")},
			},
		},
	})
	if left := srv.Organizations(); len(left) > 0 {
		t.Errorf("organizations left: %v", left)
	}
}

// Terraform applies both changes at once, in any order.
func TestAdministratorsAreSwappedThroughTerraform(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	srv.AddMember(org, mockserver.Doc{"email": jane, "role": "view"})
	config := func(ownerRole, janeRole string) string {
		return fmt.Sprintf(`
resource "losant_organization_member" "owner" {
  organization_id = %[1]q
  email           = %[2]q
  role            = %[3]q
}

resource "losant_organization_member" "jane" {
  organization_id = %[1]q
  email           = %[4]q
  role            = %[5]q
}`, org, owner, ownerRole, jane, janeRole)
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: config("admin", "view"), ConfigPlanChecks: emptyPlan},
			{Config: config("view", "admin"), ConfigPlanChecks: emptyPlan},
			{Config: config("admin", "view"), ConfigPlanChecks: emptyPlan},
		},
	})
}

// A stricter MFA mode removes members in the same run. The next plan refuses to add
// them again without MFA, or the apply reports it. Terraform never sees an inconsistent
// result.
func TestStricterModeInTheSameRun(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		role string
		want *regexp.Regexp
	}{
		"unchanged member": {"view", regexp.MustCompile(jane + `(\s|│)+has(\s|│)+no(\s|│)+multi-factor(\s|│)+authentication`)},
		"changed member":   {"edit", regexp.MustCompile(`left(\s|│)+organization(\s|│)+"Acme"(\s|│)+\([0-9a-f]+\)(\s|│)+since(\s|│)+the(\s|│)+plan`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			srv.AddAccount(mockserver.Doc{"email": owner, "twoFactorAuthEnabled": true})
			srv.AddAccount(mockserver.Doc{"email": jane})
			config := func(mode, role string) string {
				return fmt.Sprintf(`
resource "losant_organization" "test" {
  name     = "Acme"
  mfa_mode = %q
}
resource "losant_organization_member" "owner" {
  organization_id = losant_organization.test.id
  email           = %q
  role            = "admin"
}
resource "losant_organization_member" "jane" {
  organization_id = losant_organization.test.id
  email           = %q
  role            = %q
}`, mode, owner, jane, role)
			}
			resource.UnitTest(t, resource.TestCase{
				ProtoV6ProviderFactories: acctest.Factories(srv),
				Steps: []resource.TestStep{
					{Config: config("notRequired", "view"), ConfigPlanChecks: emptyPlan},
					{Config: config("required", tc.role), ExpectError: tc.want},
				},
			})
		})
	}
}

// losant_organization_member does not report the creator of a new organization as
// drift. losant_organization_members removes the creator unless listed.
func TestCreatorOfTheOrganization(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		members string
		removed int
	}{
		"additive": {`resource "losant_organization_member" "test" {
  organization_id = losant_organization.test.id
  email           = "jane@acme.example"
  role            = "admin"
}`, 0},
		"authoritative": {`resource "losant_organization_members" "test" {
  organization_id = losant_organization.test.id
  members         = { "jane@acme.example" = { role = "admin" } }
}`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("creator-member", "owner"))
			srv.AddAccount(mockserver.Doc{"email": jane})
			resource.UnitTest(t, resource.TestCase{
				ProtoV6ProviderFactories: acctest.Factories(srv),
				Steps: []resource.TestStep{{
					Config:           "resource \"losant_organization\" \"test\" { name = \"Acme\" }\n" + tc.members,
					ConfigPlanChecks: emptyPlan,
				}, {
					PreConfig:    func() { acctest.ExpectCount(t, srv, http.MethodDelete, tc.removed) },
					RefreshState: true,
				}},
			})
		})
	}
}
