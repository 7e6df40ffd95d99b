package mockserver

import (
	"net/http"
	"regexp"
	"slices"
	"testing"
	"time"
)

const now = "2026-05-17T13:14:15.161Z"

func TestPostReturnsTheOrgShape(t *testing.T) {
	t.Parallel()
	c := start(t)
	doc := c.post(c.orgs(), Doc{
		"name": "Acme", "auditLogEnabled": true, "referralId": "crm-1", "limits": Doc{"member": 500},
		"tags": []Doc{{"key": "a", "value": "b"}}, "mfaMode": "adminRequired",
		"banner": Doc{"message": "m", "level": "info"}, "whitelistedEmailDomains": []string{"example.com"},
	}).ok()
	subset(t, doc, Doc{
		"name": "Acme", "orgId": doc["id"], "_type": "org", "isEnterprise": false, "members": []Doc{},
		"mfaMode": "adminRequired", "banner": Doc{"message": "m", "level": "info"},
		"whitelistedEmailDomains": []string{"example.com"}, "disabledAt": false, "isReadOnly": false,
		"creationDate": now, "lastUpdated": now,
		"instanceId": nil, "tags": nil, "auditLogEnabled": nil, "referralId": nil,
	})
	stored := c.Organization(text(doc, "id"))
	subset(t, stored, Doc{
		"auditLogEnabled": true, "referralId": "crm-1", "instanceId": c.InstanceID(),
		"tags": []Doc{{"key": "a", "value": "b"}},
	})
}

func TestSmallestOrganization(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := text(c.post(c.orgs(), `{"name":"My Org"}`).ok(), "id")
	doc := c.get(c.org(id)).ok()
	subset(t, doc, Doc{
		"id": id, "orgId": id, "instanceId": c.InstanceID(), "name": "My Org", "iconColor": "#057180",
		"auditLogEnabled": false, "disabledAt": false, "isReadOnly": false, "mfaMode": "notRequired",
		"tags": []Doc{}, "whitelistedEmailDomains": []string{},
		"creationDate": now, "lastUpdated": now,
		"currentPeriodStart": "2026-05-01T00:00:00.000Z", "currentPeriodEnd": "2026-05-31T23:59:59.999Z",
		"description": nil, "banner": nil, "referralId": nil, "members": nil, "isEnterprise": nil, "planId": nil,
	})
	if n := len(object(doc, "limits")); n != 34 {
		t.Errorf("got %d limits, want 34", n)
	}
}

func TestPatchChangesOnlyItsFields(t *testing.T) {
	t.Parallel()
	full := Doc{
		"name": "Acme", "description": "d", "iconColor": "red", "auditLogEnabled": true, "isReadOnly": true,
		"referralId": "r", "mfaMode": "required", "disabledAt": "2030-01-01T00:00:00.000Z",
		"banner": Doc{"message": "m", "level": "info"}, "whitelistedEmailDomains": []string{"b.example", "a.example"},
		"tags": []Doc{{"key": "k", "value": "2"}, {"key": "k", "value": "1"}}, "limits": Doc{"device": 7},
	}
	for name, tc := range map[string]struct{ patch, want Doc }{
		"name":                    {Doc{"name": "B"}, Doc{"name": "B"}},
		"description":             {Doc{"description": "e"}, Doc{"description": "e"}},
		"description cleared":     {Doc{"description": ""}, Doc{"description": ""}},
		"icon color":              {Doc{"iconColor": "blue"}, Doc{"iconColor": "blue"}},
		"audit log":               {Doc{"auditLogEnabled": false}, Doc{"auditLogEnabled": false}},
		"read only":               {Doc{"isReadOnly": false}, Doc{"isReadOnly": false}},
		"referral":                {Doc{"referralId": "s"}, Doc{"referralId": "s"}},
		"referral cleared":        {Doc{"referralId": ""}, Doc{"referralId": nil}},
		"mfa":                     {Doc{"mfaMode": "notRequired"}, Doc{"mfaMode": "notRequired"}},
		"disabled now":            {Doc{"disabledAt": true}, Doc{"disabledAt": now}},
		"enabled":                 {Doc{"disabledAt": false}, Doc{"disabledAt": false}},
		"disabled later":          {Doc{"disabledAt": "2031-02-03T04:05:06.7+01:00"}, Doc{"disabledAt": "2031-02-03T03:05:06.700Z"}},
		"disabled in the past":    {Doc{"disabledAt": "2001-02-03T04:05:06Z"}, Doc{"disabledAt": "2001-02-03T04:05:06.000Z"}},
		"banner replaced":         {Doc{"banner": Doc{"message": "n"}}, Doc{"banner": Doc{"message": "n"}}},
		"banner removed by text":  {Doc{"banner": Doc{"message": ""}}, Doc{"banner": nil}},
		"banner removed by level": {Doc{"banner": Doc{"level": "info"}}, Doc{"banner": nil}},
		"banner removed by {}":    {Doc{"banner": Doc{}}, Doc{"banner": nil}},
		"tags replaced":           {Doc{"tags": []Doc{{"key": "x", "value": "y"}}}, Doc{"tags": []Doc{{"key": "x", "value": "y"}}}},
		"tags cleared":            {Doc{"tags": []Doc{}}, Doc{"tags": []Doc{}}},
		"domains replaced":        {Doc{"whitelistedEmailDomains": []string{"c.example"}}, Doc{"whitelistedEmailDomains": []string{"c.example"}}},
		"domains cleared":         {Doc{"whitelistedEmailDomains": []string{}}, Doc{"whitelistedEmailDomains": []string{}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := start(t)
			id := c.AddOrganization(full)
			response := c.patch(c.org(id)+"?_links=false", tc.patch).ok()

			want := must(wireForm(full))
			want["limits"] = object(c.Organization(id), "limits")
			for field, value := range tc.want {
				want[field] = value
			}
			subset(t, response, want)
			equal(t, c.get(c.org(id)+"?_links=false").ok(), response)
		})
	}
}

