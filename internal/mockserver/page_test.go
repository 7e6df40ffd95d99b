package mockserver

import (
	"net/http"
	"net/url"
	"testing"
)

func TestPaging(t *testing.T) {
	t.Parallel()
	c := start(t)
	for _, name := range []string{"e", "b", "d", "a", "c"} {
		c.add(name)
	}
	for query, want := range map[string]Doc{
		"":                                 {"names": "a b c d e", "count": 5, "totalCount": 5, "page": 0, "perPage": 100},
		"?page=0&perPage=2":                {"names": "a b", "count": 2, "totalCount": 5, "page": 0, "perPage": 2},
		"?page=2&perPage=2":                {"names": "e", "count": 1, "totalCount": 5, "page": 2, "perPage": 2},
		"?page=3&perPage=2":                {"names": "", "count": 0, "totalCount": 5, "page": 3, "perPage": 2},
		"?page=5&perPage=1":                {"names": "", "count": 0, "totalCount": 5, "page": 5, "perPage": 1},
		"?page=999999999999999&perPage=2":  {"names": "", "count": 0, "totalCount": 5},
		"?perPage=1000":                    {"names": "a b c d e", "perPage": 1000},
		"?perPage=1001":                    {"names": "a b c d e", "perPage": 1000},
		"?perPage=999999999999999&page=1":  {"names": "", "perPage": 1000, "page": 1},
		"?perPage=0":                       {"names": "a", "perPage": 1},
		"?sortDirection=desc":              {"names": "e d c b a", "sortDirection": "desc", "sortField": "name"},
		"?sortField=id":                    {"names": "e b d a c", "sortField": "id", "sortDirection": "asc"},
		"?sortField=creationDate":          {"names": "e b d a c"},
		"?sortField=lastUpdated&perPage=1": {"names": "e"},
		"?filterField=name&filter=c":       {"names": "c", "filterField": "name", "filter": "c", "totalCount": 1},
		"?filterField=name&filter=":        {"names": "a b c d e", "filterField": "name", "filter": ""},
		"?filterField=&filter=c":           {"names": "a b c d e", "filterField": nil, "filter": nil},
		"?filter=c":                        {"names": "a b c d e", "filterField": nil},
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			doc := (&caller{c.Server, t, c.token}).get(c.orgs() + query).ok()
			doc["names"] = names(doc, "name")
			want["instanceId"] = c.InstanceID()
			subset(t, doc, want)
		})
	}
}

func TestSortByDates(t *testing.T) {
	t.Parallel()
	c := start(t)
	for name, date := range map[string]string{"x": "2020-01-03", "y": "2020-01-01", "z": "2020-01-02"} {
		c.AddOrganization(Doc{"name": name, "creationDate": date + "T00:00:00Z", "lastUpdated": "2021" + date[4:] + "T00:00:00Z"})
	}
	if got := names(c.get(c.orgs()+"?sortField=creationDate").ok(), "name"); got != "y z x" {
		t.Errorf("got %s by creation", got)
	}
	if got := names(c.get(c.orgs()+"?sortField=lastUpdated&sortDirection=desc").ok(), "name"); got != "x z y" {
		t.Errorf("got %s by update, latest first", got)
	}
}

func TestGlob(t *testing.T) {
	t.Parallel()
	c := start(t)
	for _, name := range []string{"Acme", "Acme Two", "a.me", "Bacme", "50*", "line\nbreak"} {
		c.add(name)
	}
	for filter, want := range map[string]string{
		"Acme":   "Acme",
		"acme":   "Acme",
		"acme*":  "Acme Acme Two",
		"*ACME":  "Acme Bacme",
		"*c*e*":  "Acme Acme Two Bacme",
		"a.me":   "a.me",
		"*":      "50* Acme Acme Two Bacme a.me line\nbreak",
		"line*":  "line\nbreak",
		"(":      "",
		"[a-z]*": "",
		"cme":    "",
	} {
		doc := c.get(c.orgs() + "?filterField=name&filter=" + url.QueryEscape(filter)).ok()
		if got := names(doc, "name"); got != want {
			t.Errorf("%q: %q, want %q", filter, got, want)
		}
	}
}

func TestItemsOfAListAreComplete(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddOrganization(Doc{"name": "x", "tags": []Doc{{"key": "a", "value": "b"}}, "referralId": "r"})
	items := list(c.get(c.orgs()+"?summaryInclude=payloadCount").ok(), "items")
	equal(t, items[0], c.get(c.org(id)+"?summaryInclude=payloadCount").ok())
}

func TestQueryParametersAreChecked(t *testing.T) {
	t.Parallel()
	c := start(t, With("validation-words", "newer"))
	id := c.add("x")
	for _, tc := range []struct{ path, words string }{
		{c.orgs() + "?page=-1", "page must be a whole number"},
		{c.orgs() + "?page=one", "page must be a whole number"},
		{c.orgs() + "?page=", "page must be a whole number"},
		{c.orgs() + "?page=1.0", "page must be a whole number"},
		{c.orgs() + "?page=99999999999999999999", "page must be a whole number"},
		{c.orgs() + "?perPage=-5", "perPage must be a whole number"},
		{c.orgs() + "?sortField=tags", "sortField must be one of: name, id, creationDate, lastUpdated"},
		{c.orgs() + "?sortDirection=up", "sortDirection must be one of: asc, desc"},
		{c.orgs() + "?sortDirection=ASC", "sortDirection must be one of: asc, desc"},
		{c.orgs() + "?filterField=id", "filterField must be one of: name"},
		{c.orgs() + "?page=1&page=2", "page is the wrong type"},
		{c.orgs() + "?filter=%FF", "filter is the wrong type"},
		{c.orgs() + "?filter=%zz", "query string is malformed"},
		{c.orgs() + "?page=1;perPage=2", "query string is malformed"},
		{c.org(id) + "/members?sortField=name", "sortField must be one of: email, role"},
		{c.org(id) + "/payloadCounts?asBytes=1", "asBytes must be one of: true, false"},
		{c.org(id) + "/payloadCountsBreakdown?resolution=60000", "resolution must be one of: 86400000, 3600000"},
		{c.org(id) + "/payloadCountsBreakdown?includeNonBillable=yes", "includeNonBillable must be one of: true, false"},
		{c.org(id) + "/payloadCounts?start=2026-01-01", "start must be a whole number"},
		{c.org(id) + "/payloadCounts?start=2000&end=1999", "end must not be before start"},
		{c.home() + "/deviceCounts?start=2000&end=1999", "end must not be before start"},
		{c.org(id) + "/payloadCounts?start=0&end=999999999999999", "must not be more than 3700 days apart"},
	} {
		t.Run(tc.path, func(t *testing.T) {
			t.Parallel()
			(&caller{c.Server, t, c.token}).get(tc.path).expectError(http.StatusBadRequest, "Validation", tc.words)
		})
	}
}
