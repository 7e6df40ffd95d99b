package mockserver

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestAddOrganization(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddOrganization(Doc{
		"id": anID24, "name": "x", "creationDate": "2020-01-02T03:04:05+01:00", "lastUpdated": time.Date(2021, 1, 2, 3, 4, 5, 0, time.UTC),
		"planId": "p", "billingEmail": "a@b.io", "subscriptionStatus": "active", "currentPeriodEnd": "2020-02-01T00:00:00Z",
		"tags": []map[string]string{{"key": "a", "value": "b"}}, "limits": map[string]int{"device": 3},
	})
	want := Doc{
		"id": id, "orgId": id, "name": "x", "creationDate": "2020-01-02T02:04:05.000Z", "lastUpdated": "2021-01-02T03:04:05.000Z",
		"planId": "p", "billingEmail": "a@b.io", "subscriptionStatus": "active", "currentPeriodEnd": "2020-02-01T00:00:00.000Z",
		"tags": []Doc{tag("a", "b")}, "isReadOnly": false,
	}
	if id != strings.ToLower(anID24) {
		t.Errorf("got id %s, want lower case", id)
	}
	subset(t, c.Organization(id), want)
	subset(t, c.get(c.org(id)).ok(), want)
	subset(t, object(c.Organization(id), "limits"), Doc{"device": 3, "file": 10000})
	if n := len(object(c.Organization(id), "summary")); n != 30 {
		t.Errorf("got %d summary counts, want 30", n)
	}
	if len(c.Requests()) != 1 {
		t.Error("a change of the control API was recorded as a request")
	}
}

func TestDocumentsAreCopies(t *testing.T) {
	t.Parallel()
	c := start(t)
	doc := Doc{"name": "x", "tags": []Doc{tag("a", "b")}}
	id := c.AddOrganization(doc)
	doc["tags"].([]Doc)[0]["value"] = "changed" //nolint:forcetypeassert // A test may panic.
	for _, doc := range []Doc{c.Organization(id), c.Organizations()[0]} {
		object(doc, "limits")["device"] = 1.0
		list(doc, "tags")[0].(Doc)["value"] = "changed" //nolint:forcetypeassert // A test may panic.
		doc["name"] = "changed"
	}
	subset(t, c.Organization(id), Doc{"name": "x", "tags": []Doc{tag("a", "b")}})
	subset(t, object(c.Organization(id), "limits"), Doc{"device": 100000})
}

func TestEditOrganization(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddOrganization(Doc{"name": "x", "limits": Doc{"device": 3}})
	c.EditOrganization(id, Doc{"limits": Doc{"flow": 4}, "disabledAt": true, "subscriptionStatus": "past_due"})
	subset(t, c.Organization(id), Doc{"disabledAt": now, "subscriptionStatus": "past_due", "lastUpdated": "2026-05-17T13:14:15.162Z"})
	subset(t, object(c.Organization(id), "limits"), Doc{"device": 3, "flow": 4})
	c.EditOrganization(id, Doc{"lastUpdated": "2000-01-01T00:00:00Z"})
	subset(t, c.Organization(id), Doc{"lastUpdated": "2000-01-01T00:00:00.000Z"})
}

func TestRemoveOrganization(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	c.RemoveOrganization(id)
	if c.Organization(id) != nil || len(c.Organizations()) != 0 {
		t.Error("the organization still exists")
	}
	c.get(c.org(id)).expect(http.StatusNotFound)
	for name, f := range map[string]func(){
		"remove": func() { c.RemoveOrganization(id) }, "edit": func() { c.EditOrganization(id, Doc{}) }, "summary": func() { c.SetSummary(id, Doc{}) },
	} {
		if message := panics(t, f); !strings.Contains(message, "Organization was not found") {
			t.Errorf("%s: panicked with %q", name, message)
		}
	}
}

