package protocol_test

import (
	"maps"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// Without the announcement, Terraform generates the configuration itself.
func TestGenerationIsAnnounced(t *testing.T) {
	t.Parallel()
	server := newServer(t, mockserver.Start(t))
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	metadata, err := server.GetMetadata(t.Context(), &tfprotov6.GetMetadataRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]*tfprotov6.ServerCapabilities{"schema": schema.ServerCapabilities, "metadata": metadata.ServerCapabilities} {
		want := tfprotov6.ServerCapabilities{GetProviderSchemaOptional: true, MoveResourceState: true, PlanDestroy: true, GenerateResourceConfig: true}
		if *got != want {
			t.Errorf("%s: got %+v, want %+v", name, *got, want)
		}
	}
}

type object struct {
	typeName string
	add      func(srv *mockserver.Server, org string) (importID string)
	want     map[string]any // the values that are not null
	silent   bool           // the instance cannot be read
}

const rule = `{"$and":[]}`

var generatedObjects = map[string]object{
	"organization as created": {"losant_organization", func(srv *mockserver.Server, _ string) string {
		limits := mockserver.Doc{"device": 10, "flow": 20}
		srv.EditInstance(mockserver.Doc{"limits": limits, "orgDefaultLimitConfig": mockserver.Doc{"device": 5}})
		return srv.AddOrganization(mockserver.Doc{"name": "Acme", "iconColor": "#057180", "limits": mockserver.Doc{"device": 5, "flow": 20}})
	}, map[string]any{"name": "Acme"}, false},
	"organization with own values": {"losant_organization", func(srv *mockserver.Server, _ string) string {
		srv.EditInstance(mockserver.Doc{"orgDefaultLimitConfig": mockserver.Doc{"device": 5, "flow": 6}})
		return srv.AddOrganization(mockserver.Doc{
			"name": "Acme", "iconColor": "red", "limits": mockserver.Doc{"device": 7, "flow": 6}, "mfaMode": "required", "isReadOnly": true, "auditLogEnabled": true, "disabledAt": true,
		})
	}, map[string]any{
		"name": "Acme", "icon_color": "red", "limits": map[string]any{"device": 7.0}, "mfa_mode": "required", "read_only": true, "audit_log_enabled": true, "payloads_enabled": false,
	}, false},
	"instance that cannot be read": {"losant_organization", func(srv *mockserver.Server, _ string) string {
		return srv.AddOrganization(mockserver.Doc{"name": "Acme", "iconColor": "#057180", "limits": mockserver.Doc{"device": 7}})
	}, map[string]any{"name": "Acme"}, true},
	"limits": {"losant_organization_limits", func(srv *mockserver.Server, _ string) string {
		srv.EditInstance(mockserver.Doc{"orgDefaultLimitConfig": mockserver.Doc{"device": 5, "flow": 6}})
		return srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"device": 7, "flow": 6}})
	}, map[string]any{"organization_id": "ID", "limits": map[string]any{"device": 7.0}}, false},
	"member": {"losant_organization_member", func(_ *mockserver.Server, org string) string {
		return org + "/owner@acme.example"
	}, map[string]any{"organization_id": "ORG", "email": "owner@acme.example", "role": "admin"}, false},
	"expired person": {"losant_organization_member", addExpired, map[string]any{"organization_id": "ORG", "email": "late@acme.example", "role": "edit", "resend_expired": false}, false},
	"expired invitation": {"losant_organization_invitation", addExpired, map[string]any{
		"organization_id": "ORG", "email": "late@acme.example", "role": "edit", "resend_expired": false,
	}, false},
	"pending invitation": {"losant_organization_invitation", func(srv *mockserver.Server, org string) string {
		srv.Invite(org, mockserver.Doc{"email": "new@acme.example", "role": "view"})
		return org + "/new@acme.example"
	}, map[string]any{"organization_id": "ORG", "email": "new@acme.example", "role": "view"}, false},
	"all members": {"losant_organization_members", func(srv *mockserver.Server, org string) string {
		addExpired(srv, org)
		return org
	}, map[string]any{
		"organization_id": "ORG", "members": map[string]any{"owner@acme.example": map[string]any{"role": "admin"}}, "ignore": []any{"late@acme.example"},
	}, false},
	"instance member": {"losant_instance_member", func(srv *mockserver.Server, _ string) string {
		srv.AddInstanceMember(mockserver.Doc{"email": "root@acme.example", "role": "admin"})
		return "root@acme.example"
	}, map[string]any{"email": "root@acme.example", "role": "admin"}, false},
	"token": {"losant_instance_api_token", func(srv *mockserver.Server, _ string) string {
		return srv.AddInstanceToken(mockserver.Doc{"name": "ci", "scope": []any{"instance.get"}})
	}, map[string]any{"name": "ci", "scopes": []any{"instance.get"}}, false},
	"inactive token": {"losant_instance_api_token", func(srv *mockserver.Server, _ string) string {
		return srv.AddInstanceToken(mockserver.Doc{"name": "ci", "scope": []any{"instance.get"}, "status": "inactive"})
	}, map[string]any{"name": "ci", "scopes": []any{"instance.get"}, "status": "inactive"}, false},
	"rule": {"losant_instance_notification_rule", func(srv *mockserver.Server, _ string) string {
		return srv.AddNotificationRule(mockserver.Doc{
			"name": "full", "targetQueryJson": rule, "ruleConfig": mockserver.Doc{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit", "threshold": 80.5},
			"emailConfig": mockserver.Doc{"subjectTemplate": "s", "bodyTemplate": "b", "sendToAddresses": []any{"a@acme.example"}},
		})
	}, map[string]any{
		"name": "full", "target_query": rule, "rule": map[string]any{"type": "payloadUsage", "threshold": 80.5},
		"email": map[string]any{"subject_template": "s", "body_template": "b", "send_to_addresses": []any{"a@acme.example"}},
	}, false},
	"settings": {"losant_instance_settings", func(srv *mockserver.Server, _ string) string {
		srv.EditInstance(mockserver.Doc{"orgDefaultLimitConfig": mockserver.Doc{"device": 5}})
		return srv.InstanceID()
	}, map[string]any{"mfa_mode": "notRequired", "default_organization_limits": map[string]any{"device": 5.0}, "report_configs": []any{}}, false},
}

