package mockserver

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// aNode returns a custom node with all kinds of parts.
func aNode() Doc {
	return Doc{
		"name":     "node",
		"triggers": []any{Doc{"type": "customNodeStart", "meta": Doc{"name": "customNodeStart", "x": -60, "icon": "bolt"}}},
		"nodes":    []any{Doc{"id": "a", "type": "DebugNode", "config": Doc{"message": "hi"}, "outputIds": []any{[]any{"b"}}}},
	}
}

func aNodeConfig() Doc {
	return Doc{"outputCount": 1, "resultMode": "optional", "resultDescription": "d", "fields": []any{Doc{"type": "section", "label": "s"}}}
}

func TestCustomNodeLifecycle(t *testing.T) {
	t.Parallel()
	c := start(t)
	list := c.home() + "/nodes"
	token := c.InstanceTokens()[0]["id"]
	body := aNode()
	body["customNodeConfig"], body["category"], body["iconData"], body["customNodeSupports"] = aNodeConfig(), "data", "data:image/png;base64,AA==", []any{"edge"}
	created := c.post(list+"?_links=false", body).expect(http.StatusCreated)
	id := text(created, "id")
	want := aNode()
	for name, value := range (Doc{
		"id": id, "instanceCustomNodeId": id, "instanceId": c.InstanceID(), "creationDate": now, "lastUpdated": now,
		"createdById": token, "createdByType": "apiToken", "lastUpdatedById": token, "lastUpdatedByType": "apiToken",
		"customNodeConfig": aNodeConfig(), "category": "data", "iconData": "data:image/png;base64,AA==", "customNodeSupports": []any{"edge"},
		"stats": Doc{"runCount": 0, "errorCount": 0}, "usage": Doc{},
	}) {
		want[name] = value
	}
	equal(t, created, want)
	equal(t, c.get(list+"/"+id+"?_links=false").ok(), want)
	equal(t, c.CustomNodes(), []Doc{want})
	c.AddCustomNode(Doc{"name": "Another"})
	subset(t, c.get(list).ok(), Doc{"_type": "instanceCustomNodes", "count": 2, "totalCount": 2, "page": 0, "perPage": 100, "instanceId": c.InstanceID()})
	for query, want := range map[string]string{"": "Another node", "?sortField=id": "node Another", "?filterField=name&filter=n*": "node"} {
		if got := names(c.get(list+query).ok(), "name"); got != want {
			t.Errorf("%q: got %s, want %s", query, got, want)
		}
	}
	changed := c.patch(list+"/"+id, Doc{"name": "other", "nodes": []any{}}).ok()
	subset(t, changed, Doc{"name": "other", "nodes": []any{}, "category": "data", "customNodeConfig": aNodeConfig()})
	equal(t, c.delete(list+"/"+id).ok(), Doc{"success": true})
	for _, r := range []*result{c.get(list + "/" + id), c.patch(list+"/"+id, Doc{}), c.delete(list + "/" + id)} {
		r.expectError(http.StatusNotFound, "NotFound", "Custom node was not found")
	}
}

func TestCustomNodeRefusals(t *testing.T) {
	t.Parallel()
	c := start(t, With("validation-words", "newer"))
	list := c.home() + "/nodes"
	path := list + "/" + c.AddCustomNode(aNode())
	for _, tc := range []struct{ method, path, body, words string }{
		{"POST", list, `{"triggers":[],"nodes":[]}`, "name is required"},
		{"POST", list, `{"name":"x","nodes":[]}`, "triggers is required"},
		{"POST", list, `{"name":"x","triggers":[]}`, "nodes is required"},
		{"POST", list, `{"name":"x","triggers":[],"nodes":[],"stats":{}}`, "stats is an additional property"},
		{"PATCH", path, `{"category":"fun"}`, "category must be one of: "},
		{"PATCH", path, `{"category":null}`, "category is the wrong type"},
		{"PATCH", path, `{"iconData":""}`, "iconData pattern mismatch"},
		{"PATCH", path, `{"minimumAgentVersion":""}`, "minimumAgentVersion pattern mismatch"},
		{"PATCH", path, `{"customNodeSupports":["cloud","edge"]}`, "has more items than allowed"},
		{"PATCH", path, `{"triggers":[{"type":"customNodeStart","config":{"a":1}}]}`, "triggers.0.config.a is an additional property"},
		{"PATCH", path, `{"triggers":[{"type":"unknown"}]}`, "triggers.0.type must be one of: "},
		{"PATCH", path, `{"nodes":[{"id":"a"}]}`, "nodes.0.type is required"},
		{"PATCH", path, `{"nodes":{}}`, "nodes is the wrong type"},
		{"PATCH", path, `{"customNodeConfig":null}`, "customNodeConfig is the wrong type"},
		{"PATCH", path, `{"customNodeConfig":{"outputCount":3,"resultMode":"none","fields":[]}}`, "outputCount is more than maximum"},
		{"PATCH", path, `{"customNodeConfig":{"outputCount":1,"resultMode":"none"}}`, "fields is required"},
		{"PATCH", path, `{"customNodeConfig":{"outputCount":1,"resultMode":"none","fields":[{"type":"fun","label":"x"}]}}`, "fields.0.type must be one of: "},
		{"GET", list + "/7", ``, "instanceCustomNodeId pattern mismatch"},
	} {
		c.do(tc.method, tc.path, tc.body).expectError(http.StatusBadRequest, "Validation", tc.words)
	}
	equal(t, len(c.CustomNodes()), 1)
}

