package usage_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// One request reads the usage of every limit, including the fields of the summary
// that Losant only returns on request.
func TestOrganizationUsageReadsAllLimitsInOneRequest(t *testing.T) {
	t.Parallel()
	for _, summary := range []string{"counts", "full", "nothing"} {
		t.Run(summary, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("summary", summary), mockserver.With("summary-unknown-name", "refused"))
			id := busyOrganization(srv)
			source := newDataSource(t, srv, "losant_organization_usage")
			state := source.mustRead(object{"organization_id": id})
			usage, _ := state["usage"].(object)
			for name, want := range map[string]object{
				"device":                     {"used": 80.0, "limit": 100.0, "ratio": 0.8, "state": "approaching"},
				"application":                {"used": 7.0, "limit": 5.0, "ratio": 1.4, "state": "reached"},
				"dashboard":                  {"used": 10.0, "limit": 10.0, "ratio": 1.0, "state": "reached"},
				"webhook":                    {"used": 0.0, "limit": 0.0, "ratio": nil, "state": "reached"},
				"flow":                       {"used": 799.0, "limit": 1000.0, "ratio": 0.799, "state": "ok"},
				"member":                     {"used": 3.0, "limit": 4.0, "ratio": 0.75, "state": "ok"}, // One member and two pending invitations. An expired one does not count.
				"payload":                    {"used": 1500.0, "limit": 1000.0, "ratio": 1.5, "state": "reached"},
				"storage":                    {"used": 512.0, "limit": 1024.0, "ratio": 0.5, "state": "ok"},
				"notebook_minutes_per_month": {"used": 9.0, "limit": 10.0, "ratio": 0.9, "state": "approaching"},
				"credential":                 {"used": 1000.0, "limit": nil, "ratio": nil, "state": "ok"}, // No limit.
				"data_ttl":                   {"used": nil, "limit": 86400.0, "ratio": nil, "state": nil},
				"system_interval":            {"used": nil, "limit": 5.0, "ratio": nil, "state": nil},
			} {
				expectEqual(t, name, any(want), usage[name])
			}
			if len(usage) != len(limits.OrganizationTable().Rows()) {
				t.Errorf("expected %d limits, got: %d", len(limits.OrganizationTable().Rows()), len(usage))
			}
			delete(state, "usage")
			expectEqual(t, "other attributes", object{
				"instance_id": srv.InstanceID(), "organization_id": id, "threshold": nil,
				"breached":         []any{"application", "dashboard", "device", "notebook_minutes_per_month", "payload", "webhook"},
				"payloads_by_type": object{"deviceState": 1200.0, "timer": 300.0},
				"storage_bytes":    512.0, "table_rows": 3.0, "event_count": 6.0,
				"notebook_minutes": 9.0, "notebook_runs": 2.0, "notebook_executions": 1.0,
				"other_counts": object{},
			}, state)

			// The threshold is not part of the request, so all reads share one.
			low := source.mustRead(object{"organization_id": id, "threshold": 0.5})
			expectEqual(t, "breached at a threshold of 0.5", any([]any{"application", "dashboard", "device", "flow", "member", "notebook_minutes_per_month", "payload", "storage", "webhook"}), low["breached"])
			high := source.mustRead(object{"organization_id": id, "threshold": 1})
			expectEqual(t, "breached at a threshold of 1", any([]any{"application", "dashboard", "payload", "webhook"}), high["breached"])
			requests := srv.Requests()
			if len(requests) != 1 || requests[0].Method != http.MethodGet || !strings.HasSuffix(requests[0].Path, "/orgs/"+id) {
				t.Fatalf("expected one GET of the organization, got: %v", requests)
			}
			fields := strings.Split(requests[0].Query.Get("summaryInclude"), ",")
			for _, name := range []string{"payloadCount", "storageStats", "notebookStats", "pendingInviteCount", "memberCount", "deviceCount", "keyCount"} {
				if !slices.Contains(fields, name) {
					t.Errorf("%s is not requested", name)
				}
			}
		})
	}
}

