package losant

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"
)

// responses are the types that the services decode, by name, each as a function that returns an empty value.
var responses = map[string]func() any{
	"organization":     func() any { return new(Organization) },
	"organizations":    func() any { return new(list[Organization]) },
	"instance":         func() any { return new(Instance) },
	"instances":        func() any { return new(list[Instance]) },
	"instance member":  func() any { return new(InstanceMember) },
	"instance members": func() any { return new(list[InstanceMember]) },
	"member":           func() any { return new(Member) },
	"members":          func() any { return new(list[Member]) },
	"invitation":       func() any { return new(Invitation) },
	"invitations":      func() any { return new(list[Invitation]) },
	"new invitation":   func() any { return new(createdInvitation) },
	"summary":          func() any { return new(HistoricalSummary) },
	"sandbox":          func() any { return new(Sandbox) },
	"sandboxes":        func() any { return new(sandboxPage) },
	"devices":          func() any { return new(DeviceCounts) },
	"notebooks":        func() any { return new(NotebookMinuteCounts) },
	"payloads":         func() any { return new(PayloadStats) },
	"breakdown":        func() any { return new(PayloadCountsBreakdown) },
	"token":            func() any { return new(Token) },
	"tokens":           func() any { return new(list[Token]) },
	"new token":        func() any { return new(NewToken) },
	"rule":             func() any { return new(NotificationRule) },
	"rules":            func() any { return new(list[NotificationRule]) },
	"node":             func() any { return new(CustomNode) },
	"nodes":            func() any { return new(list[CustomNode]) },
	"node stats":       func() any { return new(CustomNodeStats) },
	"node errors":      func() any { return new(customNodeErrors) },
	"log":              func() any { return new(list[AuditLog]) },
	"job":              func() any { return new(Job) },
	"nothing":          func() any { return new(struct{}) },
}

// Every decoder accepts or refuses every response, without a panic.
func FuzzResponses(f *testing.F) {
	for _, seed := range []string{
		orgJSON, orgJSON[:200], `{"items":[` + orgJSON + `],"totalCount":1,"perPage":-1}`, `{"items":[null]}`, `{"items":[{"items":[]}]}`,
		`{"instanceId":"1","limits":{"organization":1e3},"members":[{"userId":"u"}],"reportConfigs":[{"cron":"* * * * *","periods":7}]}`,
		`{"userId":"u","email":"a@x.io","role":"view"}`, `{"items":[{"id":"v","email":"A@x.io","hasExpired":true}]}`,
		`{"start":"1999-05-20T05:00:00.000Z","counts":[{"date":"x","total":-9223372036854775808}]}`, `{"a":{"b":1e308,"c":"5"},"d":null}`,
		`{"id":"1","token":"secret","scope":["all.Instance"],"expirationDate":"2030-01-01T00:00:00.000Z"}`,
		`{"items":[{"id":"1","enabled":true,"targetQueryJson":"{}","ruleConfig":{"threshold":0.8},"emailConfig":null}]}`,
		`{"items":[{"id":"1","name":"n","triggers":[],"nodes":[{"type":"x"}],"customNodeConfig":null,"customNodeSupports":["cloud"]}]}`,
		`{"metrics":[{"time":"t","runCount":1.5,"wallTime":null}],"errors":[{"time":"t","error":{"name":"n"}}]}`,
		`{"items":[{"instanceAuditLogId":"1","requestBody":{"a":[1]},"responseStatus":200}]}`,
		`{"success":true}`, `{}`, `[]`, `null`, `17`, `"x"`, ``, " \n", `<html>`, `{"id":`, `{"id":"\ud800"}`, strings.Repeat(`{"a":`, 100),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for name, empty := range responses {
			object := empty()
			err := decodeObject(text, object)
			if err == nil && !json.Valid(text) {
				t.Errorf("%s: no error for invalid JSON", name)
			}
			if err != nil && json.Valid(text) && text[0] == '{' {
				if _, is := errors.AsType[*json.SyntaxError](err); is {
					t.Errorf("%s: %v for valid JSON", name, err)
				}
			}
			if o, ok := object.(validator); ok && err == nil {
				err = o.validate()
			}
			if err != nil {
				continue
			}
			// What was decoded can be encoded and used.
			if _, err := json.Marshal(object); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if o, ok := object.(identified); ok {
				_ = orgRef.path().matches(o.identity())
			}
			if created, ok := object.(*createdInvitation); ok {
				if found := created.to("a@x.io"); found != nil && (found.ID == "" || !SameEmail(found.Email, "a@x.io")) {
					t.Errorf("found %+v", found)
				}
			}
		}
	})
}

// An error has a message without the token, whatever the server has sent.
func FuzzErrorBody(f *testing.F) {
	for _, seed := range []string{
		`{"type":"Validation","message":"no"}`, `{"type":5,"message":{}}`, "<html><body>busy</body></html>", "<script>" + token, token,
		"s3cret-" + "to<b>ken", "&#115;3cret-token", strings.Repeat("x", 190) + token, "\xff\xfe", "", `{"message":"Retry in 99999999999999999999 seconds"}`,
	} {
		f.Add(503, []byte(seed), "7")
	}
	client, err := New(token)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, body []byte, retry string) {
		c := newCall(opGetOrganization, orgRef.path(), baseQuery, nil)
		c.response = response{status: status, header: http.Header{"Retry-After": {retry}}, body: body}
		for _, err := range []*Error{client.newError(c), client.newUnreadableError(c, body, errors.New("cause"))} {
			if strings.Contains(err.Error(), token) {
				t.Errorf("error %q contains the token", err)
			}
			if len(err.Message) == 0 {
				t.Error("an error without a message")
			}
			if wait := retryIn(err); wait < 0 || wait > 24*time.Hour {
				t.Errorf("wait %s", wait)
			}
		}
		if wait := retryAfter(c.response.header); wait < 0 || wait > 24*time.Hour && !strings.Contains(retry, ":") {
			t.Errorf("Retry-After %q: wait %s", retry, wait)
		}
	})
}

// An id never leaves its segment of the path.
func FuzzPath(f *testing.F) {
	for _, seed := range []string{orgID, "", ".", "..", "../..", "a/b", "a?b=c", "a#b", "%2e%2e", "\x00", "ÿ", "+ "} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, instance, organization string) {
		p := OrganizationRef{instance, organization}.path().segment("members")
		if p.err != nil {
			return
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, DefaultBaseURL+p.text+"?"+string(baseQuery.with("filter", organization)), http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if parts := strings.Split(req.URL.EscapedPath(), "/"); len(parts) != 6 || parts[1] != "instances" || parts[3] != "orgs" || parts[5] != "members" || req.URL.Host != "api.losant.com" {
			t.Errorf("%q, %q: request for %s", instance, organization, req.URL)
		}
		if got := req.URL.Query().Get("filter"); got != organization {
			t.Errorf("filter %q, want %q", got, organization)
		}
	})
}

// A whole number is decoded exactly or not at all.
func FuzzWholeNumber(f *testing.F) {
	for _, seed := range []string{"0", "-1", "1e3", "5.0", "0.5", "9007199254740993", "1e999", "NaN", "0x10", "1_000", "-9223372036854775808", "9223372036854775808"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, ok := wholeNumber(text)
		if !ok || !json.Valid([]byte(text)) {
			return
		}
		var want float64
		if err := json.Unmarshal([]byte(text), &want); err != nil || math.Abs(want-float64(n)) > math.Abs(want)*1e-15 {
			t.Errorf("%q is %d, not %v: %v", text, n, want, err)
		}
	})
}
