package mockserver

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func many(n int, item string) string { return "[" + strings.Repeat(item+",", n-1) + item + "]" }

func word(n int) string { return strings.Repeat("é", n) }

const anID24 = "0123456789abcdefABCDEF01"

// invalidFields are fields that POST (with a name) and PATCH refuse, with words of the message.
var invalidFields = []struct{ body, words string }{
	{`"unknown":1`, "unknown is not allowed"},
	{`"id":"` + anID24 + `"`, "id is not allowed"},
	{`"instanceId":"` + anID24 + `"`, "instanceId is not allowed"},
	{`"creationDate":"2026-01-01T00:00:00.000Z"`, "creationDate is not allowed"},
	{`"planId":"p"`, "planId is not allowed"},
	{`"summary":{}`, "summary is not allowed"},
	{`"name":""`, "name must have at least 1"},
	{`"name":"` + word(256) + `"`, "name must have at most 255"},
	{`"name":null`, "name must be a string"},
	{`"name":7`, "name must be a string"},
	{`"name":["x"]`, "name must be a string"},
	{`"name":{"x":1}`, "name must be a string"},
	{`"name":true`, "name must be a string"},
	{`"description":"` + word(32768) + `"`, "description must have at most 32767"},
	{`"description":null`, "description must be a string"},
	{`"iconColor":"` + word(65) + `"`, "iconColor must have at most 64"},
	{`"referralId":"` + word(1025) + `"`, "referralId must have at most 1024"},
	{`"auditLogEnabled":"true"`, "auditLogEnabled must be a boolean"},
	{`"auditLogEnabled":1`, "auditLogEnabled must be a boolean"},
	{`"isReadOnly":null`, "isReadOnly must be a boolean"},
	{`"disabledAt":"tomorrow"`, "disabledAt must be a date-time or a boolean"},
	{`"disabledAt":"2026-01-01"`, "disabledAt must be a date-time or a boolean"},
	{`"disabledAt":"2026-01-01T00:00:00"`, "disabledAt must be a date-time or a boolean"},
	{`"disabledAt":1767225600000`, "disabledAt must be a date-time or a boolean"},
	{`"disabledAt":null`, "disabledAt must be a date-time or a boolean"},
	{`"mfaMode":"always"`, "mfaMode must be one of notRequired, adminRequired, required"},
	{`"mfaMode":""`, "mfaMode must be one of"},
	{`"limits":null`, "limits must be an object"},
	{`"limits":[]`, "limits must be an object"},
	{`"limits":{"devices":1}`, "limits.devices is not allowed"},
	{`"limits":{"Device":1}`, "limits.Device is not allowed"},
	{`"limits":{"organization":1}`, "limits.organization is not allowed"},
	{`"limits":{"device":-1}`, "limits.device must be at least 0"},
	{`"limits":{"device":1.5}`, "limits.device must be an integer"},
	{`"limits":{"device":"1"}`, "limits.device must be an integer"},
	{`"limits":{"device":null}`, "limits.device must be an integer"},
	{`"limits":{"dataTTL":86399}`, "limits.dataTTL must be at least 86400"},
	{`"limits":{"systemInterval":4}`, "limits.systemInterval must be at least 5"},
	{`"limits":{"systemInterval":3601}`, "limits.systemInterval must be at most 3600"},
	{`"limits":{"device":100001}`, "limits.device must not exceed the limit of the instance, which is 100000"},
	{`"tags":null`, "tags must be an array"},
	{`"tags":{"a":"b"}`, "tags must be an array"},
	{`"tags":["a"]`, "tags[] must be an object"},
	{`"tags":[{"key":"a"}]`, "tags[].value is required"},
	{`"tags":[{"value":"a"}]`, "tags[].key is required"},
	{`"tags":[{"key":"a","value":""}]`, "tags[].value must have at least 1"},
	{`"tags":[{"key":"a","value":"` + word(256) + `"}]`, "tags[].value must have at most 255"},
	{`"tags":[{"key":"a b","value":"c"}]`, "tags[].key must match"},
	{`"tags":[{"key":"","value":"c"}]`, "tags[].key must match"},
	{`"tags":[{"key":"` + strings.Repeat("k", 256) + `","value":"c"}]`, "tags[].key must match"},
	{`"tags":[{"key":"a","value":"b","more":1}]`, "tags[].more is not allowed"},
	{`"tags":` + many(101, `{"key":"a","value":"b"}`), "tags must have at most 100 items"},
	{`"whitelistedEmailDomains":["ab"]`, "whitelistedEmailDomains[] must have at least 3"},
	{`"whitelistedEmailDomains":["` + word(46) + `"]`, "whitelistedEmailDomains[] must have at most 45"},
	{`"whitelistedEmailDomains":[3]`, "whitelistedEmailDomains[] must be a string"},
	{`"banner":null`, "banner must be an object"},
	{`"banner":"text"`, "banner must be an object"},
	{`"banner":{"message":"` + word(2049) + `"}`, "banner.message must have at most 2048"},
	{`"banner":{"message":"m","level":"loud"}`, "banner.level must be one of info, warning, critical"},
	{`"banner":{"message":"m","color":"red"}`, "banner.color is not allowed"},
	{`"banner":{"message":null}`, "banner.message must be a string"},
}

