package notification_test

import (
	"math/big"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestLifecycleSendsOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := object{
		"name": "rule", "description": "d", "enabled": false, "target_query": `{"tags": {"plan": "gold"}}`, "callback_url": "https://acme.example/hook",
		"rule":  object{"type": "notebookMinuteUsage", "threshold_type": "percentOfLimit", "threshold": 80, "max_frequency": "daily"},
		"email": anEmail("send_to_target", "members", "send_to_addresses", []any{"b@acme.example", "A@acme.example"}),
	}
	rule := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{
		"name": "rule", "description": "d", "enabled": false, "targetType": "organization", "targetQueryJson": `{"tags": {"plan": "gold"}}`,
		"callbackUrl": "https://acme.example/hook",
		"ruleConfig":  mockserver.Doc{"ruleType": "notebookMinuteUsage", "thresholdType": "percentOfLimit", "threshold": 80.0, "maxFrequency": "daily"},
		"emailConfig": mockserver.Doc{
			"subjectTemplate": "s", "bodyTemplate": "b", "sendToTarget": "members", "sendToOwner": "admins", "sendToAddresses": []any{"A@acme.example", "b@acme.example"},
		},
	})
	id := p.Text(rule.State, "id")
	if got := srv.NotificationRules()[0]; got["id"] != id || got["creationDate"] != p.Text(rule.State, "created_at") || p.Text(rule.State, "instance_id") != srv.InstanceID() {
		t.Errorf("the state is %s, the server has %v", rule.State, got)
	}

	// Only the changed attribute is sent. A removed attribute is cleared.
	for _, step := range []struct {
		change func()
		want   mockserver.Doc // the request; nil for none
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
		rule = p.MustRefresh(p.Apply(rule, p.Config(config)))
		if step.want == nil {
			acctest.ExpectWrites(t, srv)
		} else {
			acctest.ExpectWrites(t, srv, "PATCH /notification-rules/"+id)
			acctest.ExpectBodies(t, srv, http.MethodPatch, step.want)
		}
		p.ExpectEmpty(rule, config)
	}

	acctest.ExpectDetails(t, acctest.Destroys(p, rule))
	if left := srv.NotificationRules(); len(left) > 0 {
		t.Errorf("not deleted: %v", left)
	}
}

func TestAttributesThatAreNotSetKeepTheirValues(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	rule := p.MustRefresh(p.Apply(p.Null(), p.Config(minimalConfig())))
	acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{
		"name": "rule", "targetType": "organization", "targetQueryJson": "{}", "callbackUrl": "https://acme.example/hook", "ruleConfig": sentRule(),
	})
	p.ExpectEmpty(rule, minimalConfig())
	srv.EditNotificationRule(p.Text(rule.State, "id"), mockserver.Doc{"enabled": false})
	p.ExpectEmpty(p.MustRefresh(rule), minimalConfig())
}

func TestEqualValuesInAnotherFormAreNoChange(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := minimalConfig("target_query", `{"name": "x", "id": null}`, "email", anEmail("send_to_addresses", []any{"Ada@acme.example"}))
	rule := p.Apply(p.Null(), p.Config(config))
	srv.ResetRequests()
	for name, config := range map[string]object{
		"JSON in another form": minimalConfig("target_query", "{ \"id\":null,\n\"name\":\"x\" }", "email", anEmail("send_to_addresses", []any{"Ada@acme.example"})),
		"letter case":          minimalConfig("target_query", `{"name": "x", "id": null}`, "email", anEmail("send_to_addresses", []any{"ada@ACME.example"})),
		"defaults": minimalConfig("target_query", `{"name": "x", "id": null}`, "email", anEmail("send_to_addresses", []any{"Ada@acme.example"}, "send_to_target", "none"),
			"rule", object{"type": "payloadUsage", "threshold": 80.0, "threshold_type": "percentOfLimit"}),
		"empty description": minimalConfig("target_query", `{"name": "x", "id": null}`, "email", anEmail("send_to_addresses", []any{"Ada@acme.example"}), "description", nil),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p.ExpectEmpty(rule, config)
		})
	}
	if sent := srv.Requests(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
}

