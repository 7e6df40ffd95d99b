package mockserver

import (
	"net/http"
	"strings"
	"time"
)

// administrationActs are those of API tokens and notification rules.
var administrationActs = map[string]act{
	"rule-callback-clear": {func(c *caller) string {
		rule := aRule()
		rule["callbackUrl"] = nil
		made := c.post(c.home()+"/notification-rules", rule).is(http.StatusCreated)
		path := c.home() + "/notification-rules/" + text(made, "id")
		c.patch(path, Doc{"callbackUrl": "https://x.io"}).ok()
		return strings.Join([]string{
			lookUp(made, "callbackUrl"), observed(c.patch(path, Doc{"callbackUrl": ""}), "callbackUrl"), observed(c.patch(path, Doc{"callbackUrl": nil}), "callbackUrl"),
		}, " ")
	}, map[string]string{"omitted": "absent absent absent", "empty": `"" "" ""`, "null": "null null null"}},
	"rule-email-clear": {func(c *caller) string {
		rule := aRule()
		rule["emailConfig"] = Doc{"subjectTemplate": "s", "bodyTemplate": ""}
		path := c.home() + "/notification-rules/" + c.AddNotificationRule(rule)
		return observed(c.patch(path, Doc{"emailConfig": nil}), "emailConfig") + " " + observed(c.get(path), "emailConfig")
	}, map[string]string{"omitted": "absent absent", "null": "null null"}},
	"token-expired": {func(c *caller) string {
		path := c.home() + "/tokens/" + c.AddInstanceToken(Doc{"name": "x", "expirationDate": aClock})
		return observed(c.get(path), "name") + " " + observed(c.get(c.home()+"/tokens"), "totalCount") + " " + observed(c.delete(path), "success")
	}, map[string]string{"kept": `"x" 2 true`, "gone": "404 1 404"}},
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
	"token-scope-omitted": {func(c *caller) string {
		return observed(c.post(c.home()+"/tokens", Doc{"name": "x"}), "scope") + " " + observed(c.post(c.home()+"/tokens", Doc{"name": "x", "scope": []string{}}), "scope")
	}, map[string]string{"all.Instance": `["all.Instance"] ["all.Instance"]`, "refused": "400 400"}},
	"token-past-expiration": {func(c *caller) string {
		return observed(c.post(c.home()+"/tokens", Doc{"name": "x", "expirationDate": aClock}), "status") + " " +
			observed(c.post(c.home()+"/tokens", Doc{"name": "x", "expirationDate": aClock.Add(time.Millisecond)}), "status")
	}, map[string]string{"refused": `400 "active"`, "accepted": `"active" "active"`}},
	"rule-defaults": {func(c *caller) string {
		rule := aRule()
		rule["emailConfig"] = Doc{"subjectTemplate": "s", "bodyTemplate": ""}
		doc := c.post(c.home()+"/notification-rules", rule).is(http.StatusCreated)
		return lookUp(doc, "enabled") + " " + lookUp(doc, "ruleConfig", "maxFrequency") + " " + lookUp(doc, "emailConfig", "sendToOwner")
	}, map[string]string{"filled": `true "billingCycle" "none"`, "absent": "absent absent absent"}},
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
	"token-scope-order": {func(c *caller) string {
		return observed(c.post(c.home()+"/tokens", Doc{"name": "x", "scope": []string{"instanceOrg.get", "instance.get"}}), "scope")
	}, map[string]string{"kept": `["instanceOrg.get","instance.get"]`, "sorted": `["instance.get","instanceOrg.get"]`}},
}
