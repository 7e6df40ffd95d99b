package mockserver

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// historicalSummaryNoun describes what resources used in a calendar month.
func historicalSummaryNoun() noun {
	params := append(sortParams("currentPeriodStart", "asc", []string{"resourceId", "currentPeriodStart"}, "resourceType", "resourceId", "ownerId", "ownerType"),
		param{name: "page", fallback: "0", digits: true}, param{name: "perPage", fallback: "100", digits: true}, param{name: "month", digits: true})
	return noun{
		path:   instancePath + "/historicalSummaries",
		routes: []route{{method: "GET", operation: "instance.historicalSummaries", handle: listHistoricalSummaries, params: params}},
		controls: map[string]control{
			"POST /_control/instance/historical-summaries": func(c controlCall) (any, error) { return noContent(c.addHistoricalSummary(c.doc)) },
		},
		assumptions: []Assumption{
			{"historical-current-month", "Are there historical summaries of the current month?", []string{"included", "none"}},
			{"historical-month-zone", "Do the months of historical summaries begin at midnight in UTC, or five hours later?", []string{"utc", "later"}},
			{"historical-owner", "Who owns an organization in a historical summary: the organization itself, or nobody?", []string{"itself", "nobody"}},
			{"historical-zero", "Does a historical summary contain numbers that are 0?", []string{"returned", "omitted"}},
		},
	}
}

// historicalCounts are the numbers of a historical summary, with the field of a summary that has the same number now.
var historicalCounts = map[string]string{ //nolint:gosec // A count of tokens is no secret.
	"apiTokenCount": "apiTokenCount", "applicationCount": "appCount", "applicationCountProrated": "appCount", "applicationKeyCount": "keyCount",
	"certificateAuthorityCount": "certificateAuthorityCount", "certificateCount": "certificateCount", "credentialCount": "credentialCount",
	"dashboardCount": "dashCount", "dashboardCountProrated": "dashCount", "dataTableCount": "dataTableCount", "dataTableRowCount": "storageStats.count",
	"dataTableTotalSizeMb": "storageStats.size", "deviceCount": "deviceCount", "deviceCountProrated": "deviceCount",
	"deviceRecipeCount": "deviceRecipeCount", "eventCount": "eventCount", "experienceDomainCount": "experienceDomainCount",
	"experienceEndpointCount": "experienceEndpointCount", "experienceGroupCount": "experienceGroupCount", "experienceSlugCount": "experienceSlugCount",
	"experienceUserCount": "experienceUserCount", "experienceVersionCount": "experienceVersionCount", "experienceViewCount": "experienceViewCount",
	"fileCount": "fileCount", "fileTotalSizeMb": "", "integrationCount": "integrationCount", "notebookCount": "notebookCount",
	"notebookMinutesCount": "notebookStats.minutesThisPeriod", "notebookRunCount": "notebookStats.runsThisPeriod", "payloadBillableCount": "payloadCount",
	"payloadBillableSizeMb": "", "payloadNonbillableCount": "", "payloadNonbillableSizeMb": "", "privateFileCount": "privateFileCount",
	"privateFileTotalSizeMb": "", "resourceJobCount": "resourceJobCount", "userCount": "memberCount", "userCountProrated": "memberCount",
	"webhookCount": "webhookCount", "workflowCount": "flowCount",
}

// historicalSummaryShape is a summary that AddHistoricalSummary accepts.
var historicalSummaryShape = func() shape {
	s := shape{
		{name: "resourceType", use: seed, required: seed, enum: []string{"application", "organization", "whitelabel"}},
		{name: "resourceId", use: seed, required: seed, kind: anID},
		{name: "resourceName", use: seed, min: 1, max: 255},
		{name: "resourceProration", use: seed, kind: aNumber},
		{name: "ownerType", use: seed, enum: []string{"organization", "user"}},
		{name: "ownerId", use: seed, kind: anID},
		{name: "ownerName", use: seed, max: 255},
		{name: "limits", use: seed, kind: anObject, shapes: []shape{limitShape}},
		{name: "currentPeriodStart", use: seed, required: seed, kind: aDate},
		{name: "currentPeriodEnd", use: seed, required: seed, kind: aDate},
		{name: "payloadCountDetails", use: seed, kind: aCount},
		{name: "payloadSizeDetails", use: seed, kind: aCount},
	}
	for name := range historicalCounts {
		s = append(s, field{name: name, use: seed, kind: aNumber})
	}
	return s
}()

// AddHistoricalSummary adds the summary of a resource for the month in which its period starts. Organizations have a
// summary of every month since their creation, which this one replaces. It panics if the document is invalid.
func (s *Server) AddHistoricalSummary(doc Doc) {
	s.mustChange(func() error { return s.addHistoricalSummary(doc) })
}

