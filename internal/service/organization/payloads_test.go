package organization_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const (
	farFuture = "2099-01-31T00:00:00Z"
	farPast   = "2020-01-31T00:00:00Z"
)

// Each step applies a configuration after the one before it.
func TestPayloadUpdatesSendOnlyChanges(t *testing.T) {
	t.Parallel()
	type step struct {
		enabled, until any
		sends          any // disabledAt in the PATCH, or nil if nothing is sent
		wantEnabled    bool
	}
	for name, steps := range map[string][]step{
		"disabled, enabled":               {{false, nil, true, false}, {true, nil, false, true}},
		"disabled, not set":               {{false, nil, true, false}, {nil, nil, nil, false}},
		"date":                            {{nil, farFuture, "2099-01-31T00:00:00Z", true}},
		"date, and enabled":               {{true, farFuture, "2099-01-31T00:00:00Z", true}},
		"same date in another form":       {{nil, farFuture, farFuture, true}, {nil, "2099-01-31T01:30:00.000+01:30", nil, true}},
		"date changed":                    {{nil, farFuture, farFuture, true}, {nil, "2098-12-31T00:00:00Z", "2098-12-31T00:00:00Z", true}},
		"date removed":                    {{nil, farFuture, farFuture, true}, {nil, nil, false, true}},
		"date removed, and enabled":       {{nil, farFuture, farFuture, true}, {true, nil, false, true}},
		"date removed, and disabled":      {{nil, farFuture, farFuture, true}, {false, nil, true, false}},
		"past date":                       {{nil, farPast, farPast, true}},
		"past date removed":               {{nil, farPast, farPast, true}, {nil, nil, nil, false}},
		"past date removed, and enabled":  {{nil, farPast, farPast, true}, {true, nil, false, true}},
		"past date removed, and disabled": {{nil, farPast, farPast, true}, {false, nil, nil, false}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
			for _, s := range steps {
				config := map[string]any{"name": "Acme", "payloads_enabled": s.enabled, "payloads_enabled_until": s.until}
				srv.ResetRequests()
				object = p.Apply(object, p.Config(config))
				if s.sends == nil {
					acctest.ExpectBodies(t, srv, http.MethodPatch)
				} else {
					acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"disabledAt": s.sends})
				}
				object = p.MustRefresh(object)
				p.ExpectEmpty(object, config)
				if got := p.Bool(object.State, "payloads_enabled"); got != s.wantEnabled {
					t.Errorf("payloads_enabled is %t after %v", got, config)
				}
			}
		})
	}
}

func TestCreateSendsPayloadSettings(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		enabled, until, sends any
	}{
		"not set":  {nil, nil, nil},
		"enabled":  {true, nil, false},
		"disabled": {false, nil, true},
		"date":     {nil, farFuture, farFuture},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			config := map[string]any{"name": "Acme", "payloads_enabled": tc.enabled, "payloads_enabled_until": tc.until}
			p.ExpectEmpty(p.MustRefresh(p.Apply(p.Null(), p.Config(config))), config)
			want := mockserver.Doc{"name": "Acme"}
			if tc.sends != nil {
				want["disabledAt"] = tc.sends
			}
			acctest.ExpectBodies(t, srv, http.MethodPost, want)
		})
	}
}

func TestReachingThePayloadDateProducesNoDiff(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	soon := time.Now().Add(400 * time.Millisecond).UTC().Format("2006-01-02T15:04:05.000Z07:00")
	config := map[string]any{"name": "Acme", "payloads_enabled_until": soon}
	object := p.Apply(p.Null(), p.Config(config))
	time.Sleep(500 * time.Millisecond)
	object = p.MustRefresh(object)
	p.ExpectEmpty(object, config)

	for name, disabledAt := range map[string]any{"disabled outside Terraform": true, "enabled outside Terraform": false, "another date": "2098-12-31T00:00:00Z"} {
		srv.EditOrganization(p.Text(object.State, "id"), mockserver.Doc{"disabledAt": disabledAt})
		drifted := p.MustRefresh(object)
		if planned := p.Plan(drifted, p.Config(config)); drifted.State.Equal(planned.State) {
			t.Errorf("%s: no drift shown", name)
		}
	}
}

