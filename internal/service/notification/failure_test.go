package notification_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestLostResponseCreatesOneRule(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault mockserver.Fault
		posts int
	}{
		"connection reset after the effect":  {mockserver.Fault{Method: http.MethodPost, Reset: true, After: true}, 1},
		"connection reset before the effect": {mockserver.Fault{Method: http.MethodPost, Reset: true}, 2},
		"response of a proxy":                {mockserver.Fault{Method: http.MethodPost, Status: http.StatusBadGateway, Body: "<h1>Bad gateway</h1>", After: true}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			srv.Fail(tc.fault)
			p := newProtocol(t, srv)
			rule := p.Apply(p.Null(), p.Config(minimalConfig()))
			if all := srv.NotificationRules(); len(all) != 1 || all[0]["id"] != p.Text(rule.State, "id") {
				t.Errorf("got rules %v, want the one in the state", all)
			}
			acctest.ExpectCount(t, srv, http.MethodPost, tc.posts)
			p.ExpectEmpty(p.MustRefresh(rule), minimalConfig())
		})
	}
}

func TestErrorsNameTheRuleAndTheAttribute(t *testing.T) {
	t.Parallel()
	create := func(p *acctest.Protocol, _ acctest.Object) []*tfprotov6.Diagnostic {
		config := p.Config(minimalConfig())
		_, diagnostics := p.ApplyPlanned(p.Null(), config, p.Plan(p.Null(), config))
		return diagnostics
	}
	update := func(p *acctest.Protocol, rule acctest.Object) []*tfprotov6.Diagnostic {
		config := p.Config(minimalConfig("name", "x"))
		_, diagnostics := p.ApplyPlanned(rule, config, p.Plan(rule, config))
		return diagnostics
	}
	read := func(p *acctest.Protocol, rule acctest.Object) []*tfprotov6.Diagnostic {
		_, diagnostics := p.Refresh(rule)
		return diagnostics
	}
	rejected := func(method string, status int, message string) mockserver.Fault {
		return mockserver.Fault{Method: method, PathContains: "/notification-rules", Status: status, Body: `{"type":"x","message":"` + message + `"}`}
	}
	for name, tc := range map[string]struct {
		act   func(*acctest.Protocol, acctest.Object) []*tfprotov6.Diagnostic
		fault mockserver.Fault
		want  string
		at    string
	}{
		"create, forbidden": {create, rejected("POST", 403, "no"), "all.Instance, all.Instance.bounded, instanceNotificationRules.*, instanceNotificationRules.post.", ""},
		"create, query":     {create, rejected("POST", 400, "targetQueryJson can match nothing"), `ERROR Could not create notification rule "rule": POST`, "target_query"},
		"create, e-mail":    {create, rejected("POST", 400, "emailConfig.subjectTemplate is no template"), "400", "email"},
		"read":              {read, rejected("GET", 403, "no"), "instanceNotificationRule.get", ""},
		"update":            {update, rejected("PATCH", 400, "name is taken"), `ERROR Could not update notification rule "rule" (`, "name"},
		"delete":            {destroy, rejected("DELETE", 403, "no"), `ERROR Could not delete notification rule "rule" (`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			rule := p.Apply(p.Null(), p.Config(minimalConfig()))
			srv.Fail(tc.fault)
			diagnostics := tc.act(p, rule)
			acctest.ExpectDetails(t, diagnostics, tc.want)
			if got := acctest.RootOf(diagnostics[0]); got != tc.at {
				t.Errorf("got path %q, want %q", got, tc.at)
			}
		})
	}
}

func TestRuleDeletedOutsideTerraformLeavesTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	rule := p.Apply(p.Null(), p.Config(minimalConfig()))
	srv.RemoveNotificationRule(p.Text(rule.State, "id"))
	if refreshed := p.MustRefresh(rule); !refreshed.State.IsNull() {
		t.Error("the rule is still in the state")
	}
	acctest.ExpectDetails(t, destroy(p, rule))
}

// With a token of another instance, the API responds with 404 to every request.
func TestTokenOfAnotherInstanceKeepsTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	rule := p.Apply(p.Null(), p.Config(minimalConfig()))
	other := srv.AddInstance(mockserver.Doc{})
	stranger := acctest.NewProtocol(t, srv, typeName, object{"instance_id": other})
	foreign, diagnostics := stranger.Import(p.Text(rule.State, "id"), nil)
	acctest.ExpectDetails(t, diagnostics, "Instance was not found")
	if foreign.State.IsNull() {
		t.Error("the rule is no longer in the state")
	}
}

func TestMissingInstanceIsAnErrorInImportAndPlan(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocolWith(t, typeName, nil, acctest.Environment(srv, "LOSANT_INSTANCE_ID", ""))
	_, diagnostics := p.Import("60106426dc03c6aad06540bb", nil)
	acctest.ExpectDetails(t, diagnostics, "ERROR Missing Losant instance")
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(minimalConfig())).Diagnostics, "ERROR Missing Losant instance")
	acctest.ExpectCount(t, srv, http.MethodGet, 0)
}

func TestUnknownAPITokenKeepsTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	rule := p.Apply(p.Null(), p.Config(minimalConfig()))
	unknown := acctest.NewProtocol(t, srv, typeName, object{"api_token": acctest.Unknown})
	kept, diagnostics := unknown.Refresh(rule)
	acctest.ExpectDetails(t, diagnostics, "WARNING Skipped refreshing from Losant")
	unknown.ExpectEmpty(kept, minimalConfig())
	acctest.ExpectDetails(t, unknown.Plan(unknown.Null(), unknown.Config(minimalConfig("target_query", `{"color":1}`))).Diagnostics)
}
