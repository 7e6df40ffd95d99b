package mockserver

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

func (c *caller) audits() string { return "/instance/" + c.InstanceID() + "/audit-logs" }

// logged returns the newest entry of the audit log from the list.
func (c *caller) logged(query string) Doc {
	c.t.Helper()
	return first(c.t, c.get(c.audits()+query).ok())
}

// An entry contains the actor, the request, the response and the target.
func TestWritesAreAudited(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddOrganization(Doc{"name": "Acme"})
	user := c.AddMember(id, Doc{"email": "ada@x.io", "role": "admin"})
	c.AddMember(id, Doc{"email": "root@x.io", "role": "admin"})
	c.AddInstanceMember(Doc{"email": "root@x.io", "role": "admin"})
	account := c.AddAccount(Doc{"email": "new@x.io"})
	invitation := c.Invite(id, Doc{"email": "bob@x.io"})
	organization := Doc{"primaryTargetType": "Organization", "primaryTargetId": id, "primaryTargetName": "Acme"}
	invited := Doc{"secondaryTargetType": "OrgInvite", "secondaryTargetId": invitation, "secondaryTargetName": "bob@x.io"}
	newMember := Doc{"primaryTargetType": "User", "primaryTargetId": account, "primaryTargetName": "new@x.io"}
	apiToken, rule := c.AddInstanceToken(Doc{"name": "ci"}), c.AddNotificationRule(aRule())
	tokenTarget := Doc{"primaryTargetType": "ApiToken", "primaryTargetId": apiToken, "primaryTargetName": "ci"}
	ruleTarget := Doc{"primaryTargetType": "NotificationRule", "primaryTargetId": rule, "primaryTargetName": "rule"}
	node := c.AddCustomNode(Doc{"name": "node"})
	nodeTarget := Doc{"primaryTargetType": "InstanceCustomNode", "primaryTargetId": node, "primaryTargetName": "node"}
	for _, tc := range []struct {
		method, path, body, operation string
		ids                           Doc
		targets                       []Doc
	}{
		{"PATCH", c.home(), `{"mfaMode":"required"}`, "instance.patch", Doc{}, []Doc{{"primaryTargetId": nil, "primaryTargetType": nil}}},
		{"POST", c.orgs(), `{"name":"New"}`, "organizations.post", Doc{}, []Doc{{"primaryTargetName": "New"}}},
		{"PATCH", c.org(id), `{"description":"d"}`, "organization.patch", Doc{"organizationId": id}, []Doc{organization}},
		{"POST", c.members(id), `{"email":"new@x.io","role":"view"}`, "organizationMembers.post", Doc{"organizationId": id}, []Doc{organization}},
		{"PATCH", c.members(id) + "/" + user, `{"role":"edit"}`, "organizationMember.patch", Doc{"organizationId": id, "userId": user}, []Doc{organization}},
		{"DELETE", c.members(id) + "/" + user, ``, "organizationMember.delete", Doc{"organizationId": id, "userId": user}, []Doc{organization, {"secondaryTargetId": nil}}},
		{"POST", c.invites(id), `{"email":"cy@x.io","role":"view"}`, "organizationInvites.post", Doc{"organizationId": id}, []Doc{organization, {"secondaryTargetName": "cy@x.io"}}},
		{"POST", c.invites(id) + "/" + invitation, `{}`, "organizationInvite.resendInvite", Doc{"organizationId": id, "inviteId": invitation}, []Doc{organization, invited}},
		{"DELETE", c.invites(id) + "/" + invitation, ``, "organizationInvite.delete", Doc{"organizationId": id, "inviteId": invitation}, []Doc{organization, invited}},
		{"POST", c.home() + "/members", `{"email":"new@x.io","role":"view"}`, "instanceMembers.post", Doc{}, []Doc{newMember}},
		{"PATCH", c.home() + "/members/" + account, `{"role":"admin"}`, "instanceMember.patch", Doc{"userId": account}, []Doc{newMember}},
		{"DELETE", c.home() + "/members/" + account, ``, "instanceMember.delete", Doc{"userId": account}, []Doc{newMember}},
		{"DELETE", c.org(id), `{}`, "organization.delete", Doc{"organizationId": id}, []Doc{organization}},
		{"PATCH", c.home() + "/tokens/" + apiToken, `{"status":"inactive"}`, "instanceApiToken.patch", Doc{"apiTokenId": apiToken}, []Doc{tokenTarget}},
		{"DELETE", c.home() + "/tokens/" + apiToken, ``, "instanceApiToken.delete", Doc{"apiTokenId": apiToken}, []Doc{tokenTarget}},
		{"POST", c.home() + "/notification-rules", string(marshal(aRule())), "instanceNotificationRules.post", Doc{}, []Doc{{"primaryTargetName": "rule"}}},
		{"PATCH", c.home() + "/notification-rules/" + rule, `{"enabled":false}`, "instanceNotificationRule.patch", Doc{"notificationRuleId": rule}, []Doc{ruleTarget}},
		{"DELETE", c.home() + "/notification-rules/" + rule, ``, "instanceNotificationRule.delete", Doc{"notificationRuleId": rule}, []Doc{ruleTarget}},
		{"POST", c.home() + "/nodes", `{"name":"n","triggers":[],"nodes":[]}`, "instanceCustomNodes.post", Doc{}, []Doc{{"primaryTargetName": "n"}}},
		{"PATCH", c.home() + "/nodes/" + node, `{"category":"data"}`, "instanceCustomNode.patch", Doc{"instanceCustomNodeId": node}, []Doc{nodeTarget}},
		{"DELETE", c.home() + "/nodes/" + node, ``, "instanceCustomNode.delete", Doc{"instanceCustomNodeId": node}, []Doc{nodeTarget}},
	} {
		r := c.do(tc.method, tc.path, tc.body)
		response := r.expect(r.status)
		resource, action, _ := strings.Cut(tc.operation, ".")
		body := Doc{}
		if tc.body != "" {
			body = bodyDoc(t, tc.body)
		}
		entry := c.logged("")
		subset(t, entry, Doc{
			"requestResource": resource, "requestAction": action, "requestPathParams": tc.ids, "requestBody": body, "requestQueryParams": Doc{},
			"responseStatus": r.status, "responseBody": response, "actorType": "ApiToken", "instanceId": c.InstanceID(), "creationDate": now,
		})
		for _, target := range tc.targets {
			subset(t, entry, target)
		}
	}
	if n := len(c.AuditLog()); n != 21 {
		t.Errorf("got %d entries, want 21", n)
	}
}