func TestControlPanicsOnInvalidDocuments(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	for words, f := range map[string]func(){
		"name is required":              func() { c.AddOrganization(Doc{}) },
		"nome is not allowed":           func() { c.AddOrganization(Doc{"name": "x", "nome": "x"}) },
		"orgId is not allowed":          func() { c.AddOrganization(Doc{"name": "x", "orgId": id}) },
		"is taken":                      func() { c.AddOrganization(Doc{"name": "x", "id": id}) },
		"Instance was not found":        func() { c.AddOrganization(Doc{"name": "x", "instanceId": anID24}) },
		"limits.device must not exceed": func() { c.AddOrganization(Doc{"name": "x", "limits": Doc{"device": 1e9}}) },
		"unsupported type":              func() { c.AddOrganization(Doc{"name": make(chan int)}) },
		"id is not allowed":             func() { c.EditOrganization(id, Doc{"id": anID24}) },
		"description is the wrong type": func() { c.EditOrganization(id, Doc{"description": nil}) },
		"members is not allowed":        func() { c.EditOrganization(id, Doc{"members": []Doc{}}) },
		"unsupported type: func()":      func() { c.EditOrganization(id, Doc{"name": func() {}}) },
		"unsupported type: complex128":  func() { c.SetSummary(id, Doc{"appCount": 1i}) },
		"memberCount is not allowed":    func() { c.SetSummary(id, Doc{"memberCount": 1}) },
		"appCount is the wrong type":    func() { c.SetSummary(id, Doc{"appCount": "1"}) },
		"appCount is less than minimum": func() { c.SetSummary(id, Doc{"appCount": -1}) },
		"storageStats has additional":   func() { c.SetSummary(id, Doc{"storageStats": Doc{"rows": 1}}) },
		"payloadCount.webhook must be":  func() { c.SetSummary(id, Doc{"payloadCount": Doc{"webhook": 1}}) },
		"payloadCount.timer must be":    func() { c.SetSummary(id, Doc{"payloadCount": Doc{"timer": Doc{"a": "b"}}}) },
	} {
		t.Run(words, func(t *testing.T) {
			t.Parallel()
			if message := panics(t, f); !strings.HasPrefix(message, "mockserver: ") || !strings.Contains(message, words) {
				t.Errorf("panicked with %q", message)
			}
		})
	}
}

// controlled returns a server and a caller of its control API.
func controlled(t *testing.T) (mock, control *caller) {
	t.Helper()
	mock = start(t)
	srv := httptest.NewServer(mock.Control())
	t.Cleanup(srv.Close)
	at := New()
	at.url = srv.URL
	return mock, &caller{Server: at, t: t}
}

func TestControlOverHTTP(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	id := text(control.post("/_control/organizations", Doc{"name": "x", "planId": "p"}).ok(), "id")
	control.patch("/_control/organizations/"+id, Doc{"name": "y"}).ok()
	control.patch("/_control/organizations/"+id+"/summary", Doc{"appCount": 3}).ok()
	user := text(control.post("/_control/organizations/"+id+"/members", Doc{"email": "ada@example.com"}).ok(), "userId")
	control.patch("/_control/instance", Doc{"name": "z"}).ok()

	subset(t, c.Organization(id), Doc{"name": "y", "planId": "p"})
	subset(t, object(c.Organization(id), "summary"), Doc{"appCount": 3, "memberCount": 1})
	subset(t, c.Members(id)[0], Doc{"userId": user})
	subset(t, c.get(c.home()).ok(), Doc{"name": "z"})
	equal(t, control.delete("/_control/organizations/"+id).ok(), Doc{"success": true})
	if c.Organization(id) != nil {
		t.Error("the organization still exists")
	}
}