func TestInvalidFieldsAreRefused(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	before := c.Organization(id)
	for _, tc := range invalidFields {
		c.patch(c.org(id), "{"+tc.body+"}").expectError(http.StatusBadRequest, "Validation", tc.words)
		if body := tc.body; strings.HasPrefix(body, `"name"`) {
			c.post(c.orgs(), "{"+body+"}").expectError(http.StatusBadRequest, "Validation", tc.words)
		} else {
			c.post(c.orgs(), `{"name":"y",`+body+"}").expectError(http.StatusBadRequest, "Validation", tc.words)
		}
	}
	equal(t, c.Organization(id), before)
	if n := len(c.Organizations()); n != 1 {
		t.Errorf("got %d organizations: a refused POST created one", n)
	}
}

// These are the same rules with the last valid value.
func TestBoundariesAreAccepted(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	for _, body := range []string{
		`{"name":"` + word(255) + `"}`,
		`{"description":"` + word(32767) + `"}`,
		`{"description":""}`,
		`{"iconColor":"` + word(64) + `"}`,
		`{"iconColor":""}`,
		`{"referralId":"` + word(1024) + `"}`,
		`{"limits":{}}`,
		`{"limits":{"device":0,"dataTTL":86400,"systemInterval":3600}}`,
		`{"limits":{"device":100000,"systemInterval":5}}`,
		`{"limits":{"device":1.0}}`,
		`{"tags":[]}`,
		`{"tags":[{"key":"a_-9Z","value":"` + word(255) + `"}]}`,
		`{"tags":` + many(100, `{"key":"a","value":"b"}`) + `}`,
		`{"whitelistedEmailDomains":["a.b","` + strings.Repeat("x", 45) + `"]}`,
		`{"whitelistedEmailDomains":` + many(200, `"a.example.com"`) + `}`,
		`{"banner":{"message":"` + word(2048) + `","level":"critical"}}`,
		`{"disabledAt":"2030-01-01T00:00:00+05:30"}`,
		` {"isReadOnly" : true}` + "\n",
	} {
		c.patch(c.org(id), body).ok()
	}
}

func TestBodyMustBeAnObject(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	for _, body := range []string{
		`null`, `[]`, `"text"`, `7`, `{`, `{"name":"a"}}`, `{"name":"a"} {}`, `{"name":"a"} garbage`, `{name:"a"}`,
		`{"limits":{"device":1e400}}`, "\xff", "{\"name\":\"\xff\"}",
	} {
		c.post(c.orgs(), body).expectError(http.StatusBadRequest, "Validation", "body must be one JSON object")
		c.patch(c.org(id), body).expectError(http.StatusBadRequest, "Validation", "body must be one JSON object")
	}
}

func TestAbsentBodies(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	c.post(c.orgs(), nil).expectError(http.StatusBadRequest, "Validation", "body is required")
	c.post(c.orgs(), Doc{}).expectError(http.StatusBadRequest, "Validation", "name is required")
	c.patch(c.org(id), nil).expectError(http.StatusBadRequest, "Validation", "body is required")
	c.do("DELETE", c.org(id), `{"force":true}`).expectError(http.StatusBadRequest, "Validation", "force is not allowed")
	c.do("GET", c.org(id), `not read`).ok()
	c.do("DELETE", c.org(id), `{}`).ok()
}

func TestContentType(t *testing.T) {
	t.Parallel()
	c := start(t)
	for contentType, want := range map[string]int{
		"":                                  http.StatusBadRequest,
		"text/plain":                        http.StatusBadRequest,
		"application/x-www-form-urlencoded": http.StatusBadRequest,
		"application/json; charset=utf-8":   http.StatusOK,
		"Application/JSON":                  http.StatusOK,
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.URL()+c.orgs(), strings.NewReader(`{"name":"x"}`))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+c.token)
		if contentType != "" {
			req.Header.Set("Content-Type", contentType)
		}
		r, err := c.send(req)
		if err != nil || r.status != want {
			t.Errorf("%q: status %d, want %d (%v)", contentType, r.status, want, err)
		}
	}
}

