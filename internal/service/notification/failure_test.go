package notification_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault mockserver.Fault
		posts int
	}{
		"lost after the effect":  {mockserver.Fault{Method: http.MethodPost, Reset: true, After: true}, 1},
		"lost before the effect": {mockserver.Fault{Method: http.MethodPost, Reset: true}, 2},
		"answered by a proxy":    {mockserver.Fault{Method: http.MethodPost, Status: http.StatusBadGateway, Body: "<h1>Bad gateway</h1>", After: true}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			srv.Fail(tc.fault)
			p := newProtocol(t, srv)
			made := p.Apply(p.Null(), p.Config(least()))
			if all := srv.NotificationRules(); len(all) != 1 || all[0]["id"] != p.Text(made.State, "id") {
				t.Errorf("there are %v", all)
			}
			acctest.ExpectCount(t, srv, http.MethodPost, tc.posts)
			p.ExpectEmpty(p.MustRefresh(made), least())
		})
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	create := func(p *acctest.Protocol, _ acctest.Object) []*tfprotov6.Diagnostic {
		config := p.Config(least())
		_, diagnostics := p.ApplyPlanned(p.Null(), config, p.Plan(p.Null(), config))
		return diagnostics
	}
	update := func(p *acctest.Protocol, made acctest.Object) []*tfprotov6.Diagnostic {
		config := p.Config(least("name", "x"))
		_, diagnostics := p.ApplyPlanned(made, config, p.Plan(made, config))
		return diagnostics
	}
	read := func(p *acctest.Protocol, made acctest.Object) []*tfprotov6.Diagnostic {
		_, diagnostics := p.Refresh(made)
		return diagnostics
	}
	refused := func(method string, status int, message string) mockserver.Fault {
		return mockserver.Fault{Method: method, PathContains: "/notification-rules", Status: status, Body: `{"type":"x","message":"` + message + `"}`}
	}
	for name, tc := range map[string]struct {
		act   func(*acctest.Protocol, acctest.Object) []*tfprotov6.Diagnostic
		fault mockserver.Fault
		want  string
		at    string
	}{
		"create, forbidden": {create, refused("POST", 403, "no"), "all.Instance, all.Instance.bounded, instanceNotificationRules.*, instanceNotificationRules.post.", ""},
		"create, query":     {create, refused("POST", 400, "targetQueryJson can match nothing"), `ERROR Could not create notification rule "rule": POST`, "target_query"},
		"create, e-mail":    {create, refused("POST", 400, "emailConfig.subjectTemplate is no template"), "400", "email"},
		"read":              {read, refused("GET", 403, "no"), "instanceNotificationRule.get", ""},
		"update":            {update, refused("PATCH", 400, "name is taken"), `ERROR Could not update notification rule "rule" (`, "name"},
		"delete":            {destroy, refused("DELETE", 403, "no"), `ERROR Could not delete notification rule "rule" (`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			made := p.Apply(p.Null(), p.Config(least()))
			srv.Fail(tc.fault)
			diagnostics := tc.act(p, made)
			acctest.ExpectDetails(t, diagnostics, tc.want)
			if got := acctest.RootOf(diagnostics[0]); got != tc.at {
				t.Errorf("points at %q, want %q", got, tc.at)
			}
		})
	}
}

func TestGone(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	made := p.Apply(p.Null(), p.Config(least()))
	srv.RemoveNotificationRule(p.Text(made.State, "id"))
	if refreshed := p.MustRefresh(made); !refreshed.State.IsNull() {
		t.Error("the rule is still in the state")
	}
	acctest.ExpectDetails(t, destroy(p, made))

	// Everything looks gone to a token of another instance.
	other := srv.AddInstance(mockserver.Doc{})
	stranger := acctest.NewProtocol(t, srv, typeName, object{"instance_id": other})
	foreign, diagnostics := stranger.Import(p.Text(made.State, "id"), nil)
	acctest.ExpectDetails(t, diagnostics, "Instance was not found")
	if foreign.State.IsNull() {
		t.Error("the rule is forgotten")
	}
}

// Without an instance nothing can be imported, planned or made.
func TestNoInstance(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocolWith(t, typeName, nil, acctest.Environment(srv, "LOSANT_INSTANCE_ID", ""))
	_, diagnostics := p.Import("60106426dc03c6aad06540bb", nil)
	acctest.ExpectDetails(t, diagnostics, "ERROR Missing Losant instance")
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(least())).Diagnostics, "ERROR Missing Losant instance")
	acctest.ExpectCount(t, srv, http.MethodGet, 0)
}

func TestUnknownProviderKeepsTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	made := p.Apply(p.Null(), p.Config(least()))
	later := acctest.NewProtocol(t, srv, typeName, object{"api_token": acctest.Unknown})
	kept, diagnostics := later.Refresh(made)
	acctest.ExpectDetails(t, diagnostics, "WARNING Skipped refreshing from Losant")
	later.ExpectEmpty(kept, least())
	acctest.ExpectDetails(t, later.Plan(later.Null(), later.Config(least("target_query", `{"color":1}`))).Diagnostics)
}