func TestLastUpdatedChangesWithEachChange(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	seen := []string{now}
	increased := func() {
		t.Helper()
		at := text(c.Organization(id), "lastUpdated")
		if at <= seen[len(seen)-1] {
			t.Errorf("lastUpdated is %s after %s", at, seen[len(seen)-1])
		}
		seen = append(seen, at)
	}
	c.patch(c.org(id), Doc{"isReadOnly": true}).ok()
	increased()
	c.patch(c.org(id), Doc{"isReadOnly": true}).ok()
	increased()
	c.EditOrganization(id, Doc{"name": "y"})
	increased()
	c.patch(c.org(id), Doc{}).ok()
	c.patch(c.org(id), Doc{"name": ""}).expect(http.StatusBadRequest)
	c.SetSummary(id, Doc{"appCount": 1})
	subset(t, c.Organization(id), Doc{"lastUpdated": seen[len(seen)-1], "creationDate": now})
}

func TestDatesComeFromTheClock(t *testing.T) {
	t.Parallel()
	at := testTime
	c := start(t, WithClock(func() time.Time { return at }))
	id := c.add("x")
	at = time.Date(2026, 12, 24, 1, 2, 3, 4_567_890, time.FixedZone("", 3600))
	subset(t, c.patch(c.org(id), Doc{"disabledAt": true}).ok(), Doc{
		"creationDate": now, "lastUpdated": "2026-12-24T00:02:03.004Z", "disabledAt": "2026-12-24T00:02:03.004Z",
		"currentPeriodStart": "2026-12-01T00:00:00.000Z", "currentPeriodEnd": "2026-12-31T23:59:59.999Z",
	})
}

func TestDelete(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	equal(t, c.delete(c.org(id)).ok(), Doc{"success": true})
	c.get(c.org(id)).expectError(http.StatusNotFound, "NotFound", "Organization was not found")
	c.patch(c.org(id), Doc{}).expectError(http.StatusNotFound, "NotFound", "Organization was not found")
	c.delete(c.org(id)).expectError(http.StatusNotFound, "NotFound", "Organization was not found")
	if doc := c.get(c.orgs()).ok(); number(doc, "totalCount") != 0 {
		t.Errorf("the list still contains the organization: %v", doc)
	}
}

func TestRepeatedPostCreatesASecondOrganization(t *testing.T) {
	t.Parallel()
	c := start(t)
	a, b := c.post(c.orgs(), Doc{"name": "x"}).ok(), c.post(c.orgs(), Doc{"name": "x"}).ok()
	if a["id"] == b["id"] || len(c.Organizations()) != 2 {
		t.Error("the second POST did not create an organization")
	}
}

