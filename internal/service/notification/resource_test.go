package notification_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestRuleLife(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := object{
		"name": "rule", "description": "d", "enabled": false, "target_query": `{"tags": {"plan": "gold"}}`, "callback_url": "https://acme.example/hook",
		"rule":  object{"type": "notebookMinuteUsage", "threshold_type": "percentOfLimit", "threshold": 80, "max_frequency": "daily"},
		"email": anEmail("send_to_target", "members", "send_to_addresses", []any{"b@acme.example", "A@acme.example"}),
	}
	made := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{
		"name": "rule", "description": "d", "enabled": false, "targetType": "organization", "targetQueryJson": `{"tags": {"plan": "gold"}}`,
		"callbackUrl": "https://acme.example/hook",
		"ruleConfig":  mockserver.Doc{"ruleType": "notebookMinuteUsage", "thresholdType": "percentOfLimit", "threshold": 80.0, "maxFrequency": "daily"},
		"emailConfig": mockserver.Doc{
			"subjectTemplate": "s", "bodyTemplate": "b", "sendToTarget": "members", "sendToOwner": "admins", "sendToAddresses": []any{"A@acme.example", "b@acme.example"},
		},
	})
	id := p.Text(made.State, "id")
	if got := srv.NotificationRules()[0]; got["id"] != id || got["creationDate"] != p.Text(made.State, "created_at") || p.Text(made.State, "instance_id") != srv.InstanceID() {
		t.Errorf("the state has %s, the server %v", made.State, got)
	}

	// A change of each attribute is sent alone; what is removed is cleared.
	for _, step := range []struct {
		change func()
		sends  mockserver.Doc
	}{
		{func() { config["name"] = "other" }, mockserver.Doc{"name": "other"}},
		{func() { delete(config, "description") }, mockserver.Doc{"description": ""}},
		{func() { config["enabled"] = true }, mockserver.Doc{"enabled": true}},
		{func() { delete(config, "enabled") }, nil},
		{func() { config["target_query"] = `{}` }, mockserver.Doc{"targetQueryJson": `{}`}},
		{func() { config["callback_url"] = "http://acme.example" }, mockserver.Doc{"callbackUrl": "http://acme.example"}},
		{func() { delete(config, "callback_url") }, mockserver.Doc{"callbackUrl": nil}},
		{func() { config["email"] = anEmail() }, mockserver.Doc{"emailConfig": mockserver.Doc{
			"subjectTemplate": "s", "bodyTemplate": "b", "sendToTarget": "none", "sendToOwner": "admins", "sendToAddresses": []any{},
		}}},
		{func() { config["rule"] = object{"type": "notebookMinuteUsage", "threshold": 0} }, mockserver.Doc{"ruleConfig": mockserver.Doc{
			"ruleType": "notebookMinuteUsage", "thresholdType": "percentOfLimit", "threshold": 0.0, "maxFrequency": "daily",
		}}},
		{func() { config["callback_url"] = "https://acme.example" }, mockserver.Doc{"callbackUrl": "https://acme.example"}},
		{func() { delete(config, "email") }, mockserver.Doc{"emailConfig": nil}},
	} {
		step.change()
		srv.ResetRequests()
		made = p.MustRefresh(p.Apply(made, p.Config(config)))
		if step.sends == nil {
			acctest.ExpectWrites(t, srv)
		} else {
			acctest.ExpectWrites(t, srv, "PATCH /notification-rules/"+id)
			acctest.ExpectBodies(t, srv, http.MethodPatch, step.sends)
		}
		p.ExpectEmpty(made, config)
	}

	acctest.ExpectDetails(t, destroy(p, made))
	if left := srv.NotificationRules(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// What the configuration leaves out is as the API chooses, and stays so.
func TestLeastRule(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	made := p.MustRefresh(p.Apply(p.Null(), p.Config(least())))
	acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{
		"name": "rule", "targetType": "organization", "targetQueryJson": "{}", "callbackUrl": "https://acme.example/hook", "ruleConfig": wireRule(),
	})
	p.ExpectEmpty(made, least())
	srv.EditNotificationRule(p.Text(made.State, "id"), mockserver.Doc{"enabled": false})
	p.ExpectEmpty(p.MustRefresh(made), least())
}