func TestControlOfPeopleOverHTTP(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	id := c.add("x")
	organization := "/_control/organizations/" + id
	ada := text(control.post("/_control/accounts", Doc{"email": "ada@x.io"}).ok(), "userId")
	control.patch("/_control/accounts/ada@x.io", Doc{"twoFactorAuthEnabled": true}).ok()
	control.post(organization+"/members", Doc{"email": "ada@x.io", "role": "admin"}).ok()
	control.patch(organization+"/members/ADA%40x.io", Doc{"role": "edit"}).ok()
	equal(t, c.Members(id), []Doc{{
		"instanceId": c.InstanceID(), "orgId": id, "userId": ada, "email": "ada@x.io", "role": "edit", "firstName": "ada", "lastName": "",
		"twoFactorAuthEnabled": true, "ssoLinked": false,
	}})

	invited := map[string]string{}
	for _, name := range []string{"bob", "cy", "dee"} {
		invited[name] = text(control.post(organization+"/invitations", Doc{"email": name + "@x.io", "role": "view"}).ok(), "id")
	}
	bob := text(control.post(organization+"/invitations/bob@x.io/accept", nil).ok(), "userId")
	control.post(organization+"/invitations/cy@x.io/expire", Doc{}).ok()
	equal(t, control.delete(organization+"/invitations/dee@x.io").ok(), Doc{"success": true})
	subset(t, c.get(c.members(id)+"/"+bob).ok(), Doc{"email": "bob@x.io", "role": "view"})
	subset(t, c.get(c.invites(id)+"/"+invited["cy"]).ok(), Doc{"hasExpired": true})
	subset(t, c.get(c.invites(id)).ok(), Doc{"count": 1})
	control.delete(organization + "/members/bob@x.io").ok()
	subset(t, c.get(c.members(id)).ok(), Doc{"count": 1})

	subset(t, control.post("/_control/instance/members", Doc{"email": "ada@x.io", "role": "admin"}).ok(), Doc{"userId": ada})
	subset(t, c.InstanceMembers()[0], Doc{"userId": ada, "role": "admin"})
	control.delete("/_control/instance/members/ada@x.io").ok()
	subset(t, c.get(c.home()+"/members").ok(), Doc{"count": 0})
}

func TestControlOfTokensAndRulesOverHTTP(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	const tokens, rules = "/_control/instance/tokens", "/_control/instance/notification-rules"
	id := text(control.post(tokens, Doc{"name": "x", "expirationDate": "2020-01-02T03:04:05Z"}).ok(), "id")
	control.patch(tokens+"/"+id, Doc{"scope": []string{"instance.get"}, "status": "inactive"}).ok()
	subset(t, c.get(c.home()+"/tokens/"+id).ok(), Doc{
		"name": "x", "expirationDate": "2020-01-02T03:04:05.000Z", "scope": []string{"instance.get"}, "status": "inactive",
	})
	equal(t, control.delete(tokens+"/"+id).ok(), Doc{"success": true})
	c.get(c.home() + "/tokens/" + id).expect(http.StatusNotFound)

	id = text(control.post(rules, aRule()).ok(), "id")
	control.patch(rules+"/"+id, Doc{"enabled": false}).ok()
	subset(t, c.get(c.home()+"/notification-rules/"+id).ok(), Doc{"name": "rule", "enabled": false})
	equal(t, control.delete(rules+"/"+id).ok(), Doc{"success": true})
	c.get(c.home() + "/notification-rules/" + id).expect(http.StatusNotFound)
}

func TestControlOfFaults(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	fault := Doc{"method": "GET", "pathPrefix": "/instances", "pathContains": "in", "status": 503, "header": Doc{"Retry-After": []string{"9"}}, "body": "busy", "times": -1, "skip": 1, "latency": "20ms"}
	control.post("/_control/faults", fault).ok()
	c.get(c.home()).ok()
	before := time.Now()
	if r := c.get(c.home()); r.status != 503 || r.body != "busy" || r.header.Get("Retry-After") != "9" || time.Since(before) < 20*time.Millisecond {
		t.Errorf("got %d %q", r.status, r.body)
	}
	control.delete("/_control/faults").ok()
	c.get(c.home()).ok()
}

