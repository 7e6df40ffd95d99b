package notification_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }

// A query that the API would refuse is refused by the plan.
func TestQueryIsTried(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.AddOrganization(mockserver.Doc{"name": "Other"})
	p := newProtocol(t, srv)
	planned := p.Plan(p.Null(), p.Config(least("target_query", `{"color":"red"}`)))
	acctest.ExpectDetails(t, planned.Diagnostics, `ERROR Losant does not understand the target_query of rule "rule"`)
	if got := acctest.Details(planned.Diagnostics)[0]; !strings.Contains(got, "query.color is not allowed") || acctest.RootOf(planned.Diagnostics[0]) != "target_query" {
		t.Errorf("got %q at %s", got, planned.Diagnostics[0].Attribute)
	}

	srv.ResetRequests()
	config := least("target_query", `{"name":"nobody"}`)
	made := p.Apply(p.Null(), p.Config(config))
	looks := srv.Requests(http.MethodGet)
	if len(looks) != 1 || looks[0].Query.Get("query") != `{"name":"nobody"}` || looks[0].Query.Get("perPage") != "1" {
		t.Errorf("tried by %v", looks)
	}
	srv.ResetRequests()
	p.ExpectEmpty(made, config)
	p.Apply(made, p.Config(least("target_query", `{"name":"nobody"}`, "name", "x")))
	acctest.ExpectCount(t, srv, http.MethodGet, 0)
	p.Plan(made, p.Config(least("target_query", acctest.Unknown)))
	acctest.ExpectCount(t, srv, http.MethodGet, 0)
}

// The rule can be made with a token that may not look for organizations.
func TestQueryIsNotTriedWithoutTheScope(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	token := srv.AddToken("instanceNotificationRules.*", "instanceNotificationRule.*")
	p := acctest.NewProtocol(t, srv, typeName, object{"api_token": token})
	p.ExpectEmpty(p.MustRefresh(p.Apply(p.Null(), p.Config(least()))), least())
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(least())).Diagnostics)

	srv.Fail(mockserver.Fault{Method: http.MethodGet, PathContains: "/orgs", Status: http.StatusTeapot})
	acctest.ExpectDetails(t, newProtocol(t, srv).Plan(p.Null(), p.Config(least())).Diagnostics, `ERROR Could not try the target_query of rule "rule"`)
}

func TestRuleThatNotifiesNobody(t *testing.T) {
	t.Parallel()
	const silent = `WARNING Notification rule "rule" notifies nobody`
	for name, tc := range map[string]struct {
		config object
		says   []string
	}{
		"neither":           {least("callback_url", nil), []string{silent}},
		"no recipients":     {least("callback_url", nil, "email", anEmail("send_to_owner", nil, "send_to_addresses", []any{})), []string{silent}},
		"callback":          {least(), nil},
		"owner":             {least("callback_url", nil, "email", anEmail()), nil},
		"target":            {least("callback_url", nil, "email", anEmail("send_to_owner", "none", "send_to_target", "members")), nil},
		"addresses":         {least("callback_url", nil, "email", anEmail("send_to_owner", "none", "send_to_addresses", []any{"a@acme.example"})), nil},
		"unknown callback":  {least("callback_url", acctest.Unknown), nil},
		"unknown e-mail":    {least("callback_url", nil, "email", acctest.Unknown), nil},
		"unknown target":    {least("callback_url", nil, "email", anEmail("send_to_owner", nil, "send_to_target", acctest.Unknown)), nil},
		"unknown addresses": {least("callback_url", nil, "email", anEmail("send_to_owner", nil, "send_to_addresses", acctest.Unknown)), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProtocol(t, mockserver.Start(t))
			planned := p.Plan(p.Null(), p.Config(tc.config))
			acctest.ExpectDetails(t, planned.Diagnostics, tc.says...)
			if len(tc.says) == 0 {
				return
			}
			// It is said once, and again only when something about it changes.
			made, diagnostics := p.ApplyPlanned(p.Null(), p.Config(tc.config), planned)
			acctest.ExpectDetails(t, diagnostics)
			p.ExpectEmpty(made, tc.config)
		})
	}
}

// An update for another reason keeps what the API chose, be it nothing.
func TestUpdateKeepsWhatTheAPIChose(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{"filled", "absent"} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("rule-defaults", setting))
			p := newProtocol(t, srv)
			config := least("email", anEmail())
			made := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
			config["name"] = "other"
			planned := p.Plan(made, p.Config(config))
			for _, attribute := range []string{"id", "enabled", "rule", "email", "created_at"} {
				if !p.Known(planned.State, attribute) {
					t.Errorf("%s is not known", attribute)
				}
			}
			made = p.MustRefresh(p.Apply(made, p.Config(config)))
			acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"name": "other"})
			p.ExpectEmpty(made, config)
		})
	}
}

// A refresh keeps the spelling that the state has, whatever the API makes of it.
func TestRefreshKeepsSpelling(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("rule-query-text", "rewritten"), mockserver.With("email-case", "lowered"))
	p := newProtocol(t, srv)
	made := p.Apply(p.Null(), p.Config(least("target_query", `{ "name": "x", "id": null }`, "email", anEmail("send_to_addresses", []any{"Ada@acme.example"}))))
	if got := srv.NotificationRules()[0]["targetQueryJson"]; got != `{"id":null,"name":"x"}` {
		t.Errorf("the API has %v", got)
	}
	if refreshed := p.MustRefresh(made); !refreshed.State.Equal(made.State) {
		t.Errorf("the state was %s, and is %s", made.State, refreshed.State)
	}
}