// A response with a secret is in the log without the secret.
func TestSecretsAreNotAudited(t *testing.T) {
	t.Parallel()
	c := start(t)
	created := c.post(c.home()+"/tokens", Doc{"name": "ci"}).expect(http.StatusCreated)
	secret := text(created, "token")
	entry := c.logged("")
	subset(t, entry, Doc{"requestAction": "post", "primaryTargetType": "ApiToken", "primaryTargetId": created["id"], "primaryTargetName": "ci"})
	equal(t, object(entry, "responseBody")["token"], "[redacted]")
	c.AuditAs("eve@x.io")
	id := c.AddInstanceToken(Doc{"name": "other"})
	if log := string(marshal(c.AuditLog())); len(secret) == 0 || strings.Contains(log, secret) || strings.Contains(log, c.tokenByID(id).secret) {
		t.Errorf("the log contains a secret: %s", log)
	}
}

func bodyDoc(t *testing.T, body string) Doc {
	t.Helper()
	doc, err := document([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestOnlyChangesAreAudited(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	c.get(c.org(id)).ok()
	c.get(c.audits()).ok()
	c.post(c.home()+"/generateReport", Doc{}).expect(http.StatusAccepted)
	c.patch(c.org(id), Doc{"name": ""}).expect(http.StatusBadRequest)
	c.as(c.AddToken("all.Instance.read")).patch(c.org(id), Doc{"name": "y"}).expect(http.StatusForbidden)
	c.EditOrganization(id, Doc{"name": "z"})
	equal(t, c.get(c.audits()).ok()["totalCount"], 0)
}

// A change has its effect, and its entry, even if the response is lost.
func TestLostResponsesAreAudited(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.Fail(ResetAfter())
	if _, err := c.try("POST", c.orgs(), Doc{"name": "x"}); err == nil {
		t.Fatal("got a response, want a reset")
	}
	subset(t, c.logged(""), Doc{"primaryTargetName": "x"})
}

func TestAuditLogContainsUsers(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.as(c.AddUserToken()).patch(c.org(c.add("x"))+"?summaryInclude=eventCount", Doc{"name": "y"}).ok()
	entry := c.logged("")
	subset(t, entry, Doc{"actorType": "User", "actorName": "user-1@example.com", "requestQueryParams": Doc{"summaryInclude": "eventCount"}})
	equal(t, c.get(c.audits() + "/" + text(entry, "id")).ok()["actorId"], entry["actorId"])
	c.get(c.audits()+"/"+strings.Repeat("0", 24)).expectError(http.StatusNotFound, "NotFound", "Audit log")
}

// A change of the control API is recorded as the operation that it stands for, by the person that AuditAs sets.
func TestAuditAs(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	c.AddAccount(Doc{"email": "eve@x.io"})
	control.patch("/_control/audit-as", Doc{"email": "Eve@x.io"}).ok()
	id := c.add("x")
	var apiToken, rule, node string
	for _, step := range []struct {
		do   func()
		want string
	}{
		{func() {}, "organizations post x"},
		{func() { c.EditOrganization(id, Doc{"name": "y"}) }, "organization patch y"},
		{func() { c.AddMember(id, Doc{"email": "ada@x.io"}) }, "organizationMembers post y"},
		{func() { c.EditMember(id, "ada@x.io", Doc{"role": "edit"}) }, "organizationMember patch y"},
		{func() { c.RemoveMember(id, "ada@x.io") }, "organizationMember delete y"},
		{func() { c.Invite(id, Doc{"email": "bob@x.io"}) }, "organizationInvites post y"},
		{func() { c.RevokeInvitation(id, "bob@x.io") }, "organizationInvite delete y"},
		{func() { c.EditInstance(Doc{"mfaMode": "required"}) }, "instance patch "},
		{func() { c.AddInstanceMember(Doc{"email": "ada@x.io"}) }, "instanceMembers post ada@x.io"},
		{func() { c.RemoveInstanceMember("ada@x.io") }, "instanceMember delete ada@x.io"},
		{func() { c.RemoveOrganization(id) }, "organization delete y"},
		{func() { apiToken = c.AddInstanceToken(Doc{"name": "ci"}) }, "instanceApiTokens post ci"},
		{func() { c.EditToken(apiToken, Doc{"name": "cd"}) }, "instanceApiToken patch cd"},
		{func() { c.RemoveToken(apiToken) }, "instanceApiToken delete cd"},
		{func() { rule = c.AddNotificationRule(aRule()) }, "instanceNotificationRules post rule"},
		{func() { c.EditNotificationRule(rule, Doc{"name": "r"}) }, "instanceNotificationRule patch r"},
		{func() { c.RemoveNotificationRule(rule) }, "instanceNotificationRule delete r"},
		{func() { node = c.AddCustomNode(Doc{"name": "node"}) }, "instanceCustomNodes post node"},
		{func() { c.EditCustomNode(node, Doc{"name": "n"}) }, "instanceCustomNode patch n"},
		{func() { c.RemoveCustomNode(node) }, "instanceCustomNode delete n"},
	} {
		step.do()
		entry := c.logged("")
		got := fmt.Sprintf("%s %s %s", entry["requestResource"], entry["requestAction"], text(entry, "primaryTargetName"))
		if got != step.want {
			t.Errorf("got the entry %q, want %q", got, step.want)
		}
		subset(t, entry, Doc{"actorType": "User", "actorName": "eve@x.io"})
	}
	n := len(c.AuditLog())
	control.patch("/_control/audit-as", Doc{}).ok()
	c.add("z")
	if got := len(c.AuditLog()); got != n {
		t.Errorf("got %d entries, want %d", got, n)
	}
	c.AuditAs("new@x.io")
	c.add("z")
	subset(t, c.logged(""), Doc{"actorName": "new@x.io"})
	control.patch("/_control/audit-as", Doc{"email": "invalid"}).expectError(http.StatusBadRequest, "Validation", "email must be email format")
}

func TestAuditFilter(t *testing.T) {
	t.Parallel()
	var clock hours
	c := start(t, WithClock(clock.now))
	one, two := c.add("one"), c.add("two")
	c.patch(c.org(one), Doc{"name": "uno"}).ok()
	clock.passed.Add(1)
	c.AuditAs("eve@x.io")
	c.EditOrganization(two, Doc{"name": "dos"})
	clock.passed.Add(1)
	c.Invite(two, Doc{"email": "bob@x.io"})
	at := func(h int) string { return strconv.FormatInt(testTime.Add(time.Duration(h)*time.Hour).UnixMilli(), 10) }
	for query, want := range map[string]string{
		"": "bob dos uno",
		"auditLogFilter[primaryTarget][0][id]=" + one:                                                "uno",
		"auditLogFilter%5BprimaryTarget%5D%5B0%5D%5Bid%5D=" + strings.ToUpper(one):                   "uno",
		"auditLogFilter[primaryTarget][0][type]=User":                                                "",
		"auditLogFilter[primaryTarget][0][name]=dos&auditLogFilter[primaryTarget][1][id]=" + one:     "bob dos uno",
		"auditLogFilter[primaryTarget][0][name]=dos&auditLogFilter[primaryTarget][0][id]=" + one:     "",
		"auditLogFilter[secondaryTarget][0][type]=OrgInvite":                                         "bob",
		"auditLogFilter[actor][0][name]=eve@x.io":                                                    "bob dos",
		"auditLogFilter[actor][0][type]=ApiToken&auditLogFilter[actor][1][type]=User":                "bob dos uno",
		"auditLogFilter[actor][0][type]=User&auditLogFilter[primaryTarget][0][id]=" + one:            "",
		"auditLogFilter[request][0][resource]=organization&auditLogFilter[request][0][action]=patch": "dos uno",
		"auditLogFilter[request][0][action]=delete":                                                  "",
		"auditLogFilter[responseCode][0]=200":                                                        "bob dos uno",
		"auditLogFilter[responseCode][0]=404&auditLogFilter[responseCode][1]=500":                    "",
		"start=" + at(1):                           "bob dos",
		"end=" + at(1):                             "dos uno",
		"start=" + at(1) + "&end=" + at(1):         "dos",
		"sortDirection=asc":                        "uno dos bob",
		"sortField=actorName&sortDirection=asc":    "uno dos bob",
		"sortField=responseStatus":                 "bob dos uno",
		"perPage=2":                                "bob dos",
		"perPage=2&page=1":                         "uno",
		"perPage=2&page=2":                         "",
		"_links=false&sortDirection=asc&perPage=1": "uno",
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, item := range list((&caller{c.Server, t, c.token}).get(c.audits()+"?"+query).ok(), "items") {
				entry, _ := item.(Doc)
				name := text(object(entry, "requestBody"), "name")
				if name == "" {
					name = "bob"
				}
				got = append(got, name)
			}
			if shown := strings.Join(got, " "); shown != want {
				t.Errorf("got %q, want %q", shown, want)
			}
		})
	}
	page := c.get(c.audits() + "?perPage=2").ok()
	subset(t, page, Doc{"count": 2, "totalCount": 3, "page": 0, "perPage": 2, "sortField": "creationDate", "sortDirection": "desc", "instanceId": c.InstanceID()})
}

func TestAuditFilterIsStrict(t *testing.T) {
	t.Parallel()
	c := start(t)
	for query, words := range map[string]string{
		`auditLogFilter={"actor":[]}`:                                       "auditLogFilter is the wrong type",
		"auditLogFilter[actor]=x":                                           "is not of the form",
		"auditLogFilter[actor][a][id]=x":                                    "is not of the form",
		"auditLogFilter[actor][0][id][x]=x":                                 "is not of the form",
		"auditLogFilter[unknown][0][id]=" + anID24:                          "auditLogFilter has additional properties",
		"auditLogFilter[actor][0][id]=x":                                    "id pattern mismatch",
		"auditLogFilter[actor][0][email]=x":                                 "has additional properties",
		"auditLogFilter[actor][0][type]=Organization":                       "type must be an enum value",
		"auditLogFilter[actor][0]=x":                                        "is the wrong type",
		"auditLogFilter[responseCode][0]=99":                                "is less than minimum",
		"auditLogFilter[responseCode][0]=ok":                                "is the wrong type",
		"auditLogFilter[responseCode][0][x]=200":                            "is the wrong type",
		"auditLogFilter[actor][0]=x&auditLogFilter[actor][0][id]=" + anID24: "item 0 twice",
		"auditLogFilter[actor][0][name]=x&auditLogFilter[actor][0][name]=y": "is the wrong type",
		"start=yesterday":                                                   "start must be a whole number",
		"sortField=name":                                                    "sortField must be an enum value",
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			(&caller{c.Server, t, c.token}).get(c.audits()+"?"+query).expectError(http.StatusBadRequest, "Validation", words)
		})
	}
}

