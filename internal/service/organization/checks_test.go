package organization_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// limitsOf returns the configuration of an organization with limits.
func limitsOf(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1] //nolint:forcetypeassert // A wrong type must panic.
	}
	return map[string]any{"name": "Acme", "limits": m}
}

func TestPlanReportsWhatTheAPIWouldRefuseOrDestroy(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		instance mockserver.Doc // changes to the instance
		summary  mockserver.Doc // usage of the organization
		members  []mockserver.Doc
		before   map[string]any // the configuration applied before, or nil for a creation
		config   map[string]any
		want     []string // severity, root attribute, and a part of the summary and detail
	}{
		"limit above the instance's": {
			instance: mockserver.Doc{"limits": mockserver.Doc{"device": 1000}},
			config:   limitsOf("device", 1001),
			want:     []string{"ERROR limits Limit device exceeds the instance's limit: limits[\"device\"] is 1001, but the instance's own limit is 1000"},
		},
		"limit raised above the instance's": {
			instance: mockserver.Doc{"limits": mockserver.Doc{"device": 1000}},
			before:   limitsOf("device", 1000, "flow", 1),
			config:   limitsOf("device", 1001, "flow", 1),
			want:     []string{"ERROR limits limits[\"device\"] is 1001, but"},
		},
		"limit equal to the instance's":        {instance: mockserver.Doc{"limits": mockserver.Doc{"device": 1000}}, config: limitsOf("device", 1000)},
		"system interval above the instance's": {instance: mockserver.Doc{"limits": mockserver.Doc{"systemInterval": 60}}, config: limitsOf("system_interval", 3600)},
		"limit below usage": {
			summary: mockserver.Doc{"deviceCount": 7},
			before:  limitsOf("device", 10),
			config:  limitsOf("device", 6),
			want:    []string{`WARNING limits Organization "Acme" (ID) exceeds its new device limit: It already uses 7, but the new limit is 6. Nothing is deleted, but Losant refuses to add more until usage is below the limit.`},
		},
		"limit equal to usage": {summary: mockserver.Doc{"deviceCount": 7}, before: limitsOf("device", 10), config: limitsOf("device", 7)},
		"storage, payload and notebook limits below usage": {
			summary: mockserver.Doc{
				"storageStats":  mockserver.Doc{"count": 3, "size": 5000},
				"payloadCount":  mockserver.Doc{"deviceState": mockserver.Doc{"device.mqtt": 20}, "webhook": mockserver.Doc{"public.rest": 15}},
				"notebookStats": mockserver.Doc{"awaitingCompletion": 0, "minutesThisPeriod": 12, "runsThisPeriod": 2},
			},
			before: limitsOf("storage", 6000, "payload", 50, "notebook_minutes_per_month", 20),
			config: limitsOf("storage", 4999, "payload", 34, "notebook_minutes_per_month", 11),
			want: []string{
				`WARNING limits Organization "Acme" (ID) exceeds its new notebook_minutes_per_month limit: It already uses 12, but the new limit is 11. When it is used up, executions fail until the month ends or the limit is raised.`,
				`WARNING limits Organization "Acme" (ID) exceeds its new payload limit: It already uses 35, but the new limit is 34. Payloads above the limit are still processed. Losant shows a notice to the members, and may charge for the excess.`,
				`WARNING limits Organization "Acme" (ID) exceeds its new storage limit: It already uses 5000, but the new limit is 4999. At the limit, Losant refuses new rows of any size.`,
			},
		},
		"unchanged limit below usage": {
			summary: mockserver.Doc{"deviceCount": 7}, before: limitsOf("device", 6), config: limitsOf("device", 6),
		},
		"shorter data retention": {
			summary: mockserver.Doc{"deviceCount": 7},
			before:  limitsOf("data_ttl", 172800),
			config:  limitsOf("data_ttl", 86400),
			want:    []string{"ERROR limits limits[\"data_ttl\"] changes from 172800 seconds (2 days) to 86400 seconds (1 day). Losant would permanently delete all older data within 24 hours. The organization has 7 devices."},
		},
		"shorter data retention that is allowed": {
			summary: mockserver.Doc{"deviceCount": 7},
			before:  limitsOf("data_ttl", 172800),
			config:  map[string]any{"name": "Acme", "limits": map[string]any{"data_ttl": 86400}, "allow_data_loss": []any{"data_ttl"}},
			want:    []string{"WARNING limits limits[\"data_ttl\"] changes from 172800 seconds (2 days) to 86400 seconds (1 day). Losant will permanently delete all older data within 24 hours. The organization has 7 devices."},
		},
		"shorter data retention if only destroying is allowed": {
			before: limitsOf("data_ttl", 172800),
			config: map[string]any{"name": "Acme", "limits": map[string]any{"data_ttl": 86400}, "allow_data_loss": []any{"destroy"}},
			want:   []string{"ERROR limits To delete the data anyway, set allow_data_loss = [\"data_ttl\"]."},
		},
		"longer data retention": {before: limitsOf("data_ttl", 86400), config: limitsOf("data_ttl", 172800)},
		"audit log that the instance does not allow": {
			instance: mockserver.Doc{"allowAuditLogging": false},
			config:   map[string]any{"name": "Acme", "audit_log_enabled": true},
			want:     []string{"ERROR audit_log_enabled Audit logs are not allowed in instance"},
		},
		"disabled audit log in such an instance": {
			instance: mockserver.Doc{"allowAuditLogging": false},
			config:   map[string]any{"name": "Acme", "audit_log_enabled": false},
		},
		"stricter mode removes members": {
			members: []mockserver.Doc{
				{"email": "safe@acme.example", "role": "admin", "twoFactorAuthEnabled": true},
				{"email": "b@acme.example", "role": "view"},
				{"email": "a@acme.example", "role": "admin"},
				{"email": "sso@acme.example", "role": "view", "ssoLinked": true},
			},
			before: map[string]any{"name": "Acme"},
			config: map[string]any{"name": "Acme", "mfa_mode": "required"},
			want:   []string{`WARNING mfa_mode "required" removes a@acme.example, b@acme.example, because`},
		},
		"stricter mode downgrades administrators": {
			members: []mockserver.Doc{
				{"email": "sso@acme.example", "role": "admin", "ssoLinked": true},
				{"email": "a@acme.example", "role": "admin"},
				{"email": "b@acme.example", "role": "view"},
			},
			before: map[string]any{"name": "Acme"},
			config: map[string]any{"name": "Acme", "mfa_mode": "adminRequired"},
			want:   []string{`WARNING mfa_mode downgrades the administrators a@acme.example to editors, because`},
		},
		"stricter mode leaves no administrator": {
			members: []mockserver.Doc{{"email": "a@acme.example", "role": "admin"}, {"email": "b@acme.example", "role": "view", "ssoLinked": true}},
			before:  map[string]any{"name": "Acme"},
			config:  map[string]any{"name": "Acme", "mfa_mode": "adminRequired"},
			want:    []string{`ERROR mfa_mode No administrator of organization "Acme" (ID) would remain`},
		},
		"relaxed mode": {
			members: []mockserver.Doc{{"email": "a@acme.example", "role": "admin", "ssoLinked": true}},
			before:  map[string]any{"name": "Acme", "mfa_mode": "required"},
			config:  map[string]any{"name": "Acme", "mfa_mode": "adminRequired"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			object := p.Null()
			id := ""
			if tc.before != nil {
				object = p.MustRefresh(p.Apply(object, p.Config(tc.before)))
				id = p.Text(object.State, "id")
				srv.SetSummary(id, tc.summary)
				for _, member := range tc.members {
					srv.AddMember(id, member)
				}
			}
			srv.EditInstance(tc.instance)
			srv.ResetRequests()
			p = newProtocol(t, srv) // The plan is a run of its own.
			var got []string
			for _, d := range p.Plan(object, p.Config(tc.config)).Diagnostics {
				got = append(got, d.Severity.String()+" "+acctest.RootOf(d)+" "+d.Summary+": "+d.Detail)
			}
			if len(got) != len(tc.want) {
				t.Fatalf("want %q, got %q", tc.want, got)
			}
			slices.Sort(got)
			for i, want := range tc.want {
				severity, rest, _ := strings.Cut(want, " ")
				at, text, _ := strings.Cut(rest, " ")
				text = strings.ReplaceAll(text, "ID", id)
				if !strings.HasPrefix(got[i], severity+" "+at+" ") || !strings.Contains(got[i], text) {
					t.Errorf("want %q, got %q", want, got[i])
				}
			}
			if sent := srv.Requests(http.MethodPost, http.MethodPatch, http.MethodDelete); len(sent) > 0 {
				t.Errorf("the plan sent %v", sent)
			}
		})
	}
}