func TestControlOfRequests(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	c.post(c.orgs()+"?_links=false", `{"name":"x"}`).ok()
	c.post(c.orgs(), "\xff")
	c.get(c.home()).ok()
	doc := control.get("/_control/requests").ok()
	equal(t, doc, Doc{"count": 3, "items": []Doc{
		{"method": "POST", "path": c.orgs(), "query": "_links=false", "status": 200, "body": Doc{"name": "x"}},
		{"method": "POST", "path": c.orgs(), "query": "", "status": 400, "body": "\uFFFD"},
		{"method": "GET", "path": c.home(), "query": "", "status": 200},
	}})
	control.delete("/_control/requests").ok()
	subset(t, control.get("/_control/requests").ok(), Doc{"count": 0, "items": []Doc{}})
}

func TestControlOfAssumptions(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	id := c.add("x")
	c.get(c.org(id)).ok()
	control.patch("/_control/assumptions", Doc{"unset-fields": "omitted", "icon-color-default": "red"}).ok()
	subset(t, c.get(c.org(id)).ok(), Doc{"isReadOnly": nil})
	found := 0
	for _, item := range list(control.get("/_control/assumptions").ok(), "items") {
		s, _ := item.(Doc)
		if s["name"] == "unset-fields" && s["setting"] == "omitted" || s["name"] == "summary" && s["setting"] == "counts" {
			found++
		}
	}
	if found != 2 {
		t.Error("the list does not contain the settings")
	}
	control.patch("/_control/assumptions", Doc{"unset-fields": "returned", "nonsense": "x"}).expect(http.StatusBadRequest)
	subset(t, c.get(c.org(id)).ok(), Doc{"isReadOnly": nil})
}

func TestControlRefusesInvalidRequests(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	id := c.add("x")
	organization, node := "/_control/organizations/"+id, c.AddCustomNode(aNode())
	for i, tc := range []struct {
		method, path, body, words string
		status                    int
	}{
		{"POST", "/_control/organizations", `[]`, "body must be one JSON object", 400},
		{"POST", "/_control/organizations", `{}`, "name is required", 400},
		{"POST", "/_control/organizations", `{"name":"` + strings.Repeat("x", maxBody) + `"}`, "body", 400},
		{"PATCH", organization, `null`, "body must be one JSON object", 400},
		{"PATCH", organization, `{"name":""}`, "name has less length than allowed", 400},
		{"PATCH", "/_control/organizations/" + anID24, `{}`, "Organization was not found", 404},
		{"DELETE", "/_control/organizations/" + anID24, ``, "Organization was not found", 404},
		{"PATCH", organization + "/summary", `{"x":1}`, "x is not allowed", 400},
		{"POST", organization + "/members", `{`, "body must be one JSON object", 400},
		{"POST", organization + "/members", `{}`, "email", 400},
		{"PATCH", organization + "/members/ada@x.io", `{"role":"view"}`, "Member was not found", 404},
		{"DELETE", organization + "/members/ada@x.io", ``, "Member was not found", 404},
		{"POST", organization + "/invitations", `{"role":"view"}`, "email is required", 400},
		{"POST", organization + "/invitations/ada@x.io/accept", ``, "Invite was not found", 404},
		{"POST", organization + "/invitations/ada@x.io/expire", ``, "Invite was not found", 404},
		{"POST", organization + "/invitations/ada@x.io/postpone", ``, "no such control operation", 400},
		{"DELETE", organization + "/invitations/ada@x.io", ``, "Invite was not found", 404},
		{"POST", "/_control/accounts", `{}`, "email is required", 400},
		{"PATCH", "/_control/accounts/ada@x.io", `{}`, "Account was not found", 404},
		{"POST", "/_control/instance/members", `{"email":"ada@x.io","role":"edit"}`, "role must be an enum value", 400},
		{"DELETE", "/_control/instance/members/ada@x.io", ``, "Member was not found", 404},
		{"POST", "/_control/instance/tokens", `{"name":"x","scope":["all.User"]}`, "scope.0 no (or more than one) schemas match", 400},
		{"POST", "/_control/instance/tokens", `{}`, "name is required", 400},
		{"PATCH", "/_control/instance/tokens/" + anID24, `{}`, "API token was not found", 404},
		{"PATCH", "/_control/instance/tokens/" + anID24, `{"token":"x"}`, "token is not allowed", 400},
		{"DELETE", "/_control/instance/tokens/" + anID24, ``, "API token was not found", 404},
		{"POST", "/_control/instance/notification-rules", `{"name":"x"}`, "ruleConfig is required", 400},
		{"PATCH", "/_control/instance/notification-rules/" + anID24, `{}`, "Notification rule was not found", 404},
		{"DELETE", "/_control/instance/notification-rules/" + anID24, ``, "Notification rule was not found", 404},
		{"POST", "/_control/instance/nodes/" + anID24 + "/runs", `{}`, "Custom node was not found", 404},
		{"POST", "/_control/instance/nodes/" + anID24 + "/errors", `{}`, "Custom node was not found", 404},
		{"POST", "/_control/instance/nodes/" + node + "/runs", `{"runCount":"x"}`, "runCount is the wrong type", 400},
		{"POST", "/_control/instance/nodes/" + node + "/errors", `{"message":"x"}`, "message is not allowed", 400},
		{"PATCH", "/_control/instance", `{"x":1}`, "x is not allowed", 400},
		{"POST", "/_control/faults", `{"verb":"GET"}`, "verb", 400},
		{"POST", "/_control/faults", `{"latency":"soon"}`, "latency", 400},
		{"POST", "/_control/faults", `{"status":99}`, "status must be from 200 to 599", 400},
		{"POST", "/_control/faults", ``, "body", 400},
		{"PATCH", "/_control/assumptions", `{"summary":7}`, "assumption summary has no setting", 400},
		{"GET", "/_control/nonsense", ``, "no such control operation", 400},
		{"PUT", "/_control/instance", ``, "no such control operation", 400},
	} {
		t.Run(fmt.Sprintf("%d %s %s", i, tc.method, tc.path), func(t *testing.T) {
			t.Parallel()
			doc := (&caller{control.Server, t, ""}).do(tc.method, tc.path, tc.body).expect(tc.status)
			if !strings.Contains(text(doc, "message"), tc.words) {
				t.Errorf("got %v, want a message with %q", doc, tc.words)
			}
		})
	}
}

