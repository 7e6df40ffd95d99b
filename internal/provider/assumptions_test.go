package provider_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// anySetting stands for all settings.
const anySetting = "any setting"

// refusal is a change that Losant refuses under some settings of an assumption.
type refusal struct {
	typeName string
	// prepare is called before the plan, and meanwhile between the plan and the apply.
	// Both may be nil.
	prepare, meanwhile func(srv *mockserver.Server, org string)
	config             func(srv *mockserver.Server, org string) object
	// want holds the beginning of the failure by setting, or for all. Under the others,
	// the change succeeds and the next plan is empty.
	want map[string]string
}

func minimalOf(typeName string, changes object) func(*mockserver.Server, string) object {
	return func(_ *mockserver.Server, org string) object {
		config := minimalResources(org)[typeName]
		for name, value := range changes {
			config[name] = value
		}
		return config
	}
}

// The lives of objects do not meet these assumptions.
var refusals = map[string]refusal{
	"already-member": {
		typeName: "losant_organization_member",
		meanwhile: func(srv *mockserver.Server, org string) {
			srv.AddMember(org, mockserver.Doc{"email": "jane@acme.example", "role": "edit"})
		},
		config: minimalOf("losant_organization_member", nil),
	},
	"audit-log-refusal": {
		typeName: "losant_organization",
		prepare:  func(srv *mockserver.Server, _ string) { srv.EditInstance(mockserver.Doc{"allowAuditLogging": false}) },
		config:   minimalOf("losant_organization", object{"audit_log_enabled": true}),
		want:     map[string]string{anySetting: "plan: ERROR Audit logs are not allowed in instance"},
	},
	"default-limits-patch": {
		typeName: "losant_instance_settings",
		config:   minimalOf("losant_instance_settings", object{"default_organization_limits": object{"device": 10}}),
	},
	"domain-format": {
		typeName: "losant_organization",
		config:   minimalOf("losant_organization", object{"allowed_invitation_domains": []any{"acme .example"}}),
		want:     map[string]string{anySetting: "validate: ERROR "},
	},
	"member-limit": {
		typeName: "losant_organization_member",
		prepare: func(srv *mockserver.Server, org string) {
			srv.EditOrganization(org, mockserver.Doc{"limits": mockserver.Doc{"member": 0}})
		},
		config: minimalOf("losant_organization_member", nil),
		want:   map[string]string{"refused": "apply: ERROR Could not add jane@acme.example to organization"},
	},
	"mfa-violation": {
		typeName: "losant_organization_member",
		meanwhile: func(srv *mockserver.Server, org string) {
			srv.EditOrganization(org, mockserver.Doc{"mfaMode": "required"})
		},
		config: minimalOf("losant_organization_member", nil),
		want: map[string]string{
			"refused": "apply: ERROR Could not add jane@acme.example to organization",
			"skipped": "plan is not empty", // Losant says that it has added the person.
		},
	},
	"node-limit": {
		typeName: "losant_instance_custom_node",
		meanwhile: func(srv *mockserver.Server, _ string) {
			srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"instanceCustomNode": 0}})
		},
		config: minimalOf("losant_instance_custom_node", nil),
		want:   map[string]string{"refused": `apply: ERROR Could not create custom node "Node"`},
	},
	"organization-limit": {
		typeName: "losant_organization",
		meanwhile: func(srv *mockserver.Server, _ string) {
			srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"organization": 1}})
		},
		config: minimalOf("losant_organization", nil),
		want:   map[string]string{"refused": `apply: ERROR Could not create organization "Acme"`},
	},
	"past-disabled-at": {
		typeName: "losant_organization",
		config:   minimalOf("losant_organization", object{"payloads_enabled_until": "2020-01-31T00:00:00Z"}),
		want:     map[string]string{"refused": `apply: ERROR Could not create organization "Acme"`},
	},
	"rule-impossible-query": {
		typeName: "losant_instance_notification_rule",
		config:   minimalOf("losant_instance_notification_rule", object{"target_query": `{"name": {"$in": []}}`}),
		want:     map[string]string{"refused": `apply: ERROR Could not create notification rule "Rule"`},
	},
	"token-past-expiration": {
		typeName: "losant_instance_api_token",
		config:   minimalOf("losant_instance_api_token", object{"expires_at": "2020-01-31T00:00:00Z"}),
		want:     map[string]string{anySetting: `plan: ERROR API token "CI" would already be expired`},
	},
	"token-scope-omitted": {
		typeName: "losant_instance_api_token",
		config:   minimalOf("losant_instance_api_token", object{"scopes": nil}),
		want:     map[string]string{anySetting: "validate: ERROR Missing Configuration for Required Attribute"},
	},
	"zero-limit": {
		typeName: "losant_organization",
		config:   minimalOf("losant_organization", object{"limits": object{"device": 0}}),
	},
}

// What Losant refuses fails in the plan or the apply, and leaves nothing half applied.
func TestRefusalsUnderEachSetting(t *testing.T) {
	t.Parallel()
	tested := 0
	for _, assumption := range mockserver.Assumptions() {
		tc, ok := refusals[assumption.Name]
		if !ok {
			continue
		}
		tested++
		for _, setting := range assumption.Settings {
			t.Run(assumption.Name+"="+setting, func(t *testing.T) {
				t.Parallel()
				if got, want := tc.run(t, mockserver.With(assumption.Name, setting)), cmp.Or(tc.want[setting], tc.want[anySetting]); !strings.HasPrefix(got, want) || want == "" && got != "" {
					t.Errorf("want %q, got %q", want, got)
				}
			})
		}
	}
	if tested != len(refusals) {
		t.Errorf("%d of %d assumptions exist", tested, len(refusals))
	}
}

// run returns the first failure, or "".
func (r refusal) run(t *testing.T, opt mockserver.Option) string {
	t.Helper()
	srv := mockserver.Start(t, opt)
	org := srv.AddOrganization(mockserver.Doc{"name": "Other"})
	srv.AddAccount(mockserver.Doc{"email": "jane@acme.example"})
	if r.prepare != nil {
		r.prepare(srv, org)
	}
	p := acctest.NewProtocol(t, srv, r.typeName, nil)
	config := p.Config(r.config(srv, org))
	if errors := acctest.Errors(p.Validate(config)); len(errors) > 0 {
		return "validate: " + errors[0]
	}
	planned := p.Plan(p.Null(), config)
	if errors := acctest.Errors(planned.Diagnostics); len(errors) > 0 {
		acctest.ExpectWrites(t, srv)
		return "plan: " + errors[0]
	}
	if r.meanwhile != nil {
		r.meanwhile(srv, org)
	}
	p = acctest.NewProtocol(t, srv, r.typeName, nil)
	object, diagnostics := p.ApplyPlanned(p.Null(), config, planned)
	if errors := acctest.Errors(diagnostics); len(errors) > 0 {
		if !object.State.IsNull() {
			t.Error("the object is in the state")
		}
		return "apply: " + errors[0]
	}
	object = p.MustRefresh(object)
	if diff, err := object.State.Diff(p.Plan(object, config).State); err != nil || len(diff) > 0 {
		return fmt.Sprintf("plan is not empty: %v %v", diff, err)
	}
	return ""
}
