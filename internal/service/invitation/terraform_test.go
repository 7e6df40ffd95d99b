package invitation_test

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

const addr = typeName + ".test"

func firstOrganization(srv *mockserver.Server) string {
	id, _ := srv.Organizations()[0]["id"].(string)
	return id
}

// The organization is created in the same run as the invitation.
func TestLifecycleThroughTerraform(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	config := func(email, role string) string {
		return fmt.Sprintf(`
resource "losant_organization" "test" { name = "Acme" }

resource "losant_organization_invitation" "test" {
  organization_id = losant_organization.test.id
  email           = %q
  role            = %q
}`, email, role)
	}
	checks := func(before ...plancheck.PlanCheck) resource.ConfigPlanChecks {
		return resource.ConfigPlanChecks{PreApply: before, PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
	}
	action := func(action plancheck.ResourceActionType) plancheck.PlanCheck {
		return plancheck.ExpectResourceAction(addr, action)
	}
	status := func(want string) []statecheck.StateCheck {
		return []statecheck.StateCheck{statecheck.ExpectKnownValue(addr, tfjsonpath.New("status"), knownvalue.StringExact(want))}
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: config(jane, "view"), ConfigPlanChecks: checks(), ConfigStateChecks: status("pending")},
			{Config: config("Jane@Acme.example", "view"), ConfigPlanChecks: checks(plancheck.ExpectEmptyPlan())},
			{Config: config(jane, "edit"), ConfigPlanChecks: checks(action(plancheck.ResourceActionUpdate))},
			{ResourceName: addr, ImportState: true, ImportStateVerify: true},
			{
				PreConfig:         func() { srv.ExpireInvitation(firstOrganization(srv), jane) },
				Config:            config(jane, "edit"),
				ConfigPlanChecks:  checks(action(plancheck.ResourceActionUpdate)),
				ConfigStateChecks: status("pending"),
			},
			{
				PreConfig:         func() { srv.RevokeInvitation(firstOrganization(srv), jane) },
				Config:            config(jane, "edit"),
				ConfigPlanChecks:  checks(action(plancheck.ResourceActionCreate)),
				ConfigStateChecks: status("pending"),
			},
			{
				Config:            config("joan@acme.example", "edit"),
				ConfigPlanChecks:  checks(action(plancheck.ResourceActionReplace)),
				ConfigStateChecks: status("pending"),
			},
			{
				PreConfig: func() {
					srv.AcceptInvitation(firstOrganization(srv), "joan@acme.example")
					srv.ResetRequests()
				},
				Config:            config("joan@acme.example", "edit"),
				ConfigPlanChecks:  checks(plancheck.ExpectEmptyPlan()),
				ConfigStateChecks: status("accepted"),
			},
			{
				PreConfig:   func() { acctest.ExpectWrites(t, srv) },
				Config:      config("joan@acme.example", "admin"),
				ExpectError: regexp.MustCompile(`(?s)is accepted.*losant_organization_member`),
			},
		},
	})
	if left := srv.Organizations(); len(left) > 0 {
		t.Errorf("not deleted: %v", left)
	}
	acctest.ExpectCount(t, srv, http.MethodDelete, 1) // It deletes the organization. The accepted invitation is not revoked.
}

func TestInvitationsDataSourceListsNewestFirst(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	empty := srv.AddOrganization(mockserver.Doc{"name": "Empty"})
	expired := srv.Invite(org, mockserver.Doc{"email": "Old@acme.example", "role": "admin"})
	srv.ExpireInvitation(org, "old@acme.example")
	pending := srv.Invite(org, mockserver.Doc{"email": jane, "role": "view", "disallowTransfer": true, "applicationRoles": []any{
		mockserver.Doc{"resourceId": org, "role": "collaborate"}, mockserver.Doc{"resourceId": empty, "role": "none"},
	}, "dashboardRoles": []any{mockserver.Doc{"resourceId": org, "role": "view"}}})
	text := knownvalue.StringExact
	list := func(checks ...knownvalue.Check) []statecheck.StateCheck {
		return []statecheck.StateCheck{statecheck.ExpectKnownValue("data.losant_organization_invitations.test", tfjsonpath.New("invitations"), knownvalue.ListExact(checks))}
	}
	config := func(org string) string {
		return fmt.Sprintf("data \"losant_organization_invitations\" \"test\" { organization_id = %q }", org)
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: config("60106426dc03c6aad06540bb"), ExpectError: regexp.MustCompile(`(?s)Could not list the invitations.*404`)},
			{Config: config("acme"), ExpectError: regexp.MustCompile(`24 hexadecimal digits`)},
			{
				Config: config(org),
				ConfigStateChecks: list(
					knownvalue.ObjectExact(map[string]knownvalue.Check{
						"id": text(pending), "email": text(jane), "role": text("view"), "status": text("pending"),
						"disallow_transfer": knownvalue.Bool(true), "invited_at": knownvalue.StringRegexp(regexp.MustCompile(`^20.*Z$`)),
						"application_roles": knownvalue.MapExact(map[string]knownvalue.Check{org: text("collaborate"), empty: text("none")}),
						"dashboard_roles":   knownvalue.MapExact(map[string]knownvalue.Check{org: text("view")}),
					}),
					knownvalue.ObjectPartial(map[string]knownvalue.Check{
						"id": text(expired), "email": text("Old@acme.example"), "role": text("admin"), "status": text("expired"),
						"disallow_transfer": knownvalue.Bool(false), "application_roles": knownvalue.MapSizeExact(0),
					}),
				),
			},
			{Config: config(empty), ConfigStateChecks: list()},
		},
	})
}
