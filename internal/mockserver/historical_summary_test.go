package mockserver

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func historicalSummariesOf(c *caller, month time.Time, query string) *result {
	return c.get(fmt.Sprintf("%s/historicalSummaries?month=%d%s", c.home(), month.UnixMilli(), query))
}

func TestHistoricalSummaries(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddOrganization(Doc{"name": "Acme", "creationDate": "2026-04-16T00:00:00Z", "limits": Doc{"device": 3}})
	c.SetSummary(id, Doc{"deviceCount": 7, "flowCount": 2, "storageStats": Doc{"count": 5, "size": 3 << 20}, "payloadCount": Doc{"timer": Doc{"timer.flow": 40}}})
	april := time.Date(2026, 4, 30, 23, 59, 59, 0, time.UTC)
	doc := historicalSummariesOf(c, april, "").ok()
	subset(t, doc, Doc{"count": 1, "totalCount": 1, "perPage": 100, "sortField": "currentPeriodStart", "_type": "historicalSummaries"})
	subset(t, first(t, doc), Doc{
		"resourceType": "organization", "resourceId": id, "resourceName": "Acme", "ownerType": "organization", "ownerId": id, "resourceProration": 0.5,
		"currentPeriodStart": "2026-04-01T00:00:00.000Z", "currentPeriodEnd": "2026-04-30T23:59:59.999Z",
		"deviceCount": 7, "deviceCountProrated": 3.5, "workflowCount": 2, "dataTableTotalSizeMb": 3, "dataTableRowCount": 5,
		"payloadBillableCount": 40, "payloadCountDetails": Doc{"timer": Doc{"timer.flow": 40}}, "webhookCount": 0,
	})
	subset(t, first(t, c.get(c.home()+"/historicalSummaries").ok()), Doc{"resourceProration": 1, "currentPeriodStart": "2026-05-01T00:00:00.000Z"})
	for month, want := range map[time.Time]int{april.AddDate(0, -1, 0): 0, april: 1, april.AddDate(0, 2, 0): 0} {
		subset(t, historicalSummariesOf(c, month, "").ok(), Doc{"count": want})
	}
	c.AddHistoricalSummary(Doc{
		"resourceType": "application", "resourceId": anID24, "ownerType": "organization", "ownerId": id, "deviceCountProrated": 6.57,
		"currentPeriodStart": "2026-04-01T00:00:00Z", "currentPeriodEnd": "2026-04-30T23:59:59.999Z",
	})
	for query, want := range map[string]int{
		"": 2, "&filterField=resourceType&filter=application": 1, "&filterField=ownerId&filter=" + id: 2, "&filterField=resourceId&filter=" + id: 1, "&perPage=1&page=2": 0,
	} {
		subset(t, historicalSummariesOf(c, april, query).ok(), Doc{"count": want})
	}
	for _, query := range []string{"&sortField=name", "&filterField=name&filter=x"} {
		historicalSummariesOf(c, april, query).expectError(http.StatusBadRequest, "Validation", "")
	}
	c.get(c.home()+"/historicalSummaries?month=2026-04").expectError(http.StatusBadRequest, "Validation", "month")
	for words, doc := range map[string]Doc{
		"resourceId is required": {"resourceType": "application"}, "devices is not allowed": summaryWith("devices", 1), "deviceCount is the wrong type": summaryWith("deviceCount", "1"),
	} {
		if message := panics(t, func() { c.AddHistoricalSummary(doc) }); !strings.Contains(message, words) {
			t.Errorf("panicked with %q, want %q", message, words)
		}
	}
}

var historicalSummarySuccesses = []success{{"instance.historicalSummaries", "GET {home}/historicalSummaries", nil, 200}}

var historicalSummaryScenarios = map[string]scenario{
	"historical-current-month": {func(c *caller) string {
		c.add("x")
		return observed(c.get(c.home()+"/historicalSummaries"), "count")
	}, map[string]string{"included": "1", "none": "0"}},
	"historical-month-zone": {func(c *caller) string {
		c.AddOrganization(Doc{"name": "x", "creationDate": "2020-01-01T00:00:00Z"})
		boundary := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
		return lookUp(first(c.t, historicalSummariesOf(c, boundary, "").ok()), "currentPeriodStart")
	}, map[string]string{"utc": `"2026-04-01T00:00:00.000Z"`, "later": `"2026-03-01T05:00:00.000Z"`}},
	"historical-owner": {func(c *caller) string {
		c.add("x")
		return lookUp(first(c.t, c.get(c.home()+"/historicalSummaries").ok()), "ownerName")
	}, map[string]string{"itself": `"x"`, "nobody": "absent"}},
	"historical-zero": {func(c *caller) string {
		c.add("x")
		return lookUp(first(c.t, c.get(c.home()+"/historicalSummaries").ok()), "deviceCount")
	}, map[string]string{"returned": "0", "omitted": "absent"}},
}

// summaryWith returns what AddHistoricalSummary requires, and a field.
func summaryWith(name string, value any) Doc {
	return Doc{
		"resourceType": "application", "resourceId": anID24, "ownerType": "organization", "ownerId": anID24,
		"currentPeriodStart": "2026-04-01T00:00:00Z", "currentPeriodEnd": "2026-04-30T23:59:59.999Z", name: value,
	}
}