func TestNullAndEmptyAreEqual(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	rule := p.Apply(p.Null(), p.Config(minimalConfig("email", anEmail())))
	srv.ResetRequests()
	config := minimalConfig("description", "", "email", anEmail("send_to_addresses", []any{}))
	rule = p.Apply(rule, p.Config(config))
	acctest.ExpectWrites(t, srv)
	p.ExpectEmpty(p.MustRefresh(rule), config)
}

// Losant stores fewer digits than Terraform calculates with.
func TestThresholdWithManyDigitsIsNoChange(t *testing.T) {
	t.Parallel()
	third := new(big.Float).SetPrec(512).Quo(big.NewFloat(100), big.NewFloat(3))
	digits, _, _ := big.ParseFloat("33.333333333333333", 10, 512, big.ToNearestEven)
	for name, threshold := range map[string]any{"100/3": third, "17 digits": digits} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			config := minimalConfig("rule", object{"type": "payloadUsage", "threshold": threshold})
			rule := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
			p.ExpectEmpty(rule, config)
			srv.ResetRequests()
			config["rule"] = object{"type": "payloadUsage", "threshold": 80}
			srv.EditNotificationRule(p.Text(rule.State, "id"), mockserver.Doc{"ruleConfig": sentRule()})
			p.ExpectEmpty(p.MustRefresh(rule), config)
			acctest.ExpectWrites(t, srv)
		})
	}
}

func TestRecipientsAreUpdated(t *testing.T) {
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
					return minimalConfig("email", anEmail())
				}
				return minimalConfig("email", anEmail("send_to_addresses", addresses))
			}
			rule := p.Apply(p.Null(), p.Config(config(tc.before)))
			rule = p.MustRefresh(p.Apply(rule, p.Config(config(tc.after))))
			p.ExpectEmpty(rule, config(tc.after))
			sent, _ := srv.NotificationRules()[0]["emailConfig"].(mockserver.Doc)
			if got, _ := sent["sendToAddresses"].([]any); len(got) != len(tc.after) {
				t.Errorf("stored %v", got)
			}
		})
	}
}

func TestDriftIsCorrected(t *testing.T) {
	t.Parallel()
	config := minimalConfig("description", "d", "enabled", true, "email", anEmail("send_to_addresses", []any{"a@acme.example"}))
	for name, edit := range map[string]mockserver.Doc{
		"name":           {"name": "x"},
		"description":    {"description": "x"},
		"enabled":        {"enabled": false},
		"target query":   {"targetQueryJson": `{"name":"x"}`},
		"callback URL":   {"callbackUrl": nil},
		"e-mail removed": {"emailConfig": nil},
		"e-mail changed": {"emailConfig": mockserver.Doc{"subjectTemplate": "s", "bodyTemplate": "b", "sendToOwner": "admins", "sendToAddresses": []any{"b@acme.example"}}},
		"threshold":      {"ruleConfig": mockserver.Doc{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit", "threshold": 80.5}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			rule := p.Apply(p.Null(), p.Config(config))
			before := srv.NotificationRules()[0]
			srv.EditNotificationRule(p.Text(rule.State, "id"), edit)
			rule = p.MustRefresh(p.Apply(p.MustRefresh(rule), p.Config(config)))
			p.ExpectEmpty(rule, config)
			sent := srv.Requests(http.MethodPatch)
			if len(sent) != 1 || len(sent[0].JSON()) != 1 {
				t.Errorf("sent %v", sent)
			}
			for field := range edit {
				if after := srv.NotificationRules()[0]; !reflect.DeepEqual(after[field], before[field]) {
					t.Errorf("%s is %v, want %v", field, after[field], before[field])
				}
			}
		})
	}
}