// The log drops its oldest entries and stays in order.
func TestAuditLogHasAMaximumLength(t *testing.T) {
	t.Parallel()
	s := New()
	for i := range maxAudits + 5 {
		s.recordChange(s.instance, auditEvent{operation: "instance.patch", body: Doc{"n": i}, ids: Doc{}})
	}
	log := s.instance.audits
	if len(log) != maxAudits {
		t.Fatalf("got %d entries", len(log))
	}
	equal(t, log[0]["requestBody"], Doc{"n": 5})
	equal(t, log[maxAudits-1]["requestBody"], Doc{"n": maxAudits + 4})
}

// Each instance has its own log, and no log contains the secret of a token.
func TestAuditLogsAreSeparate(t *testing.T) {
	t.Parallel()
	c := start(t)
	other := c.AddInstance(Doc{"name": "Other"})
	user := c.as(c.AddUserToken())
	user.patch("/instances/"+other, Doc{"mfaMode": "required"}).ok()
	equal(t, c.get(c.audits()).ok()["count"], 0)
	equal(t, user.get("/instance/" + other + "/audit-logs").ok()["count"], 1)
	c.get("/instance/"+other+"/audit-logs").expectError(http.StatusNotFound, "NotFound", "Instance")
	c.get(c.home() + "/audit-logs").expect(http.StatusMethodNotAllowed)
	created := Doc{"id": "x", "token": "s3cret"}
	if got := string(redacted(created)); strings.Contains(got, "s3cret") || created["token"] != "s3cret" {
		t.Errorf("got %s and changed the document to %v", got, created)
	}
}