func TestCustomNodeStatsAndErrors(t *testing.T) {
	t.Parallel()
	c := start(t, With("node-stats-gaps", "left-out"))
	node, other := c.AddCustomNode(aNode()), c.AddCustomNode(aNode())
	path := c.home() + "/nodes/" + node
	for _, at := range []string{"2026-05-17T11:59:59Z", "2026-05-17T12:00:00Z", "2026-05-17T12:30:00Z", "2026-05-16T12:00:00Z"} {
		c.AddCustomNodeRuns(node, Doc{"time": at, "runCount": 2, "pathsFailed": 1, "wallTime": 1.5})
		c.AddCustomNodeError(node, Doc{"time": at, "nodeId": "a", "error": Doc{"name": "n", "message": "m"}})
	}
	c.AddCustomNodeRuns(other, Doc{"runCount": 9})
	c.AddCustomNodeError(other, Doc{})
	equal(t, c.get(path+"/stats?_links=false").ok(), Doc{
		"start": "2026-05-16T13:14:15.161Z", "end": now, "resolution": 3600000, "metrics": []any{
			Doc{"time": "2026-05-17T11:00:00.000Z", "runCount": 2, "pathsCompleted": 0, "pathsFailed": 1, "wallTime": 1.5},
			Doc{"time": "2026-05-17T12:00:00.000Z", "runCount": 4, "pathsCompleted": 0, "pathsFailed": 2, "wallTime": 3},
		},
	})
	one := func(at string) any { return Doc{"time": at, "nodeId": "a", "error": Doc{"name": "n", "message": "m"}} }
	equal(t, c.get(path+"/errors?_links=false&limit=2").ok(), Doc{
		"start": "2026-05-16T13:14:15.161Z", "end": now, "limit": 2, "sortDirection": "desc",
		"errors": []any{one("2026-05-17T12:30:00.000Z"), one("2026-05-17T12:00:00.000Z")},
	})
	equal(t, len(list(c.get(path+"/errors?duration=172800000&sortDirection=asc").ok(), "errors")), 4)
	equal(t, len(list(c.get(path+"/errors?duration=60000&end=1779019200000").ok(), "errors")), 2)
	for query, words := range map[string]string{
		"stats?resolution=0": "resolution is less than minimum", "stats?resolution=1": "resolution is too small for the duration", "stats?duration=x": "duration must be a whole number",
		"errors?limit=-1": "limit must be a whole number", "errors?sortDirection=up": "sortDirection must be an enum value",
	} {
		c.get(path+"/"+query).expectError(http.StatusBadRequest, "Validation", words)
	}
	if message := panics(t, func() { c.AddCustomNodeRuns(node, Doc{"no": 1}) }); !strings.Contains(message, "no is not allowed") {
		t.Errorf("panicked with %q", message)
	}
	if message := panics(t, func() { c.AddCustomNodeError(c.InstanceID(), Doc{}) }); !strings.Contains(message, "was not found") {
		t.Errorf("panicked with %q", message)
	}
}

func TestControlOfCustomNodes(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddCustomNode(aNode())
	c.EditCustomNode(id, Doc{"name": "y", "creationDate": "2020-01-01T01:00:00+01:00"})
	subset(t, c.CustomNodes()[0], Doc{"name": "y", "creationDate": "2020-01-01T00:00:00.000Z"})
	c.RemoveCustomNode(id)
	c.get(c.home() + "/nodes/" + id).expect(http.StatusNotFound)
	if message := panics(t, func() { c.RemoveCustomNode(id) }); !strings.Contains(message, "was not found") {
		t.Errorf("panicked with %q", message)
	}
}

