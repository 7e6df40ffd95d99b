package organization_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func limitsOf(pairs ...any) map[string]any {
	m := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1] //nolint:forcetypeassert // A misfit is to panic.
	}
	return map[string]any{"name": "Acme", "limits": m}
}

func TestPlanChecks(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		instance mockserver.Doc // changes to the instance
		summary  mockserver.Doc // usage of the organization
		members  []mockserver.Doc
		before   map[string]any // nil: the plan is a creation
		config   map[string]any
		want     []string // severity, root attribute and a part of summary or detail
	}{
		"limit above the instance's": {
			instance: mockserver.Doc{"limits": mockserver.Doc{"device": 1000}},
			config:   limitsOf("device", 1001),
			want:     []string{"ERROR limits limits.device is 1001, but the instance's own limit is 1000"},
		},
		"limit raised above the instance's": {
			instance: mockserver.Doc{"limits": mockserver.Doc{"device": 1000}},
			before:   limitsOf("device", 1000, "flow", 1),
			config:   limitsOf("device", 1001, "flow", 1),
			want:     []string{"ERROR limits limits.device is 1001"},
		},
		"limit at the instance's":               {instance: mockserver.Doc{"limits": mockserver.Doc{"device": 1000}}, config: limitsOf("device", 1000)},
		"system interval is generous downwards": {instance: mockserver.Doc{"limits": mockserver.Doc{"systemInterval": 60}}, config: limitsOf("system_interval", 3600)},
		"limit below usage": {
			summary: mockserver.Doc{"deviceCount": 7},
			before:  limitsOf("device", 10),
			config:  limitsOf("device", 6),
			want:    []string{`WARNING limits Organization "Acme" (ID) exceeds its new device limit`},
		},
		"limit at usage": {summary: mockserver.Doc{"deviceCount": 7}, before: limitsOf("device", 10), config: limitsOf("device", 7)},
		"storage, payload and notebook limits below usage": {
			summary: mockserver.Doc{
				"storageStats":  mockserver.Doc{"count": 3, "size": 5000},
				"payloadCount":  mockserver.Doc{"deviceState": mockserver.Doc{"device.mqtt": 20}, "webhook": mockserver.Doc{"public.rest": 15}},
				"notebookStats": mockserver.Doc{"awaitingCompletion": 0, "minutesThisPeriod": 12, "runsThisPeriod": 2},
			},
			before: limitsOf("storage", 6000, "payload", 50, "notebook_minutes_per_month", 20),
			config: limitsOf("storage", 4999, "payload", 34, "notebook_minutes_per_month", 11),
			want: []string{
				`WARNING limits Organization "Acme" (ID) exceeds its new notebook_minutes_per_month limit`,
				`WARNING limits Organization "Acme" (ID) exceeds its new payload limit`,
				`WARNING limits Organization "Acme" (ID) exceeds its new storage limit`,
			},
		},
		"unchanged organization over its limits says nothing": {
			summary: mockserver.Doc{"deviceCount": 7}, before: limitsOf("device", 6), config: limitsOf("device", 6),
		},
		"data retention shortened": {
			summary: mockserver.Doc{"deviceCount": 7},
			before:  limitsOf("data_ttl", 172800),
			config:  limitsOf("data_ttl", 86400),
			want:    []string{"ERROR limits limits.data_ttl changes from 172800 seconds (2 days) to 86400 seconds (1 day). Losant would permanently delete all older data within 24 hours. The organization has 7 devices."},
		},
		"data retention shortened, allowed": {
			before: limitsOf("data_ttl", 172800),
			config: map[string]any{"name": "Acme", "limits": map[string]any{"data_ttl": 86400}, "allow_data_loss": true},
		},
		"data retention lengthened": {before: limitsOf("data_ttl", 86400), config: limitsOf("data_ttl", 172800)},
		"audit log not allowed": {
			instance: mockserver.Doc{"allowAuditLogging": false},
			config:   map[string]any{"name": "Acme", "audit_log_enabled": true},
			want:     []string{"ERROR audit_log_enabled Audit logs are not allowed in this instance"},
		},
		"audit log off where not allowed": {
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
			want:   []string{`WARNING mfa_mode "required" removes a@acme.example, b@acme.example, who`},
		},
		"stricter mode downgrades administrators": {
			members: []mockserver.Doc{
				{"email": "sso@acme.example", "role": "admin", "ssoLinked": true},
				{"email": "a@acme.example", "role": "admin"},
				{"email": "b@acme.example", "role": "view"},
			},
			before: map[string]any{"name": "Acme"},
			config: map[string]any{"name": "Acme", "mfa_mode": "adminRequired"},
			want:   []string{`WARNING mfa_mode makes editors of the administrators a@acme.example, who`},
		},
		"stricter mode leaves no administrator": {
			members: []mockserver.Doc{{"email": "a@acme.example", "role": "admin"}, {"email": "b@acme.example", "role": "view", "ssoLinked": true}},
			before:  map[string]any{"name": "Acme"},
			config:  map[string]any{"name": "Acme", "mfa_mode": "adminRequired"},
			want:    []string{`ERROR mfa_mode No administrator of organization "Acme" (ID) would remain`},
		},
		"relaxed mode is harmless": {
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
			p = newProtocol(t, srv) // Another walk.
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
				at, says, _ := strings.Cut(rest, " ")
				says = strings.ReplaceAll(says, "ID", id)
				if !strings.HasPrefix(got[i], severity+" "+at+" ") || !strings.Contains(got[i], says) {
					t.Errorf("want %q, got %q", want, got[i])
				}
			}
			if sent := srv.Requests(http.MethodPost, http.MethodPatch, http.MethodDelete); len(sent) > 0 {
				t.Errorf("a plan wrote: %v", sent)
			}
		})
	}
}