// etag matches a tag of the real API: the length of the body in hexadecimal, and 20 bytes of a hash.
var etag = regexp.MustCompile(`^"[0-9a-f]+-[A-Za-z0-9+/]{27}"$`)

func TestHypermedia(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	for _, tc := range []struct {
		path, kind string
		links      Doc
		tagged     bool
	}{
		{c.home(), "instance", Doc{"self": Doc{"href": c.home()}}, true},
		{c.org(id), "instanceOrg", Doc{"self": Doc{"href": c.org(id)}, "instance": Doc{"href": c.home()}}, true},
		{c.orgs(), "instanceOrgs", Doc{"self": Doc{"href": c.orgs()}, "instance": Doc{"href": c.home()}}, false},
		{c.org(id) + "/members", "instanceOrgMembers", Doc{"self": Doc{"href": c.org(id) + "/members"}}, false},
		{c.org(id) + "/deviceCounts", "deviceCounts", Doc{"self": Doc{"href": c.org(id) + "/deviceCounts"}}, false},
	} {
		for _, query := range []string{"", "?_links=true", "?_actions=false&_links=true&_embedded=true"} {
			doc := c.get(tc.path + query).ok()
			subset(t, doc, Doc{"_type": tc.kind, "_links": tc.links})
			if tag := text(doc, "_etag"); tc.tagged != etag.MatchString(tag) {
				t.Errorf("%s: got the _etag %q", tc.path, tag)
			}
		}
		subset(t, c.get(tc.path+"?_links=false").ok(), Doc{"_type": nil, "_links": nil, "_etag": nil})
	}
}

func TestETagDependsOnTheContents(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	first, second := c.get(c.org(id)).ok()["_etag"], c.get(c.org(id)).ok()["_etag"]
	after := c.patch(c.org(id), Doc{"name": "y"}).ok()["_etag"]
	if first != second || first == after {
		t.Errorf("got the tags %v and %v, and %v after a change", first, second, after)
	}
}

func TestLimitDefaults(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.EditInstance(Doc{"limits": Doc{"device": 50, "flow": 60, "file": 70}, "orgDefaultLimitConfig": Doc{"device": 5, "flow": 6}})
	id := text(c.post(c.orgs(), Doc{"name": "x", "limits": Doc{"device": 1}}).ok(), "id")
	limits := object(c.get(c.org(id)).ok(), "limits")
	subset(t, limits, Doc{"device": 1, "flow": 6, "file": 70})

	c.patch(c.org(id), Doc{"limits": Doc{"file": 7}}).ok()
	subset(t, object(c.Organization(id), "limits"), Doc{"device": 1, "flow": 6, "file": 7})
}

func TestLimitsMustNotExceedThoseOfTheInstance(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddOrganization(Doc{"name": "x", "limits": Doc{"device": 100}})
	c.EditInstance(Doc{"limits": Doc{"device": 50, "flow": nil}})

	// Only the limits in the request are checked. The others may exceed those of the instance.
	c.patch(c.org(id), Doc{"limits": Doc{"file": 1}}).ok()
	c.patch(c.org(id), Doc{"limits": Doc{"device": 100}}).expectError(http.StatusBadRequest, "Validation", "limits.device")
	c.patch(c.org(id), Doc{"limits": Doc{"device": 50}}).ok()
	c.patch(c.org(id), Doc{"limits": Doc{"flow": 1e9}}).ok()
	c.EditInstance(Doc{"limits": Doc{"systemInterval": 60}})
	for _, interval := range []int{5, 60, 3600} {
		c.patch(c.org(id), Doc{"limits": Doc{"systemInterval": interval}}).ok()
	}

	subset(t, object(c.Organization(c.add("y")), "limits"), Doc{"flow": nil, "device": 50})
}

func TestOrganizationLimit(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.EditInstance(Doc{"limits": Doc{"organization": 1}})
	id := c.add("x")
	c.post(c.orgs(), Doc{"name": "y"}).expectError(http.StatusBadRequest, "Validation", "limits.organization")
	c.delete(c.org(id)).ok()
	c.post(c.orgs(), Doc{"name": "y"}).ok()
}

