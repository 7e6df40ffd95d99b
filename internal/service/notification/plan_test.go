package notification_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestPlanRejectsAQueryThatTheAPIRejects(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.AddOrganization(mockserver.Doc{"name": "Other"})
	p := newProtocol(t, srv)
	planned := p.Plan(p.Null(), p.Config(minimalConfig("target_query", `{"color":"red"}`)))
	acctest.ExpectDetails(t, planned.Diagnostics, `ERROR Invalid target_query of notification rule "rule": Losant rejected it as an organization query.`)
	if got := acctest.Details(planned.Diagnostics)[0]; !strings.Contains(got, "query.color is not allowed") || acctest.RootOf(planned.Diagnostics[0]) != "target_query" {
		t.Errorf("got %q with path %s", got, planned.Diagnostics[0].Attribute)
	}

	srv.ResetRequests()
	config := minimalConfig("target_query", `{"name":"nobody"}`)
	rule := p.Apply(p.Null(), p.Config(config))
	queries := srv.Requests(http.MethodGet)
	// The first request checks the token. The last lists the rules before the creation.
	if len(queries) != 3 || queries[1].Query.Get("query") != `{"name":"nobody"}` || queries[1].Query.Get("perPage") != "1" {
		t.Errorf("the check sent %v", queries)
	}
	srv.ResetRequests()
	p.ExpectEmpty(rule, config)
	acctest.ExpectCount(t, srv, http.MethodGet, 0)
	p.Apply(rule, p.Config(minimalConfig("target_query", `{"name":"nobody"}`, "name", "x")))
	acctest.ExpectCount(t, srv, http.MethodGet, 1) // It checks the token, once in a run.
	p.Plan(rule, p.Config(minimalConfig("target_query", acctest.Unknown)))
	acctest.ExpectCount(t, srv, http.MethodGet, 2)
}

// A token without access to organizations can create the rule.
func TestQueryIsNotCheckedWithoutTheScope(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	token := srv.AddToken("instanceNotificationRules.*", "instanceNotificationRule.*")
	p := acctest.NewProtocol(t, srv, typeName, object{"api_token": token})
	p.ExpectEmpty(p.MustRefresh(p.Apply(p.Null(), p.Config(minimalConfig()))), minimalConfig())
	p = acctest.NewProtocol(t, srv, typeName, object{"api_token": token})
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(minimalConfig())).Diagnostics, "WARNING Checks skipped: the API token lacks the scope instanceOrgs.get")

	srv.Fail(mockserver.Fault{Method: http.MethodGet, PathContains: "/orgs", Status: http.StatusTeapot})
	acctest.ExpectDetails(t, newProtocol(t, srv).Plan(p.Null(), p.Config(minimalConfig())).Diagnostics, `ERROR Could not check the target_query of notification rule "rule"`)
}

func TestPlanWarnsAboutARuleThatNotifiesNobody(t *testing.T) {
	t.Parallel()
	const warning = `WARNING Notification rule "rule" notifies nobody`
	for name, tc := range map[string]struct {
		config object
		want   []string
	}{
		"neither callback nor e-mail": {minimalConfig("callback_url", nil), []string{warning}},
		"no recipients":               {minimalConfig("callback_url", nil, "email", anEmail("send_to_owner", nil, "send_to_addresses", []any{})), []string{warning}},
		"callback":                    {minimalConfig(), nil},
		"owner":                       {minimalConfig("callback_url", nil, "email", anEmail()), nil},
		"target":                      {minimalConfig("callback_url", nil, "email", anEmail("send_to_owner", "none", "send_to_target", "members")), nil},
		"addresses":                   {minimalConfig("callback_url", nil, "email", anEmail("send_to_owner", "none", "send_to_addresses", []any{"a@acme.example"})), nil},
		"unknown callback":            {minimalConfig("callback_url", acctest.Unknown), nil},
		"unknown e-mail":              {minimalConfig("callback_url", nil, "email", acctest.Unknown), nil},
		"unknown target":              {minimalConfig("callback_url", nil, "email", anEmail("send_to_owner", nil, "send_to_target", acctest.Unknown)), nil},
		"unknown addresses":           {minimalConfig("callback_url", nil, "email", anEmail("send_to_owner", nil, "send_to_addresses", acctest.Unknown)), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProtocol(t, mockserver.Start(t))
			planned := p.Plan(p.Null(), p.Config(tc.config))
			acctest.ExpectDetails(t, planned.Diagnostics, tc.want...)
			if len(tc.want) == 0 {
				return
			}
			// The warning is repeated only if the recipients change.
			rule, diagnostics := p.ApplyPlanned(p.Null(), p.Config(tc.config), planned)
			acctest.ExpectDetails(t, diagnostics)
			p.ExpectEmpty(rule, tc.config)
		})
	}
}

// An update of another attribute does not send values that the API chose.
func TestUpdateKeepsValuesThatTheAPIChose(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{"filled", "absent"} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("rule-defaults", setting))
			p := newProtocol(t, srv)
			config := minimalConfig("email", anEmail())
			rule := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
			config["name"] = "other"
			planned := p.Plan(rule, p.Config(config))
			for _, attribute := range []string{"id", "enabled", "rule", "email", "created_at"} {
				if !p.IsKnown(planned.State, attribute) {
					t.Errorf("%s is not known", attribute)
				}
			}
			rule = p.MustRefresh(p.Apply(rule, p.Config(config)))
			acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"name": "other"})
			p.ExpectEmpty(rule, config)
		})
	}
}

func TestRefreshKeepsTheConfiguredForm(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("rule-query-text", "rewritten"), mockserver.With("email-case", "lowered"))
	p := newProtocol(t, srv)
	rule := p.Apply(p.Null(), p.Config(minimalConfig("target_query", `{ "name": "x", "id": null }`, "email", anEmail("send_to_addresses", []any{"Ada@acme.example"}))))
	if got := srv.NotificationRules()[0]["targetQueryJson"]; got != `{"id":null,"name":"x"}` {
		t.Errorf("the API stored %v", got)
	}
	if refreshed := p.MustRefresh(rule); !refreshed.State.Equal(rule.State) {
		t.Errorf("the state was %s and is now %s", rule.State, refreshed.State)
	}
}