func TestGenerateReport(t *testing.T) {
	t.Parallel()
	c := start(t)
	path := c.home() + "/generateReport"
	full := Doc{
		"email": "a@x.io", "callbackUrl": "https://x.io/hook", "resourceGroupBy": "organization", "dateGroupBy": "month",
		"includeSandbox": false, "start": "2020-01-01T00:00:00.000Z", "end": "2020-01-31T11:59:59.999Z",
	}
	ids := map[string]bool{}
	for _, body := range []any{full, Doc{}, nil} {
		doc := c.post(path, body).expect(http.StatusAccepted)
		subset(t, doc, Doc{"success": true, "jobQueued": true})
		if id := text(doc, "jobId"); id == "" || len(id) > 21 {
			t.Errorf("invalid job id %q", id)
		}
		ids[text(doc, "jobId")] = true
	}
	if len(ids) != 3 {
		t.Errorf("the job ids are not unique: %v", ids)
	}
	for field, wrong := range map[string]any{
		"email": "invalid", "callbackUrl": "hook", "resourceGroupBy": "device", "dateGroupBy": "week", "includeSandbox": "no",
		"start": "yesterday", "end": 5,
	} {
		body := maps.Clone(full)
		body[field] = wrong
		c.post(path, body).expectError(http.StatusBadRequest, "Validation", field)
	}
}

