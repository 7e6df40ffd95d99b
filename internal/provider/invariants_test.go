package provider_test

import (
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/losant/terraform-provider-losant/internal/acctest"
	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// subject is a resource that the invariants below are tested on. A new resource
// adds its row.
type subject struct {
	typeName string
	// body is what stands in the resource block, named "test".
	body string
	// drift changes the object behind Terraform's back; remove deletes it.
	drift, remove func(srv *mockserver.Server, id string)
	// attribute is the one that drift changes.
	attribute string
	// replaced is a body that replaces the object; other is the id of another instance.
	replaced func(other string) string
	// importIDs are the forms of import id, besides the id itself.
	importIDs []func(srv *mockserver.Server, id string) string
}

var subjects = []subject{
	{
		typeName:  "losant_organization",
		body:      "name = \"Acme\"\nlimits = { device = 10 }\ntags = { plan = [\"gold\"] }",
		attribute: "name",
		drift:     func(srv *mockserver.Server, id string) { srv.EditOrganization(id, mockserver.Doc{"name": "Other"}) },
		remove:    func(srv *mockserver.Server, id string) { srv.RemoveOrganization(id) },
		replaced: func(other string) string {
			return fmt.Sprintf("name = \"Acme\"\ninstance_id = %q", other)
		},
		importIDs: []func(srv *mockserver.Server, id string) string{
			func(srv *mockserver.Server, id string) string { return srv.InstanceID() + "/" + id },
			func(*mockserver.Server, string) string { return "name:Acme" },
		},
	},
}

func (s subject) address() string { return s.typeName + ".test" }

func (s subject) config(body string) string {
	return fmt.Sprintf("resource %q \"test\" {\n%s\n}", s.typeName, body)
}

// captureID keeps the id of the object for the steps that follow.
func (s subject) captureID(id *string) resource.TestCheckFunc {
	return func(state *terraform.State) error {
		*id = state.RootModule().Resources[s.address()].Primary.ID
		return nil
	}
}

var isEmpty = []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}

func forEachSubject(t *testing.T, test func(t *testing.T, s subject, srv *mockserver.Server)) {
	t.Helper()
	for _, s := range subjects {
		t.Run(s.typeName, func(t *testing.T) {
			t.Parallel()
			test(t, s, mockserver.Start(t))
		})
	}
}

func TestDriftIsShownAndCorrected(t *testing.T) {
	t.Parallel()
	forEachSubject(t, func(t *testing.T, s subject, srv *mockserver.Server) {
		t.Helper()
		var id string
		unchanged := statecheck.CompareValue(compare.ValuesSame())
		same := func() []statecheck.StateCheck {
			return []statecheck.StateCheck{unchanged.AddStateValue(s.address(), tfjsonpath.New(s.attribute))}
		}
		resource.UnitTest(t, resource.TestCase{
			ProtoV6ProviderFactories: acctest.Factories(srv),
			Steps: []resource.TestStep{
				{Config: s.config(s.body), Check: s.captureID(&id), ConfigStateChecks: same()},
				{
					PreConfig: func() { s.drift(srv, id) },
					Config:    s.config(s.body),
					ConfigPlanChecks: resource.ConfigPlanChecks{
						PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(s.address(), plancheck.ResourceActionUpdate)},
						PostApplyPostRefresh: isEmpty,
					},
					ConfigStateChecks: same(),
				},
			},
		})
	})
}

func TestReplacementMakesAnotherObject(t *testing.T) {
	t.Parallel()
	forEachSubject(t, func(t *testing.T, s subject, srv *mockserver.Server) {
		t.Helper()
		other := srv.AddInstance(mockserver.Doc{"name": "Other"})
		token := "provider \"losant\" { api_token = \"" + srv.AddUserToken("all.User") + "\" }\n"
		differ := statecheck.CompareValue(compare.ValuesDiffer())
		ids := func() []statecheck.StateCheck {
			return []statecheck.StateCheck{differ.AddStateValue(s.address(), tfjsonpath.New("id"))}
		}
		resource.UnitTest(t, resource.TestCase{
			ProtoV6ProviderFactories: acctest.Factories(srv),
			Steps: []resource.TestStep{
				{Config: token + s.config(s.body), ConfigStateChecks: ids()},
				{
					Config: token + s.config(s.replaced(other)),
					ConfigPlanChecks: resource.ConfigPlanChecks{
						PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(s.address(), plancheck.ResourceActionReplace)},
						PostApplyPostRefresh: isEmpty,
					},
					ConfigStateChecks: ids(),
				},
			},
		})
	})
}

func TestImportThenPlanIsEmpty(t *testing.T) {
	t.Parallel()
	forEachSubject(t, func(t *testing.T, s subject, srv *mockserver.Server) {
		t.Helper()
		var id string
		steps := []resource.TestStep{
			{Config: s.config(s.body), Check: s.captureID(&id)},
			{ResourceName: s.address(), ImportState: true, ImportStateVerify: true},
			{ResourceName: s.address(), ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		}
		for _, form := range s.importIDs {
			steps = append(steps, resource.TestStep{
				ResourceName: s.address(), ImportState: true, ImportStateVerify: true,
				ImportStateIdFunc: func(*terraform.State) (string, error) { return form(srv, id), nil },
			})
		}
		resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: acctest.Factories(srv), Steps: steps})
	})
}

func TestDeletionElsewherePlansACreation(t *testing.T) {
	t.Parallel()
	forEachSubject(t, func(t *testing.T, s subject, srv *mockserver.Server) {
		t.Helper()
		var id string
		resource.UnitTest(t, resource.TestCase{
			ProtoV6ProviderFactories: acctest.Factories(srv),
			Steps: []resource.TestStep{
				{Config: s.config(s.body), Check: s.captureID(&id)},
				{
					PreConfig: func() { s.remove(srv, id) },
					Config:    s.config(s.body),
					ConfigPlanChecks: resource.ConfigPlanChecks{
						PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(s.address(), plancheck.ResourceActionCreate)},
						PostApplyPostRefresh: isEmpty,
					},
				},
			},
		})
	})
}