func TestFirstMembersAreChecked(t *testing.T) {
	t.Parallel()
	c := start(t)
	user := c.AddAccount(Doc{"email": "ada@example.com"})
	for member, words := range map[string]string{
		`{}`:                                     "members[].userId is required",
		`{"role":"view"}`:                        "members[].userId is required",
		`{"email":"a@b.c"}`:                      "members[].role is required",
		`{"email":"nonsense","role":"view"}`:     "members[].email must be an e-mail address",
		`{"userId":"7","role":"view"}`:           "members[].userId must be an id",
		`{"userId":"` + user + `","role":"own"}`: "members[].role must be one of",
		`{"userId":"` + user + `","email":"a@b.c","role":"view"}`:                                                "is not allowed",
		`{"userId":"` + user + `","role":"view","disallowTransfer":true}`:                                        "disallowTransfer is not allowed",
		`{"userId":"` + anID24 + `","role":"view"}`:                                                              "userId-" + anID24,
		`{"userId":"` + user + `","role":"view","applicationRoles":[{"resourceId":"x"}]}`:                        "resourceId must be an id",
		`{"userId":"` + user + `","role":"view","dashboardRoles":[{"resourceId":"` + user + `","role":"edit"}]}`: "role must be one of collaborate",
	} {
		c.post(c.orgs(), `{"name":"x","members":[`+member+`]}`).expectError(http.StatusBadRequest, "Validation", words)
	}
	eleven := many(11, `{"email":"a@b.c","role":"view"}`)
	c.post(c.orgs(), `{"name":"x","members":`+eleven+`}`).expectError(http.StatusBadRequest, "Validation", "members must have at most 10 items")
	c.patch(c.org(c.add("y")), `{"members":[]}`).expectError(http.StatusBadRequest, "Validation", "members is not allowed")
}

func TestInstanceBody(t *testing.T) {
	t.Parallel()
	c := start(t)
	for body, words := range map[string]string{
		`{"name":"x"}`:               "name is not allowed",
		`{"limits":{}}`:              "limits is not allowed",
		`{"allowAuditLogging":true}`: "allowAuditLogging is not allowed",
		`{"members":[]}`:             "members is not allowed",
		`{"mfaMode":"no"}`:           "mfaMode must be one of",
		`{"orgDefaultLimitConfig":{"organization":1}}`:               "orgDefaultLimitConfig.organization is not allowed",
		`{"orgDefaultLimitConfig":{"dataTTL":1}}`:                    "orgDefaultLimitConfig.dataTTL must be at least 86400",
		`{"reportConfigs":[{}]}`:                                     "reportConfigs[].cron is required",
		`{"reportConfigs":[{"cron":"x","periods":0}]}`:               "reportConfigs[].periods must be at least 1",
		`{"reportConfigs":[{"cron":"x","periods":91}]}`:              "reportConfigs[].periods must be at most 90",
		`{"reportConfigs":[{"cron":"x","emails":["a"]}]}`:            "reportConfigs[].emails[] must be an e-mail address",
		`{"reportConfigs":[{"cron":"x","callbackUrl":"/relative"}]}`: "reportConfigs[].callbackUrl must be a URI",
		`{"reportConfigs":` + many(11, `{"cron":"x"}`) + `}`:         "reportConfigs must have at most 10 items",
	} {
		c.patch(c.home(), body).expectError(http.StatusBadRequest, "Validation", words)
	}
}

// The code derives the keys from another table, so the documented ones are repeated here.
func TestLimitKeys(t *testing.T) {
	t.Parallel()
	const documented = `apitoken application applicationcertificate applicationcertificateauthority applicationkey credential
		dashboard datatable device devicerecipe experiencedomain experienceendpoint experiencegroup experienceslug
		experienceuser experienceversion experienceview file flow integration notebook privatefile resourcejob webhook
		dataTTL member payload storage notebookMinutesPerRun notebookMinutesPerMonth notebookInParallel
		experienceFlowSlots applicationFlowSlots systemInterval`
	var got []string
	for _, f := range limitShape {
		got = append(got, f.name)
	}
	want := strings.Fields(documented)
	slices.Sort(got)
	slices.Sort(want)
	equal(t, got, want)
	if len(want) != 34 || len(instanceLimitShape) != 38 {
		t.Errorf("got %d limits of organizations and %d of instances", len(want), len(instanceLimitShape))
	}
}

// Of several errors in one body, the same one must be returned each time.
func TestErrorsAreDeterministic(t *testing.T) {
	t.Parallel()
	c := start(t)
	for range 20 {
		body := `{"name":7,"zzz":1,"aaa":1,"limits":{"device":-1,"application":-1}}`
		c.post(c.orgs(), body).expectError(http.StatusBadRequest, "Validation", "aaa is not allowed")
	}
}