// A missing scope is one warning of the run, however many checks need it.
func TestChecksAreSkippedIfTheTokenLacksTheirScopes(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"device": 10}, "allowAuditLogging": false})
	token := srv.AddToken("instanceOrg.*", "instanceOrgs.post")
	p := acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": token})
	object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
	other := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
	config := p.Config(map[string]any{
		"name": "Acme", "mfa_mode": "required", "audit_log_enabled": true, "limits": map[string]any{"device": 11},
	})
	p.Run(func() {
		acctest.ExpectDetails(t, p.Plan(object, config).Diagnostics,
			"WARNING Checks skipped: the API token lacks the scope instanceOrgMembers.get: The plan may not show everything that Losant would refuse.",
			"WARNING Checks skipped: the API token lacks the scope instance.get: ")
		acctest.ExpectDetails(t, p.Plan(other, config).Diagnostics)
	})
}

func TestPlanReadsOnlyWhatItsChangesNeed(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := limitsOf("device", 10)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	id := p.Text(object.State, "id")
	orgs := "/instances/" + srv.InstanceID() + "/orgs"
	for _, tc := range []struct {
		name   string
		config map[string]any
		want   []string
	}{
		{"nothing changed", config, nil},
		{"description changed", map[string]any{"name": "Acme", "description": "Text", "limits": config["limits"]}, []string{"/instances/" + srv.InstanceID()}}, // Once in a run.
		{"limit changed", limitsOf("device", 9), []string{"/instances/" + srv.InstanceID(), orgs + "/" + id}},
		{"stricter mode", map[string]any{"name": "Acme", "mfa_mode": "required", "limits": config["limits"]}, []string{"/instances/" + srv.InstanceID(), orgs + "/" + id + "/members"}},
	} {
		srv.ResetRequests()
		p.Plan(object, p.Config(tc.config))
		var got []string
		for _, r := range srv.Requests() {
			got = append(got, r.Path)
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.name, diff)
		}
	}
}

