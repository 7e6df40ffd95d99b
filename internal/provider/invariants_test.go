package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// subject is a resource that the invariants are tested with. Each new resource adds
// a row.
type subject struct {
	typeName string
	// setup creates what the resource needs and Terraform cannot create. It may be nil.
	setup func(srv *mockserver.Server)
	// prelude is the configuration before the resource block.
	prelude string
	// body is the content of the resource block, which is named "test".
	body string
	// drift changes the object outside Terraform. remove deletes it, and is nil if it
	// cannot be deleted.
	drift, remove func(srv *mockserver.Server, id string)
	// attribute is the attribute that drift changes.
	attribute string
	// replacement returns a body that forces a new object. It may use another instance.
	replacement func(otherInstance string) string
	// importIDs returns other forms of the import id than the id itself.
	importIDs []func(srv *mockserver.Server, id string) string
	// notImported lists attributes that an import cannot read.
	notImported []string
}

var subjects = []subject{
	{
		typeName:  "losant_organization",
		body:      "name = \"Acme\"\nlimits = { device = 10 }\ntags = { plan = [\"gold\"] }",
		attribute: "name",
		drift:     func(srv *mockserver.Server, id string) { srv.EditOrganization(id, mockserver.Doc{"name": "Other"}) },
		remove:    func(srv *mockserver.Server, id string) { srv.RemoveOrganization(id) },
		replacement: func(other string) string {
			return fmt.Sprintf("name = \"Acme\"\ninstance_id = %q", other)
		},
		importIDs: []func(srv *mockserver.Server, id string) string{
			func(srv *mockserver.Server, id string) string { return srv.InstanceID() + "/" + id },
			func(*mockserver.Server, string) string { return "name:Acme" },
		},
		notImported: []string{"limits"}, // An import reads all limits.
	},
	{
		typeName:  "losant_organization_invitation",
		prelude:   "resource \"losant_organization\" \"test\" { name = \"Acme\" }\n",
		body:      invitationBody("jane@acme.example"),
		attribute: "role",
		drift: func(srv *mockserver.Server, id string) {
			org, email, _ := strings.Cut(id, "/")
			srv.RevokeInvitation(org, email)
			srv.Invite(org, mockserver.Doc{"email": email, "role": "view"})
		},
		remove: func(srv *mockserver.Server, id string) {
			org, email, _ := strings.Cut(id, "/")
			srv.RevokeInvitation(org, email)
		},
		replacement: func(string) string { return invitationBody("joan@acme.example") },
		importIDs: []func(srv *mockserver.Server, id string) string{
			func(srv *mockserver.Server, id string) string { return srv.InstanceID() + "/" + id },
			func(srv *mockserver.Server, id string) string {
				org, _, _ := strings.Cut(id, "/")
				return fmt.Sprintf("%s/%s", org, srv.Invitations(org)[0]["id"])
			},
		},
	},
	{
		typeName:  "losant_instance_member",
		setup:     func(srv *mockserver.Server) { srv.AddAccount(mockserver.Doc{"email": "jane@acme.example"}) },
		body:      "email = \"jane@acme.example\"\nrole = \"admin\"",
		attribute: "role",
		drift: func(srv *mockserver.Server, _ string) {
			srv.RemoveInstanceMember("jane@acme.example")
			srv.AddInstanceMember(mockserver.Doc{"email": "jane@acme.example", "role": "view"})
		},
		remove: func(srv *mockserver.Server, _ string) { srv.RemoveInstanceMember("jane@acme.example") },
		replacement: func(other string) string {
			return fmt.Sprintf("email = \"jane@acme.example\"\nrole = \"admin\"\ninstance_id = %q", other)
		},
		importIDs: []func(srv *mockserver.Server, id string) string{
			func(*mockserver.Server, string) string { return "jane@acme.example" },
		},
	},
	{
		typeName:  "losant_instance_api_token",
		body:      "name = \"ci\"\nscopes = [\"instance.get\"]\nexpires_at = \"2035-12-31T23:59:59.000Z\"",
		attribute: "name",
		drift:     func(srv *mockserver.Server, id string) { srv.EditToken(id, mockserver.Doc{"name": "other"}) },
		remove:    func(srv *mockserver.Server, id string) { srv.RemoveToken(id) },
		replacement: func(other string) string {
			return fmt.Sprintf("name = \"ci\"\nscopes = [\"instance.get\"]\ninstance_id = %q", other)
		},
		importIDs: []func(srv *mockserver.Server, id string) string{
			func(srv *mockserver.Server, id string) string { return srv.InstanceID() + "/" + id },
		},
		notImported: []string{"token"},
	},
	{
		typeName:  "losant_instance_notification_rule",
		body:      ruleBody,
		attribute: "rule",
		drift: func(srv *mockserver.Server, id string) {
			srv.EditNotificationRule(id, mockserver.Doc{"ruleConfig": mockserver.Doc{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit", "threshold": 81}})
		},
		remove:      func(srv *mockserver.Server, id string) { srv.RemoveNotificationRule(id) },
		replacement: func(other string) string { return ruleBody + fmt.Sprintf("\ninstance_id = %q", other) },
		importIDs: []func(srv *mockserver.Server, id string) string{
			func(srv *mockserver.Server, id string) string { return srv.InstanceID() + "/" + id },
		},
	},
	{
		typeName:  "losant_instance_custom_node",
		body:      nodeBody,
		attribute: "definition",
		drift: func(srv *mockserver.Server, id string) {
			srv.EditCustomNode(id, mockserver.Doc{"nodes": []any{mockserver.Doc{"type": "Other"}}})
		},
		remove:      func(srv *mockserver.Server, id string) { srv.RemoveCustomNode(id) },
		replacement: func(other string) string { return nodeBody + fmt.Sprintf("\ninstance_id = %q", other) },
		importIDs: []func(srv *mockserver.Server, id string) string{
			func(srv *mockserver.Server, id string) string { return srv.InstanceID() + "/" + id },
			func(*mockserver.Server, string) string { return "name:node" },
		},
	},
	{
		typeName:  "losant_organization_limits",
		prelude:   twoOrganizations,
		body:      "organization_id = losant_organization.test.id\nlimits = { device = 10 }",
		attribute: "limits",
		drift: func(srv *mockserver.Server, id string) {
			srv.EditOrganization(id, mockserver.Doc{"limits": mockserver.Doc{"device": 11}})
		},
		remove:      func(srv *mockserver.Server, id string) { srv.RemoveOrganization(id) },
		replacement: func(string) string { return "organization_id = losant_organization.other.id\nlimits = { device = 10 }" },
		importIDs: []func(srv *mockserver.Server, id string) string{
			func(srv *mockserver.Server, id string) string { return srv.InstanceID() + "/" + id },
		},
		notImported: []string{"limits"}, // An import reads all limits.
	},
	{
		typeName:  "losant_organization_member",
		prelude:   twoOrganizations,
		body:      "organization_id = losant_organization.test.id\nemail = \"jane@acme.example\"\nrole = \"edit\"",
		setup:     func(srv *mockserver.Server) { srv.AddAccount(mockserver.Doc{"email": "jane@acme.example"}) },
		attribute: "role",
		drift: func(srv *mockserver.Server, id string) {
			org, email, _ := strings.Cut(id, "/")
			srv.EditMember(org, email, mockserver.Doc{"role": "view"})
		},
		remove: func(srv *mockserver.Server, id string) {
			org, email, _ := strings.Cut(id, "/")
			srv.RemoveMember(org, email)
		},
		replacement: func(string) string {
			return "organization_id = losant_organization.other.id\nemail = \"jane@acme.example\"\nrole = \"edit\""
		},
		importIDs: []func(srv *mockserver.Server, id string) string{
			func(srv *mockserver.Server, id string) string { return srv.InstanceID() + "/" + id },
		},
	},
	{
		typeName:  "losant_organization_members",
		prelude:   twoOrganizations,
		body:      "organization_id = losant_organization.test.id\nmembers = { \"jane@acme.example\" = { role = \"admin\" } }",
		setup:     func(srv *mockserver.Server) { srv.AddAccount(mockserver.Doc{"email": "jane@acme.example"}) },
		attribute: "members",
		drift: func(srv *mockserver.Server, id string) {
			srv.AddMember(id, mockserver.Doc{"email": "rogue@acme.example", "role": "admin"})
		},
		remove: func(srv *mockserver.Server, id string) { srv.RemoveOrganization(id) },
		replacement: func(string) string {
			return "organization_id = losant_organization.other.id\nmembers = { \"jane@acme.example\" = { role = \"admin\" } }"
		},
		importIDs: []func(srv *mockserver.Server, id string) string{
			func(srv *mockserver.Server, id string) string { return srv.InstanceID() + "/" + id },
		},
	},
	{
		typeName:  "losant_instance_settings",
		body:      "mfa_mode = \"notRequired\"\ndefault_organization_limits = { device = 10 }",
		attribute: "default_organization_limits",
		drift: func(srv *mockserver.Server, _ string) {
			srv.EditInstance(mockserver.Doc{"orgDefaultLimitConfig": mockserver.Doc{"device": 11}})
		},
		replacement: func(other string) string { return fmt.Sprintf("mfa_mode = \"notRequired\"\ninstance_id = %q", other) },
	},
}

const ruleBody = "name = \"rule\"\ntarget_query = jsonencode({})\ncallback_url = \"https://acme.example\"\nrule = {\n  type = \"payloadUsage\"\n  threshold = 80\n}"

const nodeBody = "name = \"node\"\ndefinition = jsonencode({\n  nodes = [{ type = \"DebugNode\" }]\n  triggers = []\n})"

// twoOrganizations is the prelude of resources that belong to an organization.
const twoOrganizations = "resource \"losant_organization\" \"test\" { name = \"Acme\" }\nresource \"losant_organization\" \"other\" { name = \"Other\" }\n"

func invitationBody(email string) string {
	return fmt.Sprintf("organization_id = losant_organization.test.id\nemail = %q\nrole = \"edit\"", email)
}

func (s subject) address() string { return s.typeName + ".test" }

func (s subject) config(body string) string {
	return fmt.Sprintf("%sresource %q \"test\" {\n%s\n}", s.prelude, s.typeName, body)
}

// captureID stores the id of the object for later steps.
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
			srv := mockserver.Start(t)
			if s.setup != nil {
				s.setup(srv)
			}
			test(t, s, srv)
		})
	}
}