func TestSpellingIsNoChange(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := least("target_query", `{"name": "x", "id": null}`, "email", anEmail("send_to_addresses", []any{"Ada@acme.example"}))
	made := p.Apply(p.Null(), p.Config(config))
	srv.ResetRequests()
	for name, config := range map[string]object{
		"members of the query": least("target_query", "{ \"id\":null,\n\"name\":\"x\" }", "email", anEmail("send_to_addresses", []any{"Ada@acme.example"})),
		"letter case":          least("target_query", `{"name": "x", "id": null}`, "email", anEmail("send_to_addresses", []any{"ada@ACME.example"})),
		"defaults": least("target_query", `{"name": "x", "id": null}`, "email", anEmail("send_to_addresses", []any{"Ada@acme.example"}, "send_to_target", "none"),
			"rule", object{"type": "payloadUsage", "threshold": 80.0, "threshold_type": "percentOfLimit"}),
		"empty description": least("target_query", `{"name": "x", "id": null}`, "email", anEmail("send_to_addresses", []any{"Ada@acme.example"}), "description", nil),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p.ExpectEmpty(made, config)
		})
	}
	if sent := srv.Requests(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}

// Null and empty are one nothing: an edit between them sends nothing, and stays.
func TestNothings(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	made := p.Apply(p.Null(), p.Config(least("email", anEmail())))
	srv.ResetRequests()
	config := least("description", "", "email", anEmail("send_to_addresses", []any{}))
	made = p.Apply(made, p.Config(config))
	acctest.ExpectWrites(t, srv)
	p.ExpectEmpty(p.MustRefresh(made), config)
}

func TestOtherRecipients(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ before, after []any }{
		"more":      {[]any{"a@acme.example"}, []any{"A@acme.example", "b@acme.example"}},
		"fewer":     {[]any{"a@acme.example", "b@acme.example"}, []any{"B@acme.example"}},
		"others":    {[]any{"a@acme.example"}, []any{"b@acme.example"}},
		"from none": {nil, []any{"b@acme.example"}},
		"to none":   {[]any{"a@acme.example"}, []any{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			config := func(addresses []any) object {
				if addresses == nil {
					return least("email", anEmail())
				}
				return least("email", anEmail("send_to_addresses", addresses))
			}
			made := p.Apply(p.Null(), p.Config(config(tc.before)))
			made = p.MustRefresh(p.Apply(made, p.Config(config(tc.after))))
			p.ExpectEmpty(made, config(tc.after))
			email, _ := srv.NotificationRules()[0]["emailConfig"].(mockserver.Doc)
			if got, _ := email["sendToAddresses"].([]any); len(got) != len(tc.after) {
				t.Errorf("stored %v", got)
			}
		})
	}
}

func TestDrift(t *testing.T) {
	t.Parallel()
	config := least("description", "d", "enabled", true, "email", anEmail("send_to_addresses", []any{"a@acme.example"}))
	for name, edit := range map[string]mockserver.Doc{
		"name":        {"name": "x"},
		"description": {"description": "x"},
		"enabled":     {"enabled": false},
		"query":       {"targetQueryJson": `{"name":"x"}`},
		"callback":    {"callbackUrl": nil},
		"no e-mail":   {"emailConfig": nil},
		"e-mail":      {"emailConfig": mockserver.Doc{"subjectTemplate": "s", "bodyTemplate": "b", "sendToOwner": "admins", "sendToAddresses": []any{"b@acme.example"}}},
		"threshold":   {"ruleConfig": mockserver.Doc{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit", "threshold": 80.5}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			made := p.Apply(p.Null(), p.Config(config))
			before := srv.NotificationRules()[0]
			srv.EditNotificationRule(p.Text(made.State, "id"), edit)
			made = p.MustRefresh(p.Apply(p.MustRefresh(made), p.Config(config)))
			p.ExpectEmpty(made, config)
			sent := srv.Requests(http.MethodPatch)
			if len(sent) != 1 || len(sent[0].JSON()) != 1 {
				t.Errorf("sent %v", sent)
			}
			for member := range edit {
				if after := srv.NotificationRules()[0]; !equal(after[member], before[member]) {
					t.Errorf("%s is %v, was %v", member, after[member], before[member])
				}
			}
		})
	}
}

