package usage_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// One reading of the list answers for all organizations.
func TestInstanceUsageReadsAllOrganizations(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("summary", "nothing"), mockserver.With("summary-unknown-name", "refused"))
	srv.EditInstance(mockserver.Doc{"name": "Acme | Cloud", "limits": mockserver.Doc{"device": 100, "organization": 4, "payload": nil}})
	id := busyOrganization(srv)
	quiet := srv.AddOrganization(mockserver.Doc{"name": "Quiet <b>", "limits": mockserver.Doc{"device": 10, "webhook": 0}})
	srv.SetSummary(quiet, mockserver.Doc{"deviceCount": 9, "webhookCount": 1})
	source := newDataSource(t, srv, "losant_instance_usage")
	srv.ResetRequests()
	state := source.mustRead(object{})
	acctest.ExpectCount(t, srv, http.MethodGet, 2)

	organizations, _ := state["organizations"].(object)
	busy, _ := organizations[id].(object)
	used, _ := busy["used"].(object)
	for name, want := range map[string]any{"device": 80.0, "member": 3.0, "payload": 1500.0, "storage": 512.0, "notebook_minutes_per_month": 9.0, "notebook_in_parallel": 1.0, "data_ttl": nil} {
		expectEqual(t, "used "+name, want, used[name])
	}
	expectEqual(t, "worst", any(object{"key": "payload", "used": 1500.0, "limit": 1000.0, "ratio": 1.5, "state": "reached"}), busy["worst"])

	var breached []string
	for _, b := range acctest.Objects(state["breached"]) {
		breached = append(breached, fmt.Sprintf("%v %v %v", b["name"], b["key"], b["state"]))
	}
	expectEqual(t, "breached", []string{
		"Quiet <b> webhook reached", // Used, although the limit is 0.
		"Acme payload reached", "Acme application reached", "Acme dashboard reached",
		"Acme notebook_minutes_per_month approaching", "Quiet <b> device approaching", "Acme device approaching",
	}, breached)

	totals, _ := state["totals"].(object)
	for name, want := range map[string]any{
		"device":       object{"used": 89.0, "limit": 100.0, "ratio": 0.89, "state": "approaching"},
		"payload":      object{"used": 1500.0, "limit": nil, "ratio": nil, "state": "ok"},
		"organization": object{"used": 2.0, "limit": 4.0, "ratio": 0.5, "state": "ok"},
		"data_ttl":     nil,
	} {
		expectEqual(t, "total "+name, want, totals[name])
	}

	report, _ := state["report"].(string)
	for _, line := range []string{
		`# Usage of Acme \| Cloud`,
		"2 organizations, 7 values near or above the limit.",
		`| Quiet \<b> | webhook | 1 | 0 |  | red |`,
		"| Acme | payload | 1,500 | 1,000 | 150 % | red |",
		"| Acme | device | 80 | 100 | 80 % | orange |",
		"| organization | 2 | 4 | 50 % |  |",
		"| payload | 1,500 | no limit |  |  |",
	} {
		if !strings.Contains(report, line+"\n") {
			t.Errorf("the report lacks %q:\n%s", line, report)
		}
	}
}

// All numbers of the report have all of their digits, and thousands separators.
func TestReportGroupsDigits(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("above-instance-limit", "accepted"))
	for name, tc := range map[string]struct {
		used, limit int
		want        string
	}{
		"one digit":     {8, 9, "8 | 9 | 89 %"},
		"three digits":  {999, 999, "999 | 999 | 100 %"},
		"both sides":    {999, 1000, "999 | 1,000 | 100 %"},
		"six digits":    {900_000, 1_000_000, "900,000 | 1,000,000 | 90 %"},
		"eleven digits": {10_737_418_239, 10_737_418_240, "10,737,418,239 | 10,737,418,240 | 100 %"},
		"limit of 0":    {12_345, 0, "12,345 | 0 |"},
	} {
		id := srv.AddOrganization(mockserver.Doc{"name": name, "limits": mockserver.Doc{"device": tc.limit}})
		srv.SetSummary(id, mockserver.Doc{"deviceCount": tc.used})
		report, _ := newDataSource(t, srv, "losant_instance_usage").mustRead(object{})["report"].(string)
		if line := "| " + name + " | device | " + tc.want; !strings.Contains(report, line) {
			t.Errorf("the report lacks %q:\n%s", line, report)
		}
	}
}

// With a filter, the sum is not that of the instance.
func TestInstanceUsageOfSomeOrganizationsHasNoTotals(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	busyOrganization(srv)
	srv.AddOrganization(mockserver.Doc{"name": "Other"})
	state := newDataSource(t, srv, "losant_instance_usage").mustRead(object{"name": "A*", "threshold": 1})
	if organizations, _ := state["organizations"].(object); len(organizations) != 1 || state["totals"] != nil {
		t.Errorf("got %d organizations, totals %v", len(organizations), state["totals"])
	}
	if breached, _ := state["breached"].([]any); len(breached) != 3 {
		t.Errorf("breached: %v", breached)
	}
	if report, _ := state["report"].(string); strings.Contains(report, "together") {
		t.Errorf("the report has totals:\n%s", report)
	}
}

// The number of requests depends on pages, not on organizations. The report does not
// grow without end.
func TestInstanceUsageOfManyOrganizations(t *testing.T) {
	t.Parallel()
	for setting, tc := range map[string]struct{ organizations, requests int }{"1000": {1000, 2}, "100": {502, 7}} {
		t.Run(setting+" in a page", func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("max-per-page", setting))
			for i := range tc.organizations {
				id := srv.AddOrganization(mockserver.Doc{"name": fmt.Sprintf("Org %d", i), "limits": mockserver.Doc{"device": 1}})
				srv.SetSummary(id, mockserver.Doc{"deviceCount": 1})
			}
			state := newDataSource(t, srv, "losant_instance_usage").mustRead(object{})
			acctest.ExpectCount(t, srv, http.MethodGet, tc.requests)
			report, _ := state["report"].(string)
			if lines := strings.Count(report, "| red |"); lines != 500 || !strings.Contains(report, fmt.Sprintf("\nand %d more\n", tc.organizations-500)) {
				t.Errorf("%d lines:\n%s", lines, report[len(report)-2000:])
			}
		})
	}
}

func TestInstanceUsageFailsWithoutTheInstance(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.Fail(mockserver.Fault{Status: http.StatusForbidden})
	_, diagnostics := newDataSource(t, srv, "losant_instance_usage").read(object{})
	acctest.ExpectDetails(t, diagnostics, "instance.get")
}