func TestControlOfCustomNodeRuns(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	node := c.AddCustomNode(aNode())
	path := "/_control/instance/nodes/" + node
	equal(t, control.post(path+"/runs", Doc{"runCount": 2, "pathsFailed": 1}).ok(), Doc{"success": true})
	equal(t, control.post(path+"/errors", Doc{"nodeLabel": "l", "error": Doc{"name": "n", "message": "m"}}).ok(), Doc{"success": true})
	metrics := list(c.get(c.home()+"/nodes/"+node+"/stats?duration=0").ok(), "metrics")
	equal(t, metrics, []any{Doc{"time": "2026-05-17T13:00:00.000Z", "runCount": 2, "pathsCompleted": 0, "pathsFailed": 1, "wallTime": 0}})
	errors := list(c.get(c.home()+"/nodes/"+node+"/errors").ok(), "errors")
	equal(t, errors, []any{Doc{"time": now, "nodeLabel": "l", "error": Doc{"name": "n", "message": "m"}}})
}

var customNodeSuccesses = []success{
	{"instanceCustomNodes.get", "GET {home}/nodes", nil, 200},
	{"instanceCustomNodes.post", "POST {home}/nodes", aNode(), 201},
	{"instanceCustomNode.get", "GET {home}/nodes/{id}", nil, 200},
	{"instanceCustomNode.patch", "PATCH {home}/nodes/{id}", Doc{}, 200},
	{"instanceCustomNode.stats", "GET {home}/nodes/{id}/stats", nil, 200},
	{"instanceCustomNode.errors", "GET {home}/nodes/{id}/errors", nil, 200},
	{"instanceCustomNode.delete", "DELETE {home}/nodes/{id}", Doc{}, 200},
}

var customNodeScenarios = map[string]scenario{
	"node-config-patch": {func(c *caller) string {
		node := aNode()
		node["customNodeConfig"] = aNodeConfig()
		path := c.home() + "/nodes/" + c.AddCustomNode(node)
		return observed(c.patch(path, Doc{"customNodeConfig": Doc{"outputCount": 2, "resultMode": "none", "fields": []any{}}}), "customNodeConfig", "resultDescription")
	}, map[string]string{"replace": "absent", "merge": `"d"`}},
	"node-definition": {func(c *caller) string {
		doc := c.post(c.home()+"/nodes", aNode()).expect(http.StatusCreated)
		first, _ := list(doc, "triggers")[0].(Doc)
		return lookUp(doc, "customNodeConfig") + " " + lookUp(first, "outputIds")
	}, map[string]string{"kept": "absent absent", "completed": `{"fields":[],"outputCount":1,"resultMode":"none"} []`}},
	"node-empty-text": {func(c *caller) string {
		node := aNode()
		node["category"], node["docsUrl"] = "data", "https://x.io"
		r := c.patch(c.home()+"/nodes/"+c.AddCustomNode(node), Doc{"category": "", "docsUrl": ""})
		return observed(r, "category") + " " + observed(r, "docsUrl")
	}, map[string]string{"empty": `"" ""`, "omitted": "absent absent", "null": "null null"}},
	"node-errors-limit": {func(c *caller) string {
		node := c.AddCustomNode(aNode())
		return observed(c.get(c.home()+"/nodes/"+node+"/errors?limit=2000"), "limit")
	}, map[string]string{"1000": "1000", "100": "100"}},
	"node-icon-clear": {func(c *caller) string {
		node := aNode()
		node["iconData"] = "data:image/png;base64,AA=="
		return observed(c.patch(c.home()+"/nodes/"+c.AddCustomNode(node), Doc{"iconData": nil}), "iconData")
	}, map[string]string{"omitted": "absent", "null": "null", "empty": `""`}},
	"node-limit": {func(c *caller) string {
		c.EditInstance(Doc{"limits": Doc{"instanceCustomNode": 1}})
		c.AddCustomNode(aNode())
		return observed(c.post(c.home()+"/nodes", aNode()), "name")
	}, map[string]string{"refused": "400", "accepted": `"node"`}},
	"node-stats-gaps": {func(c *caller) string {
		node := c.AddCustomNode(aNode())
		c.AddCustomNodeRuns(node, Doc{"runCount": 2})
		return strconv.Itoa(len(list(c.get(c.home()+"/nodes/"+node+"/stats?duration=7200000").ok(), "metrics")))
	}, map[string]string{"zeros": "3", "left-out": "1"}},
	"node-supports": {func(c *caller) string {
		return observed(c.post(c.home()+"/nodes", aNode()), "customNodeSupports")
	}, map[string]string{"absent": "absent", "cloud": `["cloud"]`}},
	"node-trigger-fields": {func(c *caller) string {
		doc := c.post(c.home()+"/nodes", aNode()).expect(http.StatusCreated)
		first, _ := list(doc, "triggers")[0].(Doc)
		return lookUp(first, "meta")
	}, map[string]string{"kept": `{"icon":"bolt","name":"customNodeStart","x":-60}`, "dropped": `{"name":"customNodeStart","x":-60}`}},
}
