package mockserver

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

var usageSeries = []string{"deviceCounts", "notebookMinuteCounts", "payloadCountsBreakdown"}

// total returns the sum of one field of all entries of a series.
func total(doc Doc, field string) (sum float64) {
	for _, entry := range list(doc, "counts") {
		object, _ := entry.(Doc)
		sum += number(object, field)
	}
	return sum
}

// payloadTotal returns the sum of payload counts.
func payloadTotal(doc Doc) (sum float64) {
	for _, group := range doc {
		origins, _ := group.(Doc)
		for origin := range origins {
			sum += number(origins, origin)
		}
	}
	return sum
}

func between(start, end time.Time) string {
	return fmt.Sprintf("?_links=false&start=%d&end=%d", start.UnixMilli(), end.UnixMilli())
}

func TestSeriesHasAnEntryPerDay(t *testing.T) {
	t.Parallel()
	c := start(t)
	id, sandbox := c.add("x"), c.home()+"/sandboxes/"+c.AddAccount(Doc{"email": "ada@x.io"})
	from := time.Date(2026, 2, 27, 6, 0, 0, 0, time.UTC)
	for _, series := range usageSeries {
		for _, path := range []string{c.org(id), c.home(), sandbox} {
			doc := c.get(path + "/" + series + between(from, from.Add(2*day))).ok()
			subset(t, doc, Doc{"start": "2026-02-27T06:00:00.000Z", "end": "2026-03-01T06:00:00.000Z"})
			var dates []string
			for _, entry := range list(doc, "counts") {
				dates = append(dates, text(entry.(Doc), "date")) //nolint:forcetypeassert // A test may panic.
			}
			equal(t, dates, []string{"2026-02-27T00:00:00.000Z", "2026-02-28T00:00:00.000Z", "2026-03-01T00:00:00.000Z"})
		}
	}
}

// A sandbox has its own usage, which that of the instance does not contain.
func TestUsageOfASandbox(t *testing.T) {
	t.Parallel()
	c := start(t)
	ada, bob := c.AddAccount(Doc{"email": "ada@x.io"}), c.AddAccount(Doc{"email": "bob@x.io"})
	c.EditSandbox("bob@x.io", Doc{"permanentDeletion": "2027-01-01T00:00:00Z"})
	used := func(id string) float64 {
		return payloadTotal(c.get(c.home() + "/sandboxes/" + id + "/payloadCounts?_links=false").ok())
	}
	if a, b := used(ada), used(bob); a == 0 || b == 0 || a == b || a != used(strings.ToUpper(ada)) {
		t.Errorf("got %v and %v payloads", a, b)
	}
	equal(t, c.get(c.home()+"/payloadCounts?_links=false").ok(), Doc{})
	c.get(c.home()+"/sandboxes/"+anID24+"/deviceCounts").expectError(http.StatusNotFound, "NotFound", "Sandbox was not found")
}

func TestDefaultRange(t *testing.T) {
	t.Parallel()
	c := start(t)
	path := c.org(c.add("x")) + "/payloadCountsBreakdown"
	for query, want := range map[string]Doc{
		"":                     {"start": "2026-04-17T13:14:15.161Z", "end": now},
		"?start=1778889600000": {"start": "2026-05-16T00:00:00.000Z", "end": now},
		"?end=1778889600000":   {"start": "2026-04-16T00:00:00.000Z", "end": "2026-05-16T00:00:00.000Z"},
	} {
		subset(t, c.get(path+query).ok(), want)
	}
}

func TestUsageIsTheSameOnEachServer(t *testing.T) {
	t.Parallel()
	a, b := start(t), start(t)
	id := a.add("x")
	b.add("x")
	b.add("y")
	for _, series := range append(usageSeries, "payloadCounts") {
		equal(t, a.get(a.org(id)+"/"+series).ok(), b.get(b.org(id)+"/"+series).ok())
	}
}