func TestImportAcceptsEveryFormOfTheID(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddNotificationRule(remoteRule("targetQueryJson", `{"name":"x","id":null}`, "emailConfig", mockserver.Doc{
		"subjectTemplate": "s", "bodyTemplate": "b", "sendToOwner": "admins", "sendToAddresses": []any{"Ada@acme.example"},
	}))
	config := minimalConfig("target_query", `{ "id": null, "name": "x" }`, "email", anEmail("send_to_addresses", []any{"ada@acme.example"}))
	p := newProtocol(t, srv)
	for name, tc := range map[string]struct {
		id       string
		identity object
	}{
		"id":                            {id: id},
		"id in upper case":              {id: strings.ToUpper(id)},
		"instance and id":               {id: srv.InstanceID() + "/" + id},
		"identity":                      {identity: object{"id": id, "instance_id": srv.InstanceID()}},
		"identity without the instance": {identity: object{"id": id}},
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
	for _, malformed := range []string{"rule", id + "/", "/" + id} {
		_, diagnostics := p.Import(malformed, nil)
		acctest.ExpectDetails(t, diagnostics, "ERROR Invalid import ID: ")
	}
	if object, _ := p.Import("60106426dc03c6aad06540bb", nil); !object.State.IsNull() {
		t.Error("a rule that does not exist was imported")
	}
}

func TestMistakesAreFoundByValidation(t *testing.T) {
	t.Parallel()
	p := newProtocol(t, mockserver.Start(t))
	rule := func(name string, value any) object {
		r := aRule()
		r[name] = value
		return minimalConfig("rule", r)
	}
	eleven := make([]any, 11)
	for i := range eleven {
		eleven[i] = strings.Repeat("x", i+1) + "@acme.example"
	}
	for name, tc := range map[string]struct {
		config object
		want   string
	}{
		"query that is a list":    {minimalConfig("target_query", "[]"), "Invalid JSON"},
		"query that is not JSON":  {minimalConfig("target_query", "{"), "Invalid JSON"},
		"long query":              {minimalConfig("target_query", `{"name":"`+strings.Repeat("x", 8192)+`"}`), "8192"},
		"unknown usage type":      {rule("type", "deviceUsage"), "payloadUsage"},
		"threshold too high":      {rule("threshold", 1001), "1000"},
		"threshold too low":       {rule("threshold", -1), "from 0 to 1000, got -1"},
		"unknown threshold type":  {rule("threshold_type", "absolute"), "percentOfLimit"},
		"unknown frequency":       {rule("max_frequency", "hourly"), "billingCycle"},
		"unknown recipients":      {minimalConfig("email", anEmail("send_to_target", "everybody")), "admins"},
		"invalid address":         {minimalConfig("email", anEmail("send_to_addresses", []any{"ada"})), "must be an e-mail address"},
		"null address":            {minimalConfig("email", anEmail("send_to_addresses", []any{nil})), "ERROR"},
		"too many addresses":      {minimalConfig("email", anEmail("send_to_addresses", eleven)), "at most 10"},
		"empty subject":           {minimalConfig("email", anEmail("subject_template", "")), "subject_template"},
		"missing body":            {minimalConfig("email", anEmail("body_template", nil)), "body_template"},
		"empty URL":               {minimalConfig("callback_url", ""), `ERROR Invalid URL: Attribute callback_url value must be a URL such as https://example.com/hook, got: "".`},
		"URL with another scheme": {minimalConfig("callback_url", "mailto:ada@acme.example"), "Invalid URL"},
		"path instead of a URL":   {minimalConfig("callback_url", "/hook"), "Invalid URL"},
		"empty name":              {minimalConfig("name", ""), "name"},
		"empty body":              {minimalConfig("email", anEmail("body_template", "")), ""},
		"unknown values":          {minimalConfig("target_query", acctest.Unknown, "callback_url", acctest.Unknown, "email", acctest.Unknown), ""},
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
