package notification_test

import (
	"net/http"
	"testing"

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
	create, update := acctest.Creates(minimalConfig()), acctest.Updates(minimalConfig("name", "x"))
	rejected := func(method string, status int, message string) mockserver.Fault {
		return acctest.Rejection(method, "/notification-rules", status, message)
	}
	for name, failure := range map[string]acctest.Failure{
		"create, forbidden": acctest.Fails(create, rejected("POST", 403, "no"), "all.Instance, all.Instance.bounded, instanceNotificationRules.*, instanceNotificationRules.post.", ""),
		"create, query":     acctest.Fails(create, rejected("POST", 400, "targetQueryJson can match nothing"), `ERROR Could not create notification rule "rule": POST`, "target_query"),
		"create, e-mail":    acctest.Fails(create, rejected("POST", 400, "emailConfig.subjectTemplate is no template"), "400", "email"),
		"read":              acctest.Fails(acctest.Reads, rejected("GET", 403, "no"), "instanceNotificationRule.get", ""),
		"update":            acctest.Fails(update, rejected("PATCH", 400, "name is taken"), `ERROR Could not update notification rule "rule" (`, "name"),
		"delete":            acctest.Fails(acctest.Destroys, rejected("DELETE", 403, "no"), `ERROR Could not delete notification rule "rule" (`, ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failure.ExpectFailure(t, typeName, minimalConfig())
		})
	}
}

func TestRuleDeletedOutsideTerraformLeavesTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	rule := p.Apply(p.Null(), p.Config(minimalConfig()))
	acctest.ExpectDeletionIsNoticed(t, p, rule, srv.RemoveNotificationRule)
}

// With a token of another instance, the API responds with 404 to every request.
func TestTokenOfAnotherInstanceKeepsTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	rule := p.Apply(p.Null(), p.Config(minimalConfig()))
	acctest.ExpectKeptByAnotherInstance(t, srv, typeName, p.Text(rule.State, "id"))
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

func TestUnstoredChangeIsNoticed(t *testing.T) {
	t.Parallel()
	acctest.ExpectUnstoredChangeIsNoticed(t, mockserver.Start(t), typeName, "/notification-rules/{id}", minimalConfig(), minimalConfig("name", "other"), "name for notification rule")
}