func TestUsageOfTheInstanceIsTheSumOfItsOrganizations(t *testing.T) {
	t.Parallel()
	c := start(t)
	one, two := c.add("x"), c.add("y")
	removed := c.add("z")
	before := total(c.get(c.home()+"/deviceCounts").ok(), "total")
	c.RemoveOrganization(removed)
	for series, field := range map[string]string{"deviceCounts": "total", "notebookMinuteCounts": "minutes", "payloadCountsBreakdown": "value"} {
		sum := total(c.get(c.org(one)+"/"+series).ok(), field) + total(c.get(c.org(two)+"/"+series).ok(), field)
		if got := total(c.get(c.home()+"/"+series).ok(), field); got != sum || sum == 0 {
			t.Errorf("%s: got %v for the instance and %v for its organizations", series, got, sum)
		}
	}
	sum := payloadTotal(c.get(c.org(one)+"/payloadCounts").ok()) + payloadTotal(c.get(c.org(two)+"/payloadCounts").ok())
	if got := payloadTotal(c.get(c.home() + "/payloadCounts").ok()); got != sum || sum == 0 {
		t.Errorf("payloadCounts: got %v for the instance and %v for its organizations", got, sum)
	}
	if after := total(c.get(c.home()+"/deviceCounts").ok(), "total"); after >= before {
		t.Errorf("the devices changed from %v to %v after an organization was removed", before, after)
	}
}

func TestPayloadsAddUp(t *testing.T) {
	t.Parallel()
	c := start(t)
	path, from := c.org(c.add("x")), time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	span := between(from, from.Add(3*day-time.Millisecond))
	perDay := c.get(path + "/payloadCountsBreakdown" + span).ok()
	perHour := c.get(path + "/payloadCountsBreakdown" + span + "&resolution=3600000").ok()
	if d, h := len(list(perDay, "counts")), len(list(perHour, "counts")); d != 3 || h != 72 {
		t.Errorf("got %d days and %d hours", d, h)
	}
	want := total(perDay, "value")
	if got := total(perHour, "value"); got != want {
		t.Errorf("got %v for the hours and %v for the days", got, want)
	}
	if got := payloadTotal(c.get(path + "/payloadCounts" + span).ok()); got != want {
		t.Errorf("got %v for the groups and %v for the days", got, want)
	}
	if all := total(c.get(path+"/payloadCountsBreakdown"+span+"&includeNonBillable=true").ok(), "value"); all <= want {
		t.Errorf("got %v payloads, %v of them billable", all, want)
	}
	bytes := total(c.get(path+"/payloadCountsBreakdown"+span+"&asBytes=true").ok(), "value")
	if got := payloadTotal(c.get(path + "/payloadCounts" + span + "&asBytes=true").ok()); got != bytes || bytes <= want {
		t.Errorf("got %v bytes for the groups, %v for the days, and %v payloads", got, bytes, want)
	}
}

// The devices of a day are those of the day before, plus the created ones, minus the deleted ones.
func TestDevicesAddUp(t *testing.T) {
	t.Parallel()
	c := start(t)
	counts := list(c.get(c.org(c.add("x"))+"/deviceCounts").ok(), "counts")
	for i := 1; i < len(counts); i++ {
		before, _ := counts[i-1].(Doc)
		today, _ := counts[i].(Doc)
		if want := number(before, "total") + number(today, "created") - number(today, "deleted"); number(today, "total") != want {
			t.Errorf("got %v, want a total of %v", today, want)
		}
	}
}

func TestInstanceWithoutOrganizationsHasNoUsage(t *testing.T) {
	t.Parallel()
	c := start(t)
	equal(t, c.get(c.home()+"/payloadCounts?_links=false").ok(), Doc{})
	if sum := total(c.get(c.home()+"/payloadCountsBreakdown").ok(), "value"); sum != 0 {
		t.Errorf("got %v payloads, want none", sum)
	}
}

var usageSuccesses = []success{
	{"instance.deviceCounts", "GET {home}/deviceCounts", nil, 200},
	{"instance.notebookMinuteCounts", "GET {home}/notebookMinuteCounts", nil, 200},
	{"instance.payloadCounts", "GET {home}/payloadCounts", nil, 200},
	{"instance.payloadCountsBreakdown", "GET {home}/payloadCountsBreakdown", nil, 200},
	{"instanceOrg.deviceCounts", "GET {org}/deviceCounts", nil, 200},
	{"instanceOrg.notebookMinuteCounts", "GET {org}/notebookMinuteCounts", nil, 200},
	{"instanceOrg.payloadCounts", "GET {org}/payloadCounts", nil, 200},
	{"instanceOrg.payloadCountsBreakdown", "GET {org}/payloadCountsBreakdown", nil, 200},
}