var auditLogSuccesses = []success{
	{"instance.patch", "PATCH {home}", Doc{}, 200},
	{"instanceAuditLogs.get", "GET /instance/{instance}/audit-logs", nil, 200},
	{"instanceAuditLog.get", "GET /instance/{instance}/audit-logs/{id}", nil, 200},
}

var auditLogScenarios = map[string]scenario{
	"audit-bodies": {func(c *caller) string {
		c.patch(c.org(c.add("x")), Doc{"name": "y"}).ok()
		return lookUp(c.logged(""), "requestBody") + " " + lookUp(c.logged("?_links=false"), "responseBody", "name")
	}, map[string]string{"kept": `{"name":"y"} "y"`, "omitted": "{} absent"}},
	"audit-failures": {func(c *caller) string {
		c.EditInstance(Doc{"allowAuditLogging": false})
		path := c.org(c.add("x"))
		c.patch(path, Doc{"name": "y"}).ok()
		c.patch(path, Doc{"auditLogEnabled": true}).expect(http.StatusBadRequest)
		return lookUp(c.logged(""), "responseStatus") + " " + lookUp(c.logged(""), "responseBody", "type")
	}, map[string]string{"omitted": "200 absent", "logged": `400 "Validation"`}},
	"audit-member-target": {func(c *caller) string {
		id := c.add("x")
		c.post(c.members(id), Doc{"userId": c.AddAccount(Doc{"email": "ada@x.io"}), "role": "view"}).ok()
		return lookUp(c.logged(""), "primaryTargetType") + " " + lookUp(c.logged(""), "primaryTargetName")
	}, map[string]string{"Organization": `"Organization" "x"`, "User": `"User" "ada@x.io"`}},
	"audit-names": {func(c *caller) string {
		id := c.add("x")
		c.delete(c.org(id)).ok()
		entry := c.logged("")
		return strings.Join([]string{
			lookUp(entry, "requestResource"), lookUp(entry, "requestAction"), strings.NewReplacer(id, "ORG", c.InstanceID(), "INSTANCE").Replace(lookUp(entry, "requestPathParams")),
		}, " ")
	}, map[string]string{
		"documented": `"organization" "delete" {"organizationId":"ORG"}`,
		"client":     `"instanceOrg" "delete" {"instanceId":"INSTANCE","orgId":"ORG"}`,
	}},
}

func TestControlAs(t *testing.T) {
	t.Parallel()
	c := start(t)
	srv := httptest.NewServer(c.ControlAs("manager@x.io"))
	t.Cleanup(srv.Close)
	at := New()
	at.url = srv.URL
	control := &caller{Server: at, t: t}
	id := text(control.post("/_control/organizations", Doc{"name": "x"}).ok(), "id")
	c.EditOrganization(id, Doc{"name": "y"}) // Not recorded, because nobody is set by AuditAs.
	entries := c.AuditLog()
	if len(entries) != 1 {
		t.Fatalf("got %d entries", len(entries))
	}
	subset(t, entries[0], Doc{"actorType": "User", "actorName": "manager@x.io", "primaryTargetId": id})
}