func TestAuditLogNeedsPermissionOfTheInstance(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddOrganization(Doc{"name": "x", "auditLogEnabled": true})
	c.EditInstance(Doc{"allowAuditLogging": false})
	c.patch(c.org(id), Doc{"auditLogEnabled": true}).expectError(http.StatusBadRequest, "Validation", "auditLogEnabled")
	c.post(c.orgs(), Doc{"name": "y", "auditLogEnabled": true}).expectError(http.StatusBadRequest, "Validation", "auditLogEnabled")
	subset(t, c.patch(c.org(id), Doc{"auditLogEnabled": false}).ok(), Doc{"auditLogEnabled": false})
}

// A refused PATCH changes nothing, even if the error is found after other fields.
func TestPatchIsAtomic(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	before := c.Organization(id)
	c.patch(c.org(id), Doc{"description": "d", "banner": Doc{"message": "m"}, "limits": Doc{"device": 1, "flow": 1e12}}).
		expectError(http.StatusBadRequest, "Validation", "limits.flow")
	equal(t, c.Organization(id), before)
}

func TestSummaryInclude(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	c.SetSummary(id, Doc{
		"appCount": 3, "eventCount": 4, "payloadCount": Doc{"webhook": Doc{"public.rest": 5}},
		"storageStats": Doc{"size": 6}, "notebookStats": Doc{"runsThisPeriod": 7},
	})
	c.AddMember(id, Doc{"email": "ada@example.com"})

	defaults := object(c.get(c.org(id)).ok(), "summary")
	subset(t, defaults, Doc{"appCount": 3, "deviceCount": 0, "memberCount": 1, "eventCount": nil, "payloadCount": nil})
	if len(defaults) != 25 {
		t.Errorf("got %d counts without summaryInclude: %v", len(defaults), defaults)
	}

	all := object(c.get(c.org(id)+"?summaryInclude=payloadCount%2CeventCount,storageStats,notebookStats,pendingInviteCount,unknown").ok(), "summary")
	subset(t, all, Doc{
		"appCount": 3, "eventCount": 4, "pendingInviteCount": 0, "payloadCount": Doc{"webhook": Doc{"public.rest": 5}},
		"storageStats":  Doc{"count": 0, "size": 6},
		"notebookStats": Doc{"awaitingCompletion": 0, "minutesThisPeriod": 0, "runsThisPeriod": 7},
	})
	if len(all) != 30 {
		t.Errorf("got %d counts with all of them included", len(all))
	}

	for name, doc := range map[string]Doc{
		"list":  object(list(c.get(c.orgs()+"?summaryInclude=eventCount").ok(), "items")[0].(Doc), "summary"), //nolint:forcetypeassert // A test may panic.
		"patch": object(c.patch(c.org(id)+"?summaryInclude=eventCount", Doc{}).ok(), "summary"),
	} {
		if doc["eventCount"] != 4.0 || doc["payloadCount"] != nil {
			t.Errorf("%s: %v", name, doc)
		}
	}
	subset(t, object(c.post(c.orgs()+"?summaryInclude=eventCount", Doc{"name": "y"}).ok(), "summary"), Doc{"eventCount": 0, "appCount": 0})
}

// A cached response must not be returned after a change or for another request.
func TestResponsesAreNeverStale(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("b")
	c.add("a")
	read := func() string { return text(c.get(c.org(id)).ok(), "name") + ": " + names(c.get(c.orgs()).ok(), "name") }
	var got []string
	got = append(got, read())
	c.patch(c.org(id), Doc{"name": "c"}).ok()
	got = append(got, read())
	c.EditOrganization(id, Doc{"name": "0"})
	got = append(got, read())
	c.RemoveOrganization(c.add("d"))
	got = append(got, read())
	if want := []string{"b: a b", "c: a c", "0: 0 a", "0: 0 a"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

var organizationSuccesses = []success{
	{"instanceOrgs.get", "GET {home}/orgs", nil, 200},
	{"instanceOrgs.post", "POST {home}/orgs", Doc{"name": "y"}, 200},
	{"instanceOrg.get", "GET {home}/orgs/{id}", nil, 200},
	{"instanceOrg.patch", "PATCH {home}/orgs/{id}", Doc{}, 200},
	{"instanceOrg.delete", "DELETE {home}/orgs/{id}", nil, 200},
}
