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
	{`"unknown":1`, " has additional properties"},
	{`"id":"` + anID24 + `"`, " has additional properties"},
	{`"instanceId":"` + anID24 + `"`, " has additional properties"},
	{`"creationDate":"2026-01-01T00:00:00.000Z"`, " has additional properties"},
	{`"planId":"p"`, " has additional properties"},
	{`"summary":{}`, " has additional properties"},
	{`"name":""`, "name has less length than allowed"},
	{`"name":"` + word(256) + `"`, "name has longer length than allowed"},
	{`"name":null`, "name is the wrong type"},
	{`"name":7`, "name is the wrong type"},
	{`"name":["x"]`, "name is the wrong type"},
	{`"name":{"x":1}`, "name is the wrong type"},
	{`"name":true`, "name is the wrong type"},
	{`"description":"` + word(32768) + `"`, "description has longer length than allowed"},
	{`"description":null`, "description is the wrong type"},
	{`"iconColor":"` + word(65) + `"`, "iconColor has longer length than allowed"},
	{`"referralId":"` + word(1025) + `"`, "referralId has longer length than allowed"},
	{`"auditLogEnabled":"true"`, "auditLogEnabled is the wrong type"},
	{`"auditLogEnabled":1`, "auditLogEnabled is the wrong type"},
	{`"isReadOnly":null`, "isReadOnly is the wrong type"},
	{`"disabledAt":"tomorrow"`, "disabledAt no (or more than one) schemas match"},
	{`"disabledAt":"2026-01-01"`, "disabledAt no (or more than one) schemas match"},
	{`"disabledAt":"2026-01-01T00:00:00"`, "disabledAt no (or more than one) schemas match"},
	{`"disabledAt":1767225600000`, "disabledAt no (or more than one) schemas match"},
	{`"disabledAt":null`, "disabledAt no (or more than one) schemas match"},
	{`"mfaMode":"always"`, "mfaMode must be an enum value"},
	{`"mfaMode":""`, "mfaMode must be an enum value"},
	{`"limits":null`, "limits is the wrong type"},
	{`"limits":[]`, "limits is the wrong type"},
	{`"limits":{"devices":1}`, "limits has additional properties"},
	{`"limits":{"Device":1}`, "limits has additional properties"},
	{`"limits":{"organization":1}`, "limits has additional properties"},
	{`"limits":{"device":-1}`, "limits.device is less than minimum"},
	{`"limits":{"device":1.5}`, "limits.device is the wrong type"},
	{`"limits":{"device":"1"}`, "limits.device is the wrong type"},
	{`"limits":{"device":null}`, "limits.device is the wrong type"},
	{`"limits":{"dataTTL":86399}`, "limits.dataTTL is less than minimum"},
	{`"limits":{"systemInterval":4}`, "limits.systemInterval is less than minimum"},
	{`"limits":{"systemInterval":3601}`, "limits.systemInterval is more than maximum"},
	{`"limits":{"device":100001}`, "limits.device must not exceed the limit of the instance, which is 100000"},
	{`"tags":null`, "tags is the wrong type"},
	{`"tags":{"a":"b"}`, "tags is the wrong type"},
	{`"tags":["a"]`, "tags.0 is the wrong type"},
	{`"tags":[{"key":"a"}]`, "tags.0.value is required"},
	{`"tags":[{"value":"a"}]`, "tags.0.key is required"},
	{`"tags":[{"key":"a","value":""}]`, "tags.0.value has less length than allowed"},
	{`"tags":[{"key":"a","value":"` + word(256) + `"}]`, "tags.0.value has longer length than allowed"},
	{`"tags":[{"key":"a b","value":"c"}]`, "tags.0.key pattern mismatch"},
	{`"tags":[{"key":"","value":"c"}]`, "tags.0.key pattern mismatch"},
	{`"tags":[{"key":"` + strings.Repeat("k", 256) + `","value":"c"}]`, "tags.0.key pattern mismatch"},
	{`"tags":[{"key":"a","value":"b","more":1}]`, "tags.0 has additional properties"},
	{`"tags":` + many(101, `{"key":"a","value":"b"}`), "tags has more items than allowed"},
	{`"whitelistedEmailDomains":["ab"]`, "whitelistedEmailDomains.0 has less length than allowed"},
	{`"whitelistedEmailDomains":["` + word(46) + `"]`, "whitelistedEmailDomains.0 has longer length than allowed"},
	{`"whitelistedEmailDomains":[3]`, "whitelistedEmailDomains.0 is the wrong type"},
	{`"banner":null`, "banner is the wrong type"},
	{`"banner":"text"`, "banner is the wrong type"},
	{`"banner":{"message":"` + word(2049) + `"}`, "banner.message has longer length than allowed"},
	{`"banner":{"message":"m","level":"loud"}`, "banner.level must be an enum value"},
	{`"banner":{"message":"m","color":"red"}`, "banner has additional properties"},
	{`"banner":{"message":null}`, "banner.message is the wrong type"},
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
	for _, body := range []string{`null`, `[]`, `"text"`, `7`, `{"limits":{"device":1e400}}`} {
		c.post(c.orgs(), body).expectError(http.StatusBadRequest, "Validation", "orgConfig is the wrong type")
		c.patch(c.org(id), body).expectError(http.StatusBadRequest, "Validation", "organization is the wrong type")
	}
	for _, body := range []string{`{`, `{"name":"a"}}`, `{"name":"a"} {}`, `{"name":"a"} garbage`, `{name:"a"}`, "\xff", "{\"name\":\"\xff\"}"} {
		c.post(c.orgs(), body).expectError(http.StatusBadRequest, "Validation", "body must be JSON")
		c.patch(c.org(id), body).expectError(http.StatusBadRequest, "Validation", "body must be JSON")
	}
}