func TestSeed(t *testing.T) {
	t.Parallel()
	const n = 250
	a, b := start(t, WithSeed(n)), start(t, WithSeed(n))
	all := a.Organizations()
	equal(t, all, b.Organizations())
	unique, members := map[string]bool{}, 0
	for _, o := range all {
		unique[text(o, "name")] = true
		members += len(a.Members(text(o, "id")))
		if at, updated := text(o, "creationDate"), text(o, "lastUpdated"); at >= updated || updated >= now {
			t.Errorf("an organization was created at %s and updated at %s", at, updated)
		}
	}
	if len(all) != n || len(unique) != n || members <= n {
		t.Errorf("got %d organizations with %d names and %d members", len(all), len(unique), members)
	}
	for name, has := range map[string]func(Doc) bool{
		"banner":      func(o Doc) bool { return o["banner"] != nil },
		"disabled":    func(o Doc) bool { return o["disabledAt"] != false },
		"read-only":   func(o Doc) bool { return o["isReadOnly"] == true },
		"description": func(o Doc) bool { return o["description"] != nil },
		"domains":     func(o Doc) bool { return len(list(o, "whitelistedEmailDomains")) > 0 },
		"devices":     func(o Doc) bool { return number(object(o, "summary"), "deviceCount") > 0 },
	} {
		with := 0
		for _, o := range all {
			if has(o) {
				with++
			}
		}
		if with == 0 || (with == n && name != "devices") {
			t.Errorf("%d of %d organizations have %s", with, n, name)
		}
	}
	if len(a.Requests()) != 0 {
		t.Error("the seed was recorded as requests")
	}
}