// A check that the token may not make is skipped without a word.
func TestChecksNeedNoMoreThanTheirScopes(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"device": 10}, "allowAuditLogging": false})
	token := srv.AddToken("instanceOrg.*", "instanceOrgs.post")
	p := acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": token})
	object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
	planned := p.Plan(object, p.Config(map[string]any{
		"name": "Acme", "mfa_mode": "required", "audit_log_enabled": true, "limits": map[string]any{"device": 11},
	}))
	for _, d := range planned.Diagnostics {
		t.Errorf("%s: %s", d.Summary, d.Detail)
	}
}

// Only what changes is looked at: the reads of a plan, by path.
func TestReadsOfAPlan(t *testing.T) {
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
		{"description changed", map[string]any{"name": "Acme", "description": "Text", "limits": config["limits"]}, nil},
		{"limit changed", limitsOf("device", 9), []string{"/instances/" + srv.InstanceID(), orgs + "/" + id}},
		{"stricter mode", map[string]any{"name": "Acme", "mfa_mode": "required", "limits": config["limits"]}, []string{orgs + "/" + id + "/members"}},
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

func TestEqualNameWarns(t *testing.T) {
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
		t.Errorf("letter case counts: %q", got)
	}
}

// Few creations look for equal names one by one, many by the list.
func TestEqualNameOfManyCostsPages(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	for i := range 200 {
		p.Plan(p.Null(), p.Config(map[string]any{"name": strings.Repeat("x", i+1)}))
	}
	if n := len(srv.Requests()); n > 6 {
		t.Errorf("%d requests for 200 names", n)
	}
}

func TestDataLossGuard(t *testing.T) {
	t.Parallel()
	const refused, allowed = false, true
	for name, tc := range map[string]struct {
		summary mockserver.Doc
		config  map[string]any
		prepare func(srv *mockserver.Server)
		want    bool
		says    string
	}{
		"holds nothing":    {want: allowed},
		"holds something":  {summary: mockserver.Doc{"appCount": 1, "deviceCount": 3}, want: refused, says: "It holds 1 application, 3 devices"},
		"holds dashboards": {summary: mockserver.Doc{"dashCount": 2}, want: refused, says: "It holds 2 dashboards"},
		"data loss is allowed": {
			summary: mockserver.Doc{"appCount": 1}, config: map[string]any{"name": "Acme", "allow_data_loss": true}, want: allowed,
		},
		"data loss is ruled out": {
			summary: mockserver.Doc{"appCount": 1}, config: map[string]any{"name": "Acme", "allow_data_loss": false}, want: refused, says: "allow_data_loss = true, apply, then destroy",
		},
		"counts cannot be read": {
			prepare: func(srv *mockserver.Server) {
				srv.Fail(mockserver.Fault{Method: http.MethodGet, Status: http.StatusForbidden, Times: -1})
			},
			want: refused, says: "could not be read what it holds",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			config := tc.config
			if config == nil {
				config = map[string]any{"name": "Acme"}
			}
			object := p.Apply(p.Null(), p.Config(config))
			id := p.Text(object.State, "id")
			srv.SetSummary(id, tc.summary)
			if tc.prepare != nil {
				tc.prepare(srv)
			}
			null := tftypes.NewValue(p.Type, nil)
			planned := p.Plan(object, null)
			planned.State = null
			_, applied := p.ApplyPlanned(object, null, planned)
			for when, diagnostics := range map[string][]string{"plan": acctest.Details(planned.Diagnostics), "apply": acctest.Details(applied)} {
				if ok := len(diagnostics) == 0; ok != tc.want || !ok && !strings.Contains(diagnostics[0], tc.says) {
					t.Errorf("%s: want allowed %t and %q, got %q", when, tc.want, tc.says, diagnostics)
				}
			}
			if gone := srv.Organization(id) == nil; gone != tc.want {
				t.Errorf("gone: %t", gone)
			}
		})
	}
}

// Terraform asks for no destroy plan of what it replaces.
func TestReplacementIsGuarded(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	other := srv.AddInstance(mockserver.Doc{"name": "Other"})
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
	srv.SetSummary(p.Text(object.State, "id"), mockserver.Doc{"appCount": 1})
	planned := p.Plan(object, p.Config(map[string]any{"name": "Acme", "instance_id": other}))
	if got := acctest.Details(planned.Diagnostics); len(got) == 0 || !strings.Contains(got[0], "It holds 1 application") {
		t.Errorf("got %q", got)
	}
	if len(planned.RequiresReplace) != 1 {
		t.Errorf("replaces because of %v", planned.RequiresReplace)
	}
}

// A creation is a POST and a GET, beside what its plan asks and all share.
func TestRequestsOfOneCreation(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := p.Config(limitsOf("device", 10))
	planned := p.Plan(p.Null(), config)
	acctest.ExpectCount(t, srv, http.MethodGet, 2) // the name, and the instance
	srv.ResetRequests()
	p.ApplyPlanned(p.Null(), config, planned)
	acctest.ExpectCount(t, srv, http.MethodPost, 1)
	acctest.ExpectCount(t, srv, http.MethodGet, 1)
	if sent := srv.Requests(); len(sent) != 2 {
		t.Errorf("sent %d requests", len(sent))
	}
}