func TestAbsentBodies(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	c.post(c.orgs(), nil).expectError(http.StatusBadRequest, "Validation", "orgConfig is required")
	c.post(c.orgs(), Doc{}).expectError(http.StatusBadRequest, "Validation", "orgConfig.name is required")
	c.patch(c.org(id), nil).expectError(http.StatusBadRequest, "Validation", "organization is required")
	c.do("GET", c.org(id), `not read`).ok()
	c.do("DELETE", c.org(id), `{"force":true}`).ok()
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
	c := start(t, With("validation-words", "newer"))
	user := c.AddAccount(Doc{"email": "ada@example.com"})
	for member, words := range map[string]string{
		`{}`:                                     "members.0.userId is required",
		`{"role":"view"}`:                        "members.0.userId is required",
		`{"email":"a@b.c"}`:                      "members.0.role is required",
		`{"email":"nonsense","role":"view"}`:     "members.0.email must be email format",
		`{"userId":"7","role":"view"}`:           "members.0.userId pattern mismatch",
		`{"userId":"` + user + `","role":"own"}`: "members.0.role must be one of: ",
		`{"userId":"` + user + `","email":"a@b.c","role":"view"}`:                                                "members.0.userId is an additional property",
		`{"userId":"` + user + `","role":"view","disallowTransfer":true}`:                                        "members.0.disallowTransfer is an additional property",
		`{"userId":"` + anID24 + `","role":"view"}`:                                                              "userId-" + anID24,
		`{"userId":"` + user + `","role":"view","applicationRoles":[{"resourceId":"x","role":"view"}]}`:          "resourceId pattern mismatch",
		`{"userId":"` + user + `","role":"view","dashboardRoles":[{"resourceId":"` + user + `","role":"edit"}]}`: "role must be one of: ",
	} {
		c.post(c.orgs(), `{"name":"x","members":[`+member+`]}`).expectError(http.StatusBadRequest, "Validation", words)
	}
	eleven := many(11, `{"email":"a@b.c","role":"view"}`)
	c.post(c.orgs(), `{"name":"x","members":`+eleven+`}`).expectError(http.StatusBadRequest, "Validation", "members has more items than allowed")
	c.patch(c.org(c.add("y")), `{"members":[]}`).expectError(http.StatusBadRequest, "Validation", "organization.members is an additional property")
}

func TestInstanceBody(t *testing.T) {
	t.Parallel()
	c := start(t)
	for body, words := range map[string]string{
		`{"name":"x"}`:               "instance has additional properties",
		`{"limits":{}}`:              "instance has additional properties",
		`{"allowAuditLogging":true}`: "instance has additional properties",
		`{"members":[]}`:             "instance has additional properties",
		`{"mfaMode":"no"}`:           "mfaMode must be an enum value",
		`{"orgDefaultLimitConfig":{"organization":1}}`:               "instance.orgDefaultLimitConfig has additional properties",
		`{"orgDefaultLimitConfig":{"dataTTL":1}}`:                    "orgDefaultLimitConfig.dataTTL is less than minimum",
		`{"reportConfigs":[{}]}`:                                     "reportConfigs.0.cron is required",
		`{"reportConfigs":[{"cron":"x","periods":0}]}`:               "reportConfigs.0.periods is less than minimum",
		`{"reportConfigs":[{"cron":"x","periods":91}]}`:              "reportConfigs.0.periods is more than maximum",
		`{"reportConfigs":[{"cron":"x","emails":["a"]}]}`:            "reportConfigs.0.emails.0 must be email format",
		`{"reportConfigs":[{"cron":"x","callbackUrl":"/relative"}]}`: "reportConfigs.0.callbackUrl must be uri format",
		`{"reportConfigs":` + many(11, `{"cron":"x"}`) + `}`:         "reportConfigs has more items than allowed",
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
	c := start(t, With("validation-words", "newer"))
	for range 20 {
		for body, words := range map[string]string{
			`{"zzz":1,"aaa":1,"limits":{"device":-1}}`:                               "orgConfig.name is required",
			`{"name":7,"zzz":1,"aaa":1,"limits":{"device":-1,"application":-1}}`:     "orgConfig.aaa is an additional property",
			`{"name":"x","tags":[7],"limits":{"webhook":-1,"device":-1,"flow":"x"}}`: "orgConfig.limits.",
		} {
			first := text(c.post(c.orgs(), body).expect(http.StatusBadRequest), "message")
			c.post(c.orgs(), body).expectError(http.StatusBadRequest, "Validation", first)
			if !strings.HasPrefix(first, words) {
				t.Errorf("%s: %s", body, first)
			}
		}
	}
}
