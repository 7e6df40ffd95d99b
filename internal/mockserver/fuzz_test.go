package mockserver

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// FuzzRequests checks that each body and each query gets a success or a refusal in JSON, and that the server stores only
// valid objects.
func FuzzRequests(f *testing.F) {
	for _, tc := range invalidFields {
		f.Add("{"+tc.body+"}", "")
	}
	for _, query := range []string{
		"page=1&perPage=2", "sortField=id&sortDirection=desc", "filterField=name&filter=*x%FF", "summaryInclude=appCount,payloadCount",
		`query={"$or":[{"name":{"$contains":"x","$ci":true}},{"tags":{"a":{"$nin":["b"]}}}]}`, `query={"memberId":{"$in":[]}}`,
		`query={"id":{"$eq":null}}`, "start=0&end=1", "_links=false", "auditLogFilter[actor][0][type]=User", "auditLogFilter[responseCode][0]=200&sortField=actorName", ";", "%", "=&&=",
	} {
		f.Add(`{"email":"a@b.c","role":"admin","disallowTransfer":true}`, query)
		f.Add(`{"role":"view","applicationRoles":[{"resourceId":"0123456789abcdefABCDEF01","role":"none"}]}`, query)
		f.Add(`{"name":"x","scope":["all.Instance","instance.get"],"expirationDate":"2100-01-01T00:00:00Z","status":"inactive"}`, query)
		f.Add(`{"name":"x","targetType":"organization","targetQueryJson":"{\"$and\":[{\"id\":{\"$in\":[]}}]}","callbackUrl":"","emailConfig":null,
			"ruleConfig":{"ruleType":"payloadUsage","thresholdType":"percentOfLimit","threshold":0.5}}`, query)
		f.Add(`{"name":"x","limits":{"device":1},"tags":[{"key":"a","value":"b"}],"disabledAt":true}`, query)
	}
	f.Fuzz(func(t *testing.T, body, query string) {
		t.Parallel()
		s := New()
		id := s.AddOrganization(Doc{"name": "x"})
		home := "/instances/" + s.InstanceID()
		members, invites := home+"/orgs/"+id+"/members", home+"/orgs/"+id+"/invites"
		member := members + "/" + s.AddMember(id, Doc{"email": "ada@example.com"})
		invite := invites + "/" + s.Invite(id, Doc{"email": "bob@example.com"})
		instanceMember := home + "/members/" + s.AddInstanceMember(Doc{"email": "ada@example.com"})
		apiToken, rule := home+"/tokens/"+s.AddInstanceToken(Doc{"name": "x"}), home+"/notification-rules/"+s.AddNotificationRule(aRule())
		node := home + "/nodes/" + s.AddCustomNode(Doc{"name": "x"})
		escaped := query
		if name, value, ok := strings.Cut(query, "="); ok {
			escaped = name + "=" + url.QueryEscape(value)
		}
		for _, raw := range []string{query, escaped} {
			for _, target := range []string{
				"GET /instances", "GET " + home, "PATCH " + home, "GET " + home + "/orgs", "POST " + home + "/orgs",
				"PATCH " + home + "/orgs/" + id, "GET " + home + "/historicalSummaries", "GET " + home + "/sandboxes", "GET " + members, "POST " + members, "PATCH " + member, "GET " + invites, "POST " + invites, "POST " + invite,
				"GET " + home + "/members", "POST " + home + "/members", "PATCH " + instanceMember, "GET " + home + "/orgs/" + id + "/payloadCountsBreakdown",
				"POST " + home + "/generateReport", "GET /instance/" + s.InstanceID() + "/audit-logs",
				"GET " + home + "/tokens", "POST " + home + "/tokens", "PATCH " + apiToken,
				"GET " + home + "/notification-rules", "POST " + home + "/notification-rules", "PATCH " + rule,
				"GET " + home + "/nodes", "POST " + home + "/nodes", "PATCH " + node, "GET " + node + "/stats", "GET " + node + "/errors",
			} {
				method, path, _ := strings.Cut(target, " ")
				req := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
				req.URL.RawQuery = raw
				req.Header.Set("Authorization", "Bearer "+s.Token())
				req.Header.Set("Content-Type", "application/json")
				w := httptest.NewRecorder()
				s.ServeHTTP(w, req)
				if ok := w.Code == http.StatusOK || w.Code == http.StatusCreated || w.Code == http.StatusAccepted || w.Code >= 400 && w.Code < 500; !ok || !json.Valid(w.Body.Bytes()) {
					t.Fatalf("%s?%s %q: status %d: %s", target, raw, body, w.Code, w.Body)
				}
			}
		}
		for _, o := range s.Organizations() {
			if name := text(o, "name"); name == "" {
				t.Errorf("the server stored an organization without a name: %v", o)
			}
		}
		for _, doc := range slices.Concat(s.InstanceTokens(), s.NotificationRules()) {
			if text(doc, "name") == "" || doc["token"] != nil || text(doc, "ownerId") != s.InstanceID() {
				t.Errorf("the server stored an invalid token or rule: %v", doc)
			}
		}
		for _, node := range s.CustomNodes() {
			if text(node, "name") == "" || node["triggers"] == nil || node["nodes"] == nil {
				t.Errorf("the server stored an invalid custom node: %v", node)
			}
		}
		for _, person := range slices.Concat(s.Members(id), s.Invitations(id), s.InstanceMembers()) {
			if !isEmail(text(person, "email")) || !slices.Contains(orgRoles, text(person, "role")) {
				t.Errorf("the server stored an invalid person: %v", person)
			}
		}
	})
}
