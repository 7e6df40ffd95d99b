package provider_test

import (
	"fmt"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// subject is a resource that the invariants are tested with. Each new resource adds
// a row. All subjects are in one configuration, because most of the time of a test goes
// into starting Terraform. Each has organizations and people of its own.
type subject struct {
	typeName string
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
		body:      "email = \"ian@acme.example\"\nrole = \"admin\"",
		attribute: "role",
		drift: func(srv *mockserver.Server, _ string) {
			srv.RemoveInstanceMember("ian@acme.example")
			srv.AddInstanceMember(mockserver.Doc{"email": "ian@acme.example", "role": "view"})
		},
		remove: func(srv *mockserver.Server, _ string) { srv.RemoveInstanceMember("ian@acme.example") },
		replacement: func(other string) string {
			return fmt.Sprintf("email = \"ian@acme.example\"\nrole = \"admin\"\ninstance_id = %q", other)
		},
		importIDs: []func(srv *mockserver.Server, id string) string{
			func(*mockserver.Server, string) string { return "ian@acme.example" },
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
		body:      "organization_id = losant_organization.limits.id\nlimits = { device = 10 }",
		attribute: "limits",
		drift: func(srv *mockserver.Server, id string) {
			srv.EditOrganization(id, mockserver.Doc{"limits": mockserver.Doc{"device": 11}})
		},
		remove: func(srv *mockserver.Server, id string) { srv.RemoveOrganization(id) },
		replacement: func(string) string {
			return "organization_id = losant_organization.limits_2.id\nlimits = { device = 10 }"
		},
		importIDs: []func(srv *mockserver.Server, id string) string{
			func(srv *mockserver.Server, id string) string { return srv.InstanceID() + "/" + id },
		},
		notImported: []string{"limits"}, // An import reads all limits.
	},
	{
		typeName:  "losant_organization_member",
		body:      "organization_id = losant_organization.member.id\nemail = \"mia@acme.example\"\nrole = \"edit\"",
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
			return "organization_id = losant_organization.member_2.id\nemail = \"mia@acme.example\"\nrole = \"edit\""
		},
		importIDs: []func(srv *mockserver.Server, id string) string{
			func(srv *mockserver.Server, id string) string { return srv.InstanceID() + "/" + id },
		},
	},
	{
		typeName:  "losant_organization_members",
		body:      "organization_id = losant_organization.members.id\nmembers = { \"max@acme.example\" = { role = \"admin\" } }",
		attribute: "members",
		drift: func(srv *mockserver.Server, id string) {
			srv.AddMember(id, mockserver.Doc{"email": "rogue@acme.example", "role": "admin"})
		},
		remove: func(srv *mockserver.Server, id string) { srv.RemoveOrganization(id) },
		replacement: func(string) string {
			return "organization_id = losant_organization.members_2.id\nmembers = { \"max@acme.example\" = { role = \"admin\" } }"
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

// organizations are the ones that other subjects belong to.
var organizations = []string{"invitation", "limits", "limits_2", "member", "member_2", "members", "members_2"}

func invitationBody(email string) string {
	return fmt.Sprintf("organization_id = losant_organization.invitation.id\nemail = %q\nrole = \"edit\"", email)
}

func (s subject) address() string { return s.typeName + ".test" }

// importID returns an import id of the subject in one of its forms. Form 0 is the id.
func (s subject) importID(srv *mockserver.Server, form int, id string) string {
	if form == 0 || form > len(s.importIDs) {
		return id
	}
	return s.importIDs[form-1](srv, id)
}