func TestDriftIsPlannedAndCorrected(t *testing.T) {
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

func TestReplacementCreatesAnotherObject(t *testing.T) {
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
					Config: token + s.config(s.replacement(other)),
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

func TestPlanAfterImportIsEmpty(t *testing.T) {
	t.Parallel()
	forEachSubject(t, func(t *testing.T, s subject, srv *mockserver.Server) {
		t.Helper()
		var id string
		steps := []resource.TestStep{
			{Config: s.config(s.body), Check: s.captureID(&id)},
			{ResourceName: s.address(), ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: s.notImported},
			{ResourceName: s.address(), ImportState: true, ImportStateKind: resource.ImportBlockWithID},
		}
		for _, form := range s.importIDs {
			steps = append(steps, resource.TestStep{
				ResourceName: s.address(), ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: s.notImported,
				ImportStateIdFunc: func(*terraform.State) (string, error) { return form(srv, id), nil },
			})
		}
		resource.UnitTest(t, resource.TestCase{ProtoV6ProviderFactories: acctest.Factories(srv), Steps: steps})
	})
}

func TestDeletionOutsideTerraformPlansACreation(t *testing.T) {
	t.Parallel()
	forEachSubject(t, func(t *testing.T, s subject, srv *mockserver.Server) {
		t.Helper()
		if s.remove == nil {
			return
		}
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