// busyOrganization adds an organization with limits in every state.
func busyOrganization(srv *mockserver.Server) string {
	srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"credential": nil}})
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{
		"device": 100, "application": 5, "dashboard": 10, "webhook": 0, "flow": 1000, "member": 4, "payload": 1000, "storage": 1024,
		"notebookMinutesPerMonth": 10, "dataTTL": 86400,
	}})
	srv.AddMember(id, mockserver.Doc{"email": "a@acme.example", "role": "admin"})
	for _, email := range []string{"b@acme.example", "c@acme.example", "d@acme.example"} {
		srv.Invite(id, mockserver.Doc{"email": email, "role": "view"})
	}
	srv.ExpireInvitation(id, "d@acme.example")
	srv.SetSummary(id, mockserver.Doc{
		"deviceCount": 80, "appCount": 7, "dashCount": 10, "flowCount": 799, "credentialCount": 1000,
		"payloadCount":  mockserver.Doc{"deviceState": mockserver.Doc{"device.mqtt": 1000, "flow.flow": 200}, "timer": mockserver.Doc{"timer.flow": 300}},
		"storageStats":  mockserver.Doc{"count": 3, "size": 512},
		"notebookStats": mockserver.Doc{"minutesThisPeriod": 9, "runsThisPeriod": 2, "awaitingCompletion": 1},
		"eventCount":    6,
	})
	return id
}

// Fields of the summary that Losant omits or returns with another type are null.
func TestOrganizationUsageToleratesMissingFields(t *testing.T) {
	t.Parallel()
	for name, summary := range map[string]string{"no summary": `{}`, "fields of another type": `{"summary":{"deviceCount":"many","payloadCount":5,"memberCount":1}}`, "summary is not an object": `{"summary":[]}`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			body := strings.Replace(summary, "{", `{"id":"60106426dc03c6aad06540bb","name":"Acme","limits":{"device":3},`, 1)
			srv.Fail(mockserver.Fault{Status: http.StatusOK, Body: strings.Replace(body, ",}", "}", 1)})
			state := newDataSource(t, srv, "losant_organization_usage").mustRead(object{"organization_id": "60106426dc03c6aad06540bb"})
			expectEqual(t, "device", any(object{"used": nil, "limit": 3.0, "ratio": nil, "state": nil}), valueAt(state, "usage", "device"))
			expectEqual(t, "member", any(object{"used": nil, "limit": nil, "ratio": nil, "state": nil}), valueAt(state, "usage", "member"))
			for _, attribute := range []string{"payloads_by_type", "storage_bytes", "notebook_minutes"} {
				expectEqual(t, attribute, nil, state[attribute])
			}
			expectEqual(t, "breached", any([]any{}), state["breached"])
		})
	}
}

// Fields that the provider does not know change no data source.
func TestUnknownFieldsAreIgnored(t *testing.T) {
	t.Parallel()
	read := func(setting string) []object {
		srv := mockserver.Start(t, mockserver.With("unknown-fields", setting))
		id := busyOrganization(srv)
		source := newDataSource(t, srv, "losant_organization_usage")
		states := []object{source.mustRead(object{"organization_id": id}), source.withType("losant_limit_allocation").mustRead(object{})}
		for _, typeName := range []string{"losant_device_counts", "losant_payload_counts", "losant_payload_counts_breakdown", "losant_notebook_minute_counts"} {
			states = append(states, source.withType(typeName).mustRead(object{"start": "2026-01-01T00:00:00Z", "end": "2026-01-31T00:00:00Z"}))
		}
		return states
	}
	expectEqual(t, "states with unknown fields", read("none"), read("added"))
}

// A new count of the API is readable before the provider knows it.
func TestOrganizationUsageShowsUnknownCounts(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.Fail(mockserver.Fault{Status: http.StatusOK, Body: `{"id":"` + id + `","name":"Acme","limits":{},"tags":[],"summary":{"deviceCount":1,"eventCount":2,"edgeModelCount":3}}`})
	state := newDataSource(t, srv, "losant_organization_usage").mustRead(object{"organization_id": id})
	expectEqual(t, "other counts", any(object{"edgeModelCount": 3.0}), state["other_counts"])
	expectEqual(t, "events", any(2.0), state["event_count"])
}