func TestCreateWarnsOfEqualName(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	p := newProtocol(t, srv)
	planned := p.Plan(p.Null(), p.Config(map[string]any{"name": "Acme"}))
	created, _ := srv.Organization(id)["creationDate"].(string)
	if len(planned.Diagnostics) != 1 || created == "" || !strings.Contains(planned.Diagnostics[0].Detail, id+" (created "+created+")") {
		t.Errorf("got %q", summaries(planned.Diagnostics))
	}
	if got := summaries(p.Plan(p.Null(), p.Config(map[string]any{"name": "acme"})).Diagnostics); len(got) > 0 {
		t.Errorf("a name in another case: %q", got)
	}
}

// Few creations look up each name, many read the list of all organizations.
func TestEqualNamesOfManyCreationsAreReadFromTheList(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	p.Run(func() {
		for i := range 200 {
			p.Plan(p.Null(), p.Config(map[string]any{"name": strings.Repeat("x", i+1)}))
		}
	})
	if n := len(srv.Requests()); n > 6 {
		t.Errorf("%d requests for 200 names", n)
	}
}

func TestCreateSendsOnePostAndOneGet(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := p.Config(limitsOf("device", 10))
	planned := p.Plan(p.Null(), config)
	acctest.ExpectCount(t, srv, http.MethodGet, 2) // The equal name and the instance.
	srv.ResetRequests()
	p.ApplyPlanned(p.Null(), config, planned)
	acctest.ExpectCount(t, srv, http.MethodPost, 1)
	acctest.ExpectCount(t, srv, http.MethodGet, 1)
	if sent := srv.Requests(); len(sent) != 2 {
		t.Errorf("sent %d requests", len(sent))
	}
}