func addExpired(srv *mockserver.Server, org string) string {
	srv.Invite(org, mockserver.Doc{"email": "late@acme.example", "role": "edit"})
	srv.ExpireInvitation(org, "late@acme.example")
	return org + "/late@acme.example"
}

// Generated configuration has what matters, keeps what is required, plans empty and
// sends nothing that writes.
func TestGeneratedConfiguration(t *testing.T) {
	t.Parallel()
	for name, tc := range generatedObjects {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			org := srv.AddOrganization(mockserver.Doc{"name": "Parent"})
			srv.AddMember(org, mockserver.Doc{"email": "owner@acme.example", "role": "admin"})
			id := tc.add(srv, org)
			p := acctest.NewProtocol(t, srv, tc.typeName, nil)
			imported, diagnostics := p.Import(id, nil)
			acctest.ExpectDetails(t, diagnostics)
			if tc.silent {
				srv.Fail(mockserver.Fault{Method: http.MethodGet, PathContains: srv.InstanceID(), Status: 403, Times: -1})
			}
			config := p.Generate(imported)
			acctest.ExpectDetails(t, p.Validate(config))
			want := maps.Clone(tc.want)
			if tc.silent {
				want["limits"] = notNull(acctest.JSONValue(imported.State))["limits"]
			}
			if want["organization_id"] != nil {
				want["organization_id"] = p.Text(imported.State, "organization_id")
			}
			if diff := cmp.Diff(want, notNull(acctest.JSONValue(config))); diff != "" {
				t.Errorf("unexpected configuration (-want +got):\n%s", diff)
			}
			planned := p.Plan(imported, config)
			if tc.want["resend_expired"] == false {
				acctest.ExpectDetails(t, planned.Diagnostics, "It is not sent again, because resend_expired is false.")
			} else {
				acctest.ExpectDetails(t, planned.Diagnostics)
			}
			if !planned.State.Equal(imported.State) {
				t.Errorf("the plan has changes (-imported +planned):\n%s", cmp.Diff(acctest.JSONValue(imported.State), acctest.JSONValue(planned.State)))
			}
			acctest.ExpectWrites(t, srv)
		})
	}
}

// notNull returns an object without its null values.
func notNull(value any) map[string]any {
	object, _ := value.(map[string]any)
	result := map[string]any{}
	for name, v := range object {
		if _, isObject := v.(map[string]any); isObject {
			v = notNull(v)
		}
		if v != nil {
			result[name] = v
		}
	}
	return result
}

// Another instance than the provider's must be named.
func TestGeneratedConfigurationNamesAnotherInstance(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	p := acctest.NewProtocol(t, srv, organizationType, map[string]any{"instance_id": "60106426dc03c6aad06540bb"})
	imported, diagnostics := p.Import(srv.InstanceID()+"/"+id, nil)
	acctest.ExpectDetails(t, diagnostics)
	if got := p.Text(p.Generate(imported), "instance_id"); got != srv.InstanceID() {
		t.Errorf("got %q", got)
	}
}