func TestImport(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddNotificationRule(found("targetQueryJson", `{"name":"x","id":null}`, "emailConfig", mockserver.Doc{
		"subjectTemplate": "s", "bodyTemplate": "b", "sendToOwner": "admins", "sendToAddresses": []any{"Ada@acme.example"},
	}))
	config := least("target_query", `{ "id": null, "name": "x" }`, "email", anEmail("send_to_addresses", []any{"ada@acme.example"}))
	p := newProtocol(t, srv)
	for name, tc := range map[string]struct {
		id       string
		identity object
	}{
		"id":                  {id: id},
		"upper case":          {id: strings.ToUpper(id)},
		"instance and id":     {id: srv.InstanceID() + "/" + id},
		"identity":            {identity: object{"id": id, "instance_id": srv.InstanceID()}},
		"identity without it": {identity: object{"id": id}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProtocol(t, srv)
			imported, diagnostics := p.Import(tc.id, tc.identity)
			acctest.ExpectDetails(t, diagnostics)
			if got := p.IdentityOf(imported); got["id"] != id || got["instance_id"] != srv.InstanceID() {
				t.Errorf("identity %v", got)
			}
			p.ExpectEmpty(p.MustRefresh(imported), config)
		})
	}
	for _, garbage := range []string{"rule", id + "/", "/" + id} {
		_, diagnostics := p.Import(garbage, nil)
		acctest.ExpectDetails(t, diagnostics, "ERROR Invalid import ID: ")
	}
	if gone, _ := p.Import("60106426dc03c6aad06540bb", nil); !gone.State.IsNull() {
		t.Error("a rule that does not exist was imported")
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	p := newProtocol(t, mockserver.Start(t))
	rule := func(name string, value any) object {
		r := aRule()
		r[name] = value
		return least("rule", r)
	}
	eleven := make([]any, 11)
	for i := range eleven {
		eleven[i] = strings.Repeat("x", i+1) + "@acme.example"
	}
	for name, tc := range map[string]struct {
		config object
		want   string
	}{
		"query that is a list":   {least("target_query", "[]"), "Invalid JSON"},
		"query that is no JSON":  {least("target_query", "{"), "Invalid JSON"},
		"long query":             {least("target_query", `{"name":"`+strings.Repeat("x", 8192)+`"}`), "8192"},
		"usage":                  {rule("type", "deviceUsage"), "payloadUsage"},
		"threshold above":        {rule("threshold", 1001), "1000"},
		"threshold below":        {rule("threshold", -1), "0.0"},
		"threshold type":         {rule("threshold_type", "absolute"), "percentOfLimit"},
		"frequency":              {rule("max_frequency", "hourly"), "billingCycle"},
		"recipients":             {least("email", anEmail("send_to_target", "everybody")), "admins"},
		"address":                {least("email", anEmail("send_to_addresses", []any{"ada"})), "must be an e-mail address"},
		"null address":           {least("email", anEmail("send_to_addresses", []any{nil})), "ERROR"},
		"too many addresses":     {least("email", anEmail("send_to_addresses", eleven)), "at most 10"},
		"empty subject":          {least("email", anEmail("subject_template", "")), "subject_template"},
		"no body":                {least("email", anEmail("body_template", nil)), "body_template"},
		"empty URL":              {least("callback_url", ""), `ERROR Invalid URL: Attribute callback_url value must be a URL such as https://example.com/hook, got: "".`},
		"URL of another kind":    {least("callback_url", "mailto:ada@acme.example"), "Invalid URL"},
		"path":                   {least("callback_url", "/hook"), "Invalid URL"},
		"empty name":             {least("name", ""), "name"},
		"empty body is fine":     {least("email", anEmail("body_template", "")), ""},
		"unknown values as well": {least("target_query", acctest.Unknown, "callback_url", acctest.Unknown, "email", acctest.Unknown), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(acctest.Errors(p.Validate(p.Config(tc.config))), "\n")
			if !strings.Contains(got, tc.want) || tc.want == "" && got != "" {
				t.Errorf("want %q, got %q", tc.want, got)
			}
		})
	}
}
