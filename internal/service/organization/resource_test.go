package organization_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const addr = "losant_organization.test"

// emptyPlan expects an empty plan after an apply.
var emptyPlan = resource.ConfigPlanChecks{
	PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
}

func TestOrganizationLifecycle(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	idUnchanged := statecheck.CompareValue(compare.ValuesSame())

	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{
				Config: `resource "losant_organization" "test" { name = "Acme Farms" }`,
				ConfigStateChecks: []statecheck.StateCheck{
					idUnchanged.AddStateValue(addr, tfjsonpath.New("id")),
					statecheck.ExpectKnownValue(addr, tfjsonpath.New("instance_id"), knownvalue.StringExact(srv.InstanceID())),
					statecheck.ExpectKnownValue(addr, tfjsonpath.New("description"), knownvalue.Null()),
					statecheck.ExpectKnownValue(addr, tfjsonpath.New("payloads_enabled"), knownvalue.Bool(true)),
					statecheck.ExpectKnownValue(addr, tfjsonpath.New("mfa_mode"), knownvalue.StringExact("notRequired")),
					statecheck.ExpectKnownValue(addr, tfjsonpath.New("tags_all"), knownvalue.MapExact(nil)),
				},
				ConfigPlanChecks: emptyPlan,
			},
			{
				PreConfig: func() {
					acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"name": "Acme Farms"})
					srv.ResetRequests()
				},
				Config: `
resource "losant_organization" "test" {
  name        = "Acme Farms"
  description = "Grows things."
  limits      = { device = 10 }
  tags        = { plan = ["gold"], region = ["eu", "us"] }
  banner      = { level = "info", message = "Hello" }
}`,
				ConfigStateChecks: []statecheck.StateCheck{
					idUnchanged.AddStateValue(addr, tfjsonpath.New("id")),
					statecheck.ExpectKnownValue(addr, tfjsonpath.New("limits").AtMapKey("device"), knownvalue.Int64Exact(10)),
				},
				ConfigPlanChecks: emptyPlan,
			},
			{
				PreConfig: func() {
					acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{
						"description": "Grows things.",
						"limits":      mockserver.Doc{"device": 10.0},
						"tags": []any{
							mockserver.Doc{"key": "plan", "value": "gold"},
							mockserver.Doc{"key": "region", "value": "eu"},
							mockserver.Doc{"key": "region", "value": "us"},
						},
						"banner": mockserver.Doc{"level": "info", "message": "Hello"},
					})
				},
				ResourceName:      addr,
				ImportState:       true,
				ImportStateVerify: true,
				// An import reads all limits, a creation keeps those that are configured.
				ImportStateVerifyIgnore: []string{"limits"},
			},
		},
	})
	if left := srv.Organizations(); len(left) != 0 {
		t.Errorf("not destroyed: %v", left)
	}
}
