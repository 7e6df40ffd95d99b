package mockserver

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// sandboxIDs returns the ids of the sandboxes in a response, which also says whether there are more.
func sandboxIDs(t *testing.T, r *result) (ids string, more any) {
	t.Helper()
	doc := r.ok()
	return names(doc, "id"), doc["hasMore"]
}

func TestSandboxes(t *testing.T) {
	t.Parallel()
	c := start(t)
	path, ids := c.home()+"/sandboxes", []string{}
	for i := range 5 {
		ids = append(ids, c.AddAccount(Doc{"email": fmt.Sprintf("user%d@x.io", i), "firstName": "Ada", "lastName": strconv.Itoa(i)}))
	}
	id := c.AddOrganization(Doc{"name": "Acme", "iconColor": "red"})
	c.AddMember(id, Doc{"email": "user1@x.io", "role": "view"})
	c.EditSandbox("user1@x.io", Doc{"lastSuccessfulLogin": "2026-01-02T00:00:00Z", "phoneNumber": "1"})
	c.EditSandbox("user4@x.io", Doc{"permanentDeletion": "2027-01-01T00:00:00Z"})
	subset(t, first(t, c.get(path+"?filterField=email&filter=user1*").ok()), Doc{
		"id": ids[1], "instanceSandboxId": ids[1], "instanceId": c.InstanceID(), "email": "user1@x.io", "fullName": "Ada 1", "userId": nil, "user": nil,
		"twoFactorAuthEnabled": false, "ssoLinked": false, "lastSuccessfulLogin": "2026-01-02T00:00:00.000Z", "phoneNumber": "1",
		"orgs": []Doc{{"id": id, "name": "Acme", "iconColor": "red"}}, "_type": "instanceSandbox",
	})
	for query, want := range map[string]struct {
		ids  []string
		more bool
	}{
		"":                                  {ids[:4], false},
		"includeDeleted=true":               {ids, false},
		"limit=2":                           {ids[:2], true},
		"limit=2&startingAfterId=" + ids[1]: {ids[2:4], false},
		"limit=2&endingBeforeId=" + ids[3]:  {ids[1:3], true},
		"startingAfterId=" + ids[3]:         {nil, false},
		"filterField=lastName&filter=3":     {ids[3:4], false},
		"filterField=firstName&filter=Bob":  {nil, false},
	} {
		got, more := sandboxIDs(t, c.get(path+"?sortField=id&"+query+"&_links=false"))
		if got != strings.Join(want.ids, " ") || more != want.more {
			t.Errorf("%s: got %s, more %v", query, got, more)
		}
	}
	for _, query := range []string{"sortField=name", "filterField=title", "limit=x", "includeDeleted=yes", "startingAfterId=" + anID24} {
		c.get(path+"?"+query).expectError(http.StatusBadRequest, "Validation", "")
	}
	for words, f := range map[string]func(){
		"Account was not found": func() { c.EditSandbox("nobody@x.io", Doc{}) },
		"email is not allowed":  func() { c.EditSandbox("user1@x.io", Doc{"email": "b@x.io"}) },
	} {
		if message := panics(t, f); !strings.Contains(message, words) {
			t.Errorf("panicked with %q, want %q", message, words)
		}
	}
}

var sandboxSuccesses = []success{
	{"instanceSandboxes.get", "GET {home}/sandboxes", nil, 200},
	{"instanceSandbox.deviceCounts", "GET {home}/sandboxes/{id}/deviceCounts", nil, 200},
	{"instanceSandbox.notebookMinuteCounts", "GET {home}/sandboxes/{id}/notebookMinuteCounts", nil, 200},
	{"instanceSandbox.payloadCounts", "GET {home}/sandboxes/{id}/payloadCounts", nil, 200},
	{"instanceSandbox.payloadCountsBreakdown", "GET {home}/sandboxes/{id}/payloadCountsBreakdown", nil, 200},
}

var sandboxScenarios = map[string]scenario{
	"sandbox-flags": {func(c *caller) string {
		c.AddAccount(Doc{"email": "ada@x.io", "ssoLinked": true})
		doc := first(c.t, c.get(c.home()+"/sandboxes").ok())
		return lookUp(doc, "twoFactorAuthEnabled") + " " + lookUp(doc, "ssoLinked")
	}, map[string]string{"returned": "false true", "omitted": "absent true"}},
	"sandbox-has-more": {func(c *caller) string {
		c.AddAccount(Doc{"email": "ada@x.io"})
		c.AddAccount(Doc{"email": "bob@x.io"})
		return observed(c.get(c.home()+"/sandboxes?limit=1"), "hasMore") + " " + observed(c.get(c.home()+"/sandboxes"), "hasMore")
	}, map[string]string{"false": "true false", "absent": "true absent"}},
	"sandbox-id": {func(c *caller) string {
		id := c.AddAccount(Doc{"email": "ada@x.io"})
		return strconv.FormatBool(first(c.t, c.get(c.home()+"/sandboxes").ok())["id"] == id)
	}, map[string]string{"user-id": "true", "own": "false"}},
}
