package auditlog_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

const typeName = "losant_audit_logs"

type object = map[string]any

// entries reads the data source and expects no error.
func entries(t *testing.T, srv *mockserver.Server, config object) []object {
	t.Helper()
	state, diagnostics := acctest.NewServer(t, srv, nil).ReadData(typeName, config)
	acctest.ExpectDetails(t, diagnostics)
	return acctest.Objects(state["entries"])
}

// join returns the values of one attribute of the entries.
func join(list []object, attribute string) string {
	var out []string
	for _, entry := range list {
		text, _ := entry[attribute].(string)
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func TestEntryHasEveryAttribute(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.WithClock(func() time.Time { return time.Date(2026, 5, 17, 13, 14, 15, 0, time.UTC) }))
	org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.AuditAs("eve@example.com")
	invitation := srv.Invite(org, mockserver.Doc{"email": "bob@example.com", "role": "view", "disallowTransfer": true})
	srv.EditInstance(mockserver.Doc{"mfaMode": "required"})
	log := srv.AuditLog()
	want := []object{
		{
			"id": log[0]["id"], "created_at": "2026-05-17T13:14:15.000Z", "actor_id": log[0]["actorId"], "actor_type": "User", "actor_name": "eve@example.com",
			"primary_target_id": nil, "primary_target_type": nil, "primary_target_name": nil,
			"secondary_target_id": nil, "secondary_target_type": nil, "secondary_target_name": nil,
			"request_resource": "instance", "request_action": "patch", "request_path_params": `{}`, "request_query_params": `{}`,
			"request_body": `{"mfaMode":"required"}`, "response_status": 200.0, "response_body": `{"success":true}`,
		},
		{
			"id": log[1]["id"], "created_at": "2026-05-17T13:14:15.000Z", "actor_id": log[1]["actorId"], "actor_type": "User", "actor_name": "eve@example.com",
			"primary_target_id": org, "primary_target_type": "Organization", "primary_target_name": "Acme",
			"secondary_target_id": invitation, "secondary_target_type": "OrgInvite", "secondary_target_name": "bob@example.com",
			"request_resource": "organizationInvites", "request_action": "post", "request_path_params": `{"organizationId":"` + org + `"}`, "request_query_params": `{}`,
			"request_body": `{"disallowTransfer":true,"email":"bob@example.com","role":"view"}`, "response_status": 200.0, "response_body": `{"success":true}`,
		},
	}
	if diff := cmp.Diff(want, entries(t, srv, nil)); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
}

// An absent value is null.
func TestJSONIsNormalized(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.Fail(mockserver.Fault{Method: http.MethodGet, Status: 200, Body: `{"items":[{"id":"x","requestBody":{ "b": 12345678901234567890, "a": ["<", {"d":1,"c":1.50}] },"responseBody":null}]}`})
	entry := entries(t, srv, nil)[0]
	for name, want := range map[string]any{
		"request_body":  `{"a":["\u003c",{"c":1.50,"d":1}],"b":12345678901234567890}`,
		"response_body": nil, "request_path_params": nil, "actor_name": nil, "created_at": nil,
	} {
		if entry[name] != want {
			t.Errorf("%s: %v, want %v", name, entry[name], want)
		}
	}
}

func TestFiltersSelectEntries(t *testing.T) {
	t.Parallel()
	start := time.Now().Add(-48 * time.Hour)
	hours := 0
	srv := mockserver.Start(t, mockserver.WithClock(func() time.Time { return start.Add(time.Duration(hours) * time.Hour) }))
	one, two := srv.AddOrganization(mockserver.Doc{"name": "One"}), srv.AddOrganization(mockserver.Doc{"name": "Two"})
	srv.AuditAs("eve@example.com")
	srv.EditOrganization(one, mockserver.Doc{"name": "one"})
	hours = 24
	srv.AuditAs("bob@example.com")
	srv.EditOrganization(two, mockserver.Doc{"name": "two"})
	hours = 47
	srv.RemoveOrganization(two)
	bob, _ := srv.AuditLog()[0]["actorId"].(string)
	at := func(h int) string { return start.Add(time.Duration(h) * time.Hour).Format(time.RFC3339Nano) }
	for name, tc := range map[string]struct {
		config object
		want   string
	}{
		"no filter":                 {nil, "delete two patch two patch one"},
		"organization":              {object{"organization_id": one}, "patch one"},
		"actor":                     {object{"actor_name": "bob@example.com"}, "delete two patch two"},
		"actor by id":               {object{"actor_id": bob, "actor_type": "User"}, "delete two patch two"},
		"actor type":                {object{"actor_type": "ApiToken"}, ""},
		"two filters for the actor": {object{"actor_id": bob, "actor_name": "eve@example.com"}, ""},
		"action":                    {object{"action": "delete"}, "delete two"},
		"resource":                  {object{"resource": "organization", "action": "patch"}, "patch two patch one"},
		"start":                     {object{"start": at(23)}, "delete two patch two"},
		"end":                       {object{"end": at(25)}, "patch two patch one"},
		"start and end":             {object{"start": at(23), "end": at(25)}, "patch two"},
		"last":                      {object{"last": "2h"}, "delete two"},
		"very long last":            {object{"last": "106751991167300d"}, "delete two patch two patch one"},
		"organization and actor":    {object{"organization_id": two, "actor_name": "eve@example.com"}, ""},
		"limit":                     {object{"limit": 2}, "delete two patch two"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := entries(t, srv, tc.config)
			var got []string
			for _, entry := range list {
				got = append(got, join([]object{entry}, "request_action"), join([]object{entry}, "primary_target_name"))
			}
			if shown := strings.Join(got, " "); shown != tc.want {
				t.Errorf("got %q, want %q", shown, tc.want)
			}
		})
	}
}