func (s *Server) addHistoricalSummary(doc Doc) error {
	fields, err := historicalSummaryShape.read(doc, seed)
	if err != nil {
		return err
	}
	for name, value := range fields {
		fields[name] = normalizeDate(value)
	}
	fields["resourceId"] = lower(text(fields, "resourceId"))
	s.instance.objects["historicalSummary"] = append(s.instance.objects["historicalSummary"], fields)
	return nil
}

func listHistoricalSummaries(c *call) (any, error) {
	at := c.clock()
	if millis, ok := c.integer("month"); ok {
		at = time.UnixMilli(millis)
	}
	start, end := c.historicalMonth(at)
	summaries := c.historicalSummaries(start, end)
	sortDocs(summaries, c.params["sortField"], c.params["sortDirection"], "resourceId")
	return c.hypermedia(page(c, c.matching(summaries), func(doc Doc) Doc { return doc }), "historicalSummaries", nil), nil
}

// historicalMonth returns the first and the last instant of the month of a time.
func (c *call) historicalMonth(at time.Time) (start, end time.Time) {
	offset := time.Duration(0)
	if c.settingIs("historical-month-zone", "later") {
		offset = 5 * time.Hour
	}
	start, end = month(at.Add(-offset))
	return start.Add(offset), end.Add(offset)
}

// historicalSummaries returns the summaries of a month. There are none of a month that has not begun.
func (c *call) historicalSummaries(start, end time.Time) []Doc {
	current := !end.Before(c.clock())
	if start.After(c.clock()) || current && c.settingIs("historical-current-month", "none") {
		return nil
	}
	var summaries []Doc
	for _, doc := range c.instance.objects["historicalSummary"] {
		if begin := text(doc, "currentPeriodStart"); begin >= date(start) && begin <= date(end) {
			summaries = append(summaries, clone(doc))
		}
	}
	added := slices.Clone(summaries)
	for _, o := range c.instance.organizations {
		isAdded := slices.ContainsFunc(added, func(doc Doc) bool { return doc["resourceId"] == o.doc["id"] })
		if text(o.doc, "creationDate") <= date(end) && !isAdded {
			summaries = append(summaries, c.historicalSummary(o, start, end))
		}
	}
	if c.settingIs("historical-zero", "omitted") {
		for _, doc := range summaries {
			maps.DeleteFunc(doc, func(_ string, value any) bool { return value == float64(0) })
		}
	}
	return summaries
}

// historicalSummary returns the summary of an organization. Its numbers are those that the organization has now.
func (c *call) historicalSummary(o *organization, start, end time.Time) Doc {
	doc := Doc{
		"resourceType": "organization", "resourceId": o.doc["id"], "resourceName": o.doc["name"], "limits": clone(object(o.doc, "limits")),
		"currentPeriodStart": date(start), "currentPeriodEnd": date(end),
	}
	if c.settingIs("historical-owner", "itself") {
		doc["ownerType"], doc["ownerId"], doc["ownerName"] = "organization", o.doc["id"], o.doc["name"]
	}
	share := 1.0
	if created, _ := time.Parse(time.RFC3339, text(o.doc, "creationDate")); created.After(start) {
		share = round(float64(end.Sub(created)) / float64(end.Sub(start)))
	}
	doc["resourceProration"] = share
	summary := c.summarize(o, slices.Concat(resourceCounts, costlyCounts))
	for name, of := range historicalCounts {
		n := summaryNumber(summary, of)
		switch {
		case strings.HasSuffix(name, "Prorated"):
			n = round(n * share)
		case strings.HasSuffix(name, "Mb"):
			n = round(n / (1 << 20))
		}
		doc[name] = n
	}
	doc["payloadCountDetails"], doc["payloadSizeDetails"] = deepCopy(summary["payloadCount"]), Doc{}
	return doc
}

// round rounds to two decimals.
func round(n float64) float64 { return math.Round(n*100) / 100 }

// summaryNumber returns a number of a summary by its path, and the sum of all payloads.
func summaryNumber(summary Doc, path string) float64 {
	name, inner, _ := strings.Cut(path, ".")
	stats, nested := summary[name].(Doc)
	if !nested {
		n, _ := summary[name].(float64)
		return n
	}
	if inner != "" {
		n, _ := stats[inner].(float64)
		return n
	}
	var sum float64
	for _, origins := range stats {
		counts, _ := origins.(Doc)
		for _, count := range counts {
			n, _ := count.(float64)
			sum += n
		}
	}
	return sum
}
