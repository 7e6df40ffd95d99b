package mockserver

import (
	"strings"
	"testing"
)

func TestInstance(t *testing.T) {
	t.Parallel()
	c := start(t)
	doc := c.get(c.home()).ok()
	subset(t, doc, Doc{
		"id": c.InstanceID(), "instanceId": c.InstanceID(), "name": "Mock Instance", "allowAuditLogging": true,
		"mfaMode": "notRequired", "creationDate": now, "lastUpdated": now, "members": []Doc{}, "orgDefaultLimitConfig": nil,
	})
	if n := len(object(doc, "limits")); n != 38 {
		t.Errorf("got %d limits, want 38", n)
	}
}

func TestPatchInstance(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.patch(c.home(), Doc{"orgDefaultLimitConfig": Doc{"device": 1}}).ok()
	doc := c.patch(c.home(), Doc{
		"mfaMode": "required", "orgDefaultLimitConfig": Doc{"flow": 2},
		"reportConfigs": []Doc{{"cron": "0 0 * * *", "periods": 90}, {"cron": "1 0 * * *", "id": "mine"}},
	}).ok()
	subset(t, doc, Doc{"mfaMode": "required", "orgDefaultLimitConfig": Doc{"device": 1, "flow": 2}, "lastUpdated": "2026-05-17T13:14:15.163Z"})
	reports := list(doc, "reportConfigs")
	if first := reports[0].(Doc); !idPattern.MatchString(text(first, "id")) || number(first, "periods") != 90 { //nolint:forcetypeassert // A test may panic.
		t.Errorf("got the first report %v", first)
	}
	subset(t, reports[1].(Doc), Doc{"id": "mine"}) //nolint:forcetypeassert // A test may panic.
	equal(t, c.get(c.home()).ok(), doc)

	subset(t, c.patch(c.home(), Doc{"reportConfigs": []Doc{}}).ok(), Doc{"reportConfigs": []Doc{}, "mfaMode": "required"})
	subset(t, c.patch(c.home(), Doc{}).ok(), Doc{"lastUpdated": "2026-05-17T13:14:15.164Z"})
}

func TestEditInstance(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.EditInstance(Doc{"name": "Renamed", "allowAuditLogging": false, "limits": Doc{"device": 3, "flow": nil}})
	doc := c.get(c.home()).ok()
	subset(t, doc, Doc{"name": "Renamed", "allowAuditLogging": false})
	subset(t, object(doc, "limits"), Doc{"device": 3, "flow": nil, "file": 10000})
	c.EditInstance(Doc{"members": []Doc{{"userId": anID24, "role": "view"}}})
	subset(t, c.get(c.home()+"/members/"+anID24).ok(), Doc{"userId": strings.ToLower(anID24), "role": "view"})
	c.EditInstance(Doc{"members": []Doc{}})
	for name, changes := range map[string]Doc{
		"unknown": {"nome": "x"}, "not JSON": {"name": make(chan int)}, "type": {"name": 7}, "limit": {"limits": Doc{"devices": 1}}, "id": {"id": anID24},
	} {
		if message := panics(t, func() { c.EditInstance(changes) }); !strings.HasPrefix(message, "mockserver: ") {
			t.Errorf("%s: panicked with %q", name, message)
		}
	}
	if len(c.Requests()) != 2 {
		t.Error("a change of the control API was recorded as a request")
	}
}

func TestInstances(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.AddInstance(Doc{"name": "Zeta", "id": anID24, "limits": Doc{"device": 1}})
	c.AddInstance(Doc{"name": "Alpha"})
	user := c.as(c.AddUserToken())
	doc := user.get("/instances?perPage=2").ok()
	subset(t, doc, Doc{"count": 2, "totalCount": 3, "page": 0, "perPage": 2, "sortField": "name", "sortDirection": "asc", "_type": "instances"})
	if got := names(doc, "name"); got != "Alpha Mock Instance" {
		t.Errorf("got the first page %s", got)
	}
	if got := names(user.get("/instances?filterField=name&filter=z*").ok(), "id"); got != strings.ToLower(anID24) {
		t.Errorf("got %s with a filter", got)
	}
	equal(t, list(user.get("/instances?sortDirection=desc&perPage=1").ok(), "items")[0], user.get("/instances/"+anID24).ok())
	subset(t, list(user.get(c.home()).ok(), "members")[0].(Doc), Doc{"role": "admin"}) //nolint:forcetypeassert // A test may panic.
}

func TestAddInstancePanicsOnInvalidDocuments(t *testing.T) {
	t.Parallel()
	c := start(t)
	for _, doc := range []Doc{{"id": c.InstanceID()}, {"id": "7"}, {"mfaMode": "no"}, {"owner": "x"}, {"name": make(chan int)}} {
		panics(t, func() { c.AddInstance(doc) })
	}
}

var instanceSuccesses = []success{
	{"instances.get", "GET /instances", nil, 200},
	{"instance.get", "GET {home}", nil, 200},
	{"instance.patch", "PATCH {home}", Doc{}, 200},
	{"instance.generateReport", "POST {home}/generateReport", nil, 202},
}

var instanceScenarios = map[string]scenario{
	"default-limits-patch": {func(c *caller) string {
		c.patch(c.home(), Doc{"orgDefaultLimitConfig": Doc{"device": 1}}).ok()
		return observed(c.patch(c.home(), Doc{"orgDefaultLimitConfig": Doc{"flow": 2}}), "orgDefaultLimitConfig")
	}, map[string]string{"merge": `{"device":1,"flow":2}`, "replace": `{"flow":2}`}},
}