func TestNoPageIsReadBeyondTheLimit(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("max-per-page", "100"))
	org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.AuditAs("eve@example.com")
	for range 250 {
		srv.EditOrganization(org, mockserver.Doc{"isReadOnly": true})
	}
	for _, tc := range []struct {
		limit any
		want  int
		pages []string
	}{
		{nil, 100, []string{"100"}},
		{1, 1, []string{"1"}},
		{100, 100, []string{"100"}},
		{101, 101, []string{"101", "101"}},
		{10000, 250, []string{"1000", "1000", "1000"}},
	} {
		srv.ResetRequests()
		if got := len(entries(t, srv, object{"limit": tc.limit})); got != tc.want {
			t.Errorf("limit %v: %d entries, want %d", tc.limit, got, tc.want)
		}
		var sizes []string
		for _, r := range srv.Requests() {
			sizes = append(sizes, r.Query.Get("perPage"))
		}
		if !slices.Equal(sizes, tc.pages) {
			t.Errorf("limit %v: pages of %q, want %q", tc.limit, sizes, tc.pages)
		}
	}
}

func TestMistakesAreFoundBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	s := acctest.NewServer(t, srv, nil)
	for want, config := range map[string]object{
		"24 hexadecimal digits":               {"organization_id": "acme"},
		`must be one of: ["User" "ApiToken"]`: {"actor_type": "user"},
		"must be from 1 to 10000":             {"limit": 0},
		"RFC 3339":                            {"start": "yesterday"},
		"Range ends before it starts":         {"start": "2026-01-02T00:00:00Z", "end": "2026-01-01T00:00:00Z"},
		`cannot be specified when "last"`:     {"last": "1d", "start": "2026-01-02T00:00:00Z"},
		"must be a duration":                  {"last": "a day"},
	} {
		_, diagnostics := s.ReadData(typeName, config)
		if details := acctest.Errors(diagnostics); len(details) == 0 || !strings.Contains(strings.Join(details, "\n"), want) {
			t.Errorf("%v: %q, want %q", config, details, want)
		}
	}
	acctest.ExpectCount(t, srv, http.MethodGet, 0)
}

func TestMissingScopeIsNamed(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	limited := acctest.NewServer(t, srv, object{"api_token": srv.AddToken("instanceOrgs.get")})
	_, diagnostics := limited.ReadData(typeName, nil)
	acctest.ExpectDetails(t, diagnostics, "all.Instance.read, instanceAuditLogs.*, instanceAuditLogs.get")
}

func TestAuditLogsThroughTerraform(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	const address = "data.losant_audit_logs.test"
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: `data "losant_audit_logs" "test" { last = "soon" }`, ExpectError: regexp.MustCompile(`must be a duration`)},
			{
				Config: `
resource "losant_organization" "test" { name = "Acme" }

data "losant_audit_logs" "test" {
  organization_id = losant_organization.test.id
  action          = "post"
  last            = "1h"
}`,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(address, tfjsonpath.New("entries"), knownvalue.ListSizeExact(1)),
					statecheck.ExpectKnownValue(address, tfjsonpath.New("entries").AtSliceIndex(0).AtMapKey("request_body"), knownvalue.StringExact(`{"name":"Acme"}`)),
				},
			},
		},
	})
}