func TestPayloadDatesDifferByMilliseconds(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := map[string]any{"name": "Acme", "payloads_enabled_until": "2099-01-31T00:00:00.100Z"}
	object := p.Apply(p.Null(), p.Config(config))
	srv.EditOrganization(p.Text(object.State, "id"), mockserver.Doc{"disabledAt": "2099-01-31T00:00:00.900Z"})
	object = p.MustRefresh(object)
	if got := p.Text(object.State, "payloads_enabled_until"); got != "2099-01-31T00:00:00.900Z" {
		t.Errorf("the drift is not shown: %s", got)
	}
}

func TestNewPayloadDateInThePastWarnsOnce(t *testing.T) {
	t.Parallel()
	p := newProtocol(t, mockserver.Start(t))
	config := p.Config(map[string]any{"name": "Acme", "payloads_enabled_until": farPast})
	planned := p.Plan(p.Null(), config)
	if got := summaries(planned.Diagnostics); len(got) != 1 || !strings.Contains(got[0], `WARNING Payloads of organization "Acme" will stop immediately`) {
		t.Errorf("got %q", got)
	}
	object := p.MustRefresh(p.Apply(p.Null(), config))
	if got := summaries(p.Plan(object, config).Diagnostics); len(got) != 0 {
		t.Errorf("it warns again without a change: %q", got)
	}
}

// Removing a date that has passed does not start payloads again.
func TestRemovingALapsedPayloadDateWarns(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		until   string
		enabled any // of the last configuration
		want    []string
	}{
		"lapsed":                  {farPast, nil, []string{`. Removing the date does not start them again. To process payloads, set payloads_enabled = true. To keep them off`}},
		"lapsed, switched on":     {farPast, true, nil},
		"lapsed, kept off":        {farPast, false, nil},
		"date in the future":      {farFuture, nil, nil},
		"in the future, then off": {farFuture, false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme", "payloads_enabled_until": tc.until})))
			srv.ResetRequests()
			config := map[string]any{"name": "Acme", "payloads_enabled": tc.enabled}
			planned := p.Plan(object, p.Config(config))
			acctest.ExpectDetails(t, planned.Diagnostics, tc.want...)
			if enabled := tc.enabled == true || tc.enabled == nil && tc.until == farFuture; p.Bool(planned.State, "payloads_enabled") != enabled {
				t.Errorf("planned payloads_enabled is not %t", enabled)
			}
			object = p.MustRefresh(p.Apply(object, p.Config(config)))
			p.ExpectEmpty(object, config)
			var want []mockserver.Doc
			switch {
			case tc.enabled == true, tc.enabled == nil && tc.until == farFuture:
				want = []mockserver.Doc{{"disabledAt": false}}
			case tc.until == farFuture:
				want = []mockserver.Doc{{"disabledAt": true}}
			}
			acctest.ExpectBodies(t, srv, http.MethodPatch, want...)
		})
	}
}

func TestPayloadsAreActive(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		disabledAt any
		want       bool
	}{
		"enabled": {false, true}, "disabled": {true, false}, "until later": {farFuture, true}, "lapsed": {farPast, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			id := srv.AddOrganization(mockserver.Doc{"name": "Acme", "disabledAt": tc.disabledAt})
			server := acctest.NewServer(t, srv, nil)
			one, diagnostics := server.ReadData("losant_organization", map[string]any{"id": id})
			acctest.ExpectDetails(t, diagnostics)
			all, diagnostics := server.ReadData("losant_organizations", map[string]any{})
			acctest.ExpectDetails(t, diagnostics)
			listed := acctest.Objects(all["organizations"])[0]
			if one["payloads_active"] != tc.want || listed["payloads_active"] != tc.want {
				t.Errorf("got %v and %v, want %v", one["payloads_active"], listed["payloads_active"], tc.want)
			}
		})
	}
}

func TestUnknownPayloadDatePlansUnknownPayloadsEnabled(t *testing.T) {
	t.Parallel()
	p := newProtocol(t, mockserver.Start(t))
	planned := p.Plan(p.Null(), p.Config(map[string]any{"name": "Acme", "payloads_enabled_until": acctest.Unknown}))
	if p.IsKnown(planned.State, "payloads_enabled") {
		t.Error("payloads_enabled is planned before the date is known")
	}
}
