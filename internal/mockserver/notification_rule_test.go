package mockserver

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// aRule returns the required fields of a notification rule.
func aRule() Doc {
	return Doc{
		"name": "rule", "targetType": "organization", "targetQueryJson": "{}",
		"ruleConfig": Doc{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit", "threshold": 80.5},
	}
}

func TestNotificationRuleLifecycle(t *testing.T) {
	t.Parallel()
	c := start(t)
	list := c.home() + "/notification-rules"
	token := c.InstanceTokens()[0]["id"]
	body := aRule()
	body["description"], body["callbackUrl"] = "d", "https://x.io/hook"
	body["emailConfig"] = Doc{"subjectTemplate": "s", "bodyTemplate": "b", "sendToTarget": "admins", "sendToAddresses": []string{"Ada@x.io"}}
	created := c.post(list+"?_links=false", body).expect(http.StatusCreated)
	id := text(created, "id")
	want := Doc{
		"id": id, "notificationRuleId": id, "ownerId": c.InstanceID(), "ownerType": "instance", "creationDate": now, "lastUpdated": now,
		"createdById": token, "createdByType": "apiToken", "lastUpdatedById": token, "lastUpdatedByType": "apiToken",
		"name": "rule", "description": "d", "enabled": true, "targetType": "organization", "targetQueryJson": "{}", "callbackUrl": "https://x.io/hook",
		"emailConfig": Doc{"subjectTemplate": "s", "bodyTemplate": "b", "sendToTarget": "admins", "sendToOwner": "none", "sendToAddresses": []string{"Ada@x.io"}},
		"ruleConfig":  Doc{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit", "threshold": 80.5, "maxFrequency": "billingCycle"},
	}
	equal(t, created, want)
	equal(t, c.get(list+"/"+id+"?_links=false").ok(), want)
	equal(t, c.NotificationRules(), []Doc{want})
	subset(t, c.get(list+"/"+strings.ToUpper(id)).ok(), Doc{"_type": "notificationRule", "_links": Doc{"self": Doc{"href": list + "/" + id}}})
	c.AddNotificationRule(Doc{"name": "Another", "ruleConfig": aRule()["ruleConfig"]})
	subset(t, c.get(list).ok(), Doc{"_type": "notificationRules", "count": 2, "totalCount": 2, "page": 0, "perPage": 100, "ownerId": c.InstanceID(), "ownerType": "instance"})
	for query, want := range map[string]string{"": "Another rule", "?sortField=id": "rule Another", "?filterField=name&filter=R*": "rule", "?page=1&perPage=1": "rule"} {
		if got := names(c.get(list+query).ok(), "name"); got != want {
			t.Errorf("%q: got %s, want %s", query, got, want)
		}
	}

	user := c.as(c.AddUserToken())
	changed := user.patch(list+"/"+id, Doc{"enabled": false, "emailConfig": nil, "targetQueryJson": `{"name":"x"}`}).ok()
	subset(t, changed, Doc{
		"enabled": false, "emailConfig": nil, "targetQueryJson": `{"name":"x"}`, "callbackUrl": "https://x.io/hook", "lastUpdated": "2026-05-17T13:14:15.162Z",
		"createdById": token, "lastUpdatedByType": "user",
	})
	equal(t, c.get(list+"/"+id).ok(), changed)
	equal(t, c.delete(list+"/"+id).ok(), Doc{"success": true})
	for _, r := range []*result{c.get(list + "/" + id), c.patch(list+"/"+id, Doc{}), c.delete(list + "/" + id)} {
		r.expectError(http.StatusNotFound, "NotFound", "Notification rule was not found")
	}
}

func TestNotificationRuleBodies(t *testing.T) {
	t.Parallel()
	c := start(t, With("validation-words", "newer"))
	list := c.home() + "/notification-rules"
	path := list + "/" + c.AddNotificationRule(aRule())
	const required, config = `"name":"x","targetType":"organization","targetQueryJson":"{}"`, `"ruleType":"payloadUsage","thresholdType":"percentOfLimit"`
	for _, tc := range []struct{ method, path, body, words string }{
		{"POST", list, ``, "notificationRule is required"},
		{"POST", list, `{` + required + `}`, "ruleConfig is required"},
		{"POST", list, `{"name":"x","targetType":"organization","ruleConfig":{` + config + `,"threshold":1}}`, "targetQueryJson is required"},
		{"POST", list, `{"name":"x","targetQueryJson":"{}","ruleConfig":{` + config + `,"threshold":1}}`, "targetType is required"},
		{"PATCH", path, `{"targetType":"organization"}`, "targetType is an additional property"},
		{"PATCH", path, `{"targetQueryJson":"[]"}`, "query must be a JSON object"},
		{"PATCH", path, `{"targetQueryJson":"{\"color\":1}"}`, "targetQueryJson: query.color is not allowed"},
		{"PATCH", path, `{"targetQueryJson":{}}`, "targetQueryJson is the wrong type"},
		{"PATCH", path, `{"targetQueryJson":"` + strings.Repeat(" ", 8193) + `"}`, "targetQueryJson has longer length than allowed"},
		{"PATCH", path, `{"ruleConfig":null}`, "ruleConfig is the wrong type"},
		{"PATCH", path, `{"ruleConfig":{` + config + `}}`, "ruleConfig.threshold is required"},
		{"PATCH", path, `{"ruleConfig":{` + config + `,"threshold":1000.5}}`, "ruleConfig.threshold is more than maximum"},
		{"PATCH", path, `{"ruleConfig":{` + config + `,"threshold":-0.5}}`, "ruleConfig.threshold is less than minimum"},
		{"PATCH", path, `{"ruleConfig":{` + config + `,"threshold":"1"}}`, "ruleConfig.threshold is the wrong type"},
		{"PATCH", path, `{"ruleConfig":{` + config + `,"threshold":1,"maxFrequency":"unlimited"}}`, "ruleConfig.maxFrequency must be one of: "},
		{"PATCH", path, `{"emailConfig":{"subjectTemplate":"s"}}`, "emailConfig.bodyTemplate is required"},
		{"PATCH", path, `{"emailConfig":{"subjectTemplate":"","bodyTemplate":""}}`, "emailConfig.subjectTemplate has less length than allowed"},
		{"PATCH", path, `{"emailConfig":{"subjectTemplate":"s","bodyTemplate":"","sendToAddresses":["x"]}}`, "emailConfig.sendToAddresses.0 must be email format"},
		{"PATCH", path, `{"callbackUrl":"x"}`, "callbackUrl must be uri format"},
		{"PATCH", path, `{"enabled":null}`, "enabled is the wrong type"},
		{"GET", list + "/7", ``, "notificationRuleId pattern mismatch"},
	} {
		c.do(tc.method, tc.path, tc.body).expectError(http.StatusBadRequest, "Validation", tc.words)
	}
	equal(t, len(c.NotificationRules()), 1)
}

func TestControlOfNotificationRules(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddNotificationRule(aRule())
	c.EditNotificationRule(id, Doc{"name": "y", "creationDate": "2020-01-01T01:00:00+01:00"})
	subset(t, c.NotificationRules()[0], Doc{"name": "y", "creationDate": "2020-01-01T00:00:00.000Z"})
	c.RemoveNotificationRule(id)
	c.get(c.home() + "/notification-rules/" + id).expect(http.StatusNotFound)
	if message := panics(t, func() { c.RemoveNotificationRule(id) }); !strings.Contains(message, "was not found") {
		t.Errorf("panicked with %q", message)
	}
}

// A read is not audited, even if it needs a scope that allows changes.
func TestReadsAreNotAudited(t *testing.T) {
	t.Parallel()
	c := start(t)
	c.get(c.home() + "/notification-rules/" + c.AddNotificationRule(aRule()) + "/logs").ok()
	c.post(c.home()+"/generateReport", Doc{}).expect(http.StatusAccepted)
	equal(t, len(c.AuditLog()), 0)
}

var notificationRuleSuccesses = []success{
	{"instanceNotificationRules.get", "GET {home}/notification-rules", nil, 200},
	{"instanceNotificationRules.post", "POST {home}/notification-rules", aRule(), 201},
	{"instanceNotificationRule.get", "GET {home}/notification-rules/{id}", nil, 200},
	{"instanceNotificationRule.logs", "GET {home}/notification-rules/{id}/logs", nil, 200},
	{"instanceNotificationRule.evaluate", "POST {home}/notification-rules/{id}/evaluate", Doc{}, 202},
	{"instanceNotificationRule.patch", "PATCH {home}/notification-rules/{id}", Doc{}, 200},
	{"instanceNotificationRule.delete", "DELETE {home}/notification-rules/{id}", Doc{}, 200},
}

var notificationRuleScenarios = map[string]scenario{
	"rule-callback-clear": {func(c *caller) string {
		rule := aRule()
		rule["callbackUrl"] = nil
		created := c.post(c.home()+"/notification-rules", rule).expect(http.StatusCreated)
		path := c.home() + "/notification-rules/" + text(created, "id")
		c.patch(path, Doc{"callbackUrl": "https://x.io"}).ok()
		return strings.Join([]string{
			lookUp(created, "callbackUrl"), observed(c.patch(path, Doc{"callbackUrl": ""}), "callbackUrl"), observed(c.patch(path, Doc{"callbackUrl": nil}), "callbackUrl"),
		}, " ")
	}, map[string]string{"omitted": "absent absent absent", "empty": `"" "" ""`, "null": "null null null"}},
	"rule-defaults": {func(c *caller) string {
		rule := aRule()
		rule["emailConfig"] = Doc{"subjectTemplate": "s", "bodyTemplate": ""}
		doc := c.post(c.home()+"/notification-rules", rule).expect(http.StatusCreated)
		return lookUp(doc, "enabled") + " " + lookUp(doc, "ruleConfig", "maxFrequency") + " " + lookUp(doc, "emailConfig", "sendToOwner")
	}, map[string]string{"filled": `true "billingCycle" "none"`, "absent": "absent absent absent"}},
	"rule-evaluation": {func(c *caller) string {
		path := c.home() + "/notification-rules/" + c.AddNotificationRule(aRule())
		c.SetSummary(c.AddOrganization(Doc{"name": "x", "limits": Doc{"payload": 10}}), Doc{"payloadCount": Doc{"webhook": Doc{"public.rest": 9}}})
		c.post(path+"/evaluate", Doc{}).expect(http.StatusAccepted)
		var counts []string
		for range 3 {
			var items []any
			must(0, json.Unmarshal([]byte(c.get(path+"/logs?limit=5").body), &items))
			counts = append(counts, strconv.Itoa(len(items)))
		}
		return strings.Join(counts, " ")
	}, map[string]string{"at-once": "1 1 1", "two-reads": "0 0 1"}},
	"rule-deliveries-since": {func(c *caller) string {
		rule := c.AddNotificationRule(aRule())
		c.AddDelivery(rule, Doc{"sentAt": "1970-01-01T00:00:01.000Z"})
		c.AddDelivery(rule, Doc{"sentAt": "1970-01-01T00:00:02.000Z"})
		return strconv.Itoa(strings.Count(c.get(c.home()+"/notification-rules/"+rule+"/logs?limit=10&since=1000").body, "sentAt"))
	}, map[string]string{"included": "2", "excluded": "1"}},
	"rule-email-clear": {func(c *caller) string {
		rule := aRule()
		rule["emailConfig"] = Doc{"subjectTemplate": "s", "bodyTemplate": ""}
		path := c.home() + "/notification-rules/" + c.AddNotificationRule(rule)
		return observed(c.patch(path, Doc{"emailConfig": nil}), "emailConfig") + " " + observed(c.get(path), "emailConfig")
	}, map[string]string{"omitted": "absent absent", "null": "null null"}},
	"rule-impossible-query": {func(c *caller) string {
		var out []string
		for _, query := range []string{
			`{"id":{"$in":[]}}`, `{"$and":[{"name":"x"},{"$or":[]}]}`, `{"$or":[{"id":{"$in":[]}},{"name":"x"}]}`, `{"name":{"$nin":[]}}`,
		} {
			rule := aRule()
			rule["targetQueryJson"] = query
			out = append(out, observed(c.post(c.home()+"/notification-rules", rule), "_type"))
		}
		return strings.Join(out, " ")
	}, map[string]string{
		"refused": `400 400 "notificationRule" "notificationRule"`, "accepted": `"notificationRule" "notificationRule" "notificationRule" "notificationRule"`,
	}},
	"rule-patch": {func(c *caller) string {
		rule := aRule()
		object(rule, "ruleConfig")["maxFrequency"] = "daily"
		path := c.home() + "/notification-rules/" + c.AddNotificationRule(rule)
		return observed(c.patch(path, Doc{"ruleConfig": aRule()["ruleConfig"]}), "ruleConfig", "maxFrequency")
	}, map[string]string{"replace": `"billingCycle"`, "merge": `"daily"`}},
	"rule-query-text": {func(c *caller) string {
		rule := aRule()
		rule["targetQueryJson"] = `{ "name": "x", "id": null }`
		return observed(c.post(c.home()+"/notification-rules", rule), "targetQueryJson")
	}, map[string]string{"kept": `"{ \"name\": \"x\", \"id\": null }"`, "rewritten": `"{\"id\":null,\"name\":\"x\"}"`}},
}
