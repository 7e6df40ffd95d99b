package instance_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const settingsType = "losant_instance_settings"

// startWithSettings starts a server whose instance has settings.
func startWithSettings(t *testing.T) *mockserver.Server {
	t.Helper()
	srv := mockserver.Start(t)
	srv.EditInstance(mockserver.Doc{
		"mfaMode": "adminRequired", "orgDefaultLimitConfig": mockserver.Doc{"device": 10, "flow": 20},
		"reportConfigs": []any{mockserver.Doc{"id": "first", "cron": "0 6 1 * *", "emails": []any{"a@acme.example"}, "periods": 3}},
	})
	return srv
}

func TestSettingsAreAdoptedAndKept(t *testing.T) {
	t.Parallel()
	srv := startWithSettings(t)
	p := acctest.NewProtocol(t, srv, settingsType, nil)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(nil)))
	p.ExpectEmpty(object, nil)
	imported, diagnostics := p.Import(srv.InstanceID(), nil)
	acctest.ExpectDetails(t, diagnostics)
	p.ExpectEmpty(imported, map[string]any{"mfa_mode": "adminRequired", "default_organization_limits": map[string]any{"device": 10}})
	imported, diagnostics = p.Import("", map[string]any{"instance_id": srv.InstanceID()})
	acctest.ExpectDetails(t, diagnostics)
	p.ExpectEmpty(imported, nil)

	null := tftypes.NewValue(p.Type, nil)
	planned := p.Plan(object, null)
	planned.State = null
	_, diagnostics = p.ApplyPlanned(object, null, planned)
	acctest.ExpectDetails(t, diagnostics, "keep their values")
	acctest.ExpectWrites(t, srv)
}

// Limits and reports are sent completely, together with what the instance has.
func TestSettingsSendOnlyChanges(t *testing.T) {
	t.Parallel()
	srv := startWithSettings(t)
	p := acctest.NewProtocol(t, srv, settingsType, nil)
	config := map[string]any{"default_organization_limits": map[string]any{"device": 11, "webhook": 0}}
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectBodies(t, srv, http.MethodPatch,
		mockserver.Doc{"orgDefaultLimitConfig": mockserver.Doc{"device": 11.0, "flow": 20.0, "webhook": 0.0}})

	srv.ResetRequests()
	config["report_configs"] = []any{
		map[string]any{"cron": "0 7 1 * *", "emails": []any{"b@acme.example", "a@acme.example"}, "date_group_by": "month", "include_sandbox": false},
		map[string]any{"cron": "0 8 * * *", "callback_url": "https://acme.example/reports"},
	}
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"reportConfigs": []any{
		mockserver.Doc{"id": "first", "cron": "0 7 1 * *", "emails": []any{"a@acme.example", "b@acme.example"}, "dateGroupBy": "month", "includeSandbox": false, "periods": 3.0},
		mockserver.Doc{"cron": "0 8 * * *", "callbackUrl": "https://acme.example/reports"},
	}})

	srv.ResetRequests()
	config["mfa_mode"] = "notRequired"
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"mfaMode": "notRequired"})

	srv.ResetRequests()
	config["report_configs"] = []any{}
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"reportConfigs": []any{}})
}

func TestUpdateOfOneSettingSendsIt(t *testing.T) {
	t.Parallel()
	for attribute, tc := range map[string]struct {
		value any
		sent  mockserver.Doc
	}{
		"mfa_mode": {"notRequired", mockserver.Doc{"mfaMode": "notRequired"}},
		"default_organization_limits": {
			map[string]any{"device": 11},
			mockserver.Doc{"orgDefaultLimitConfig": mockserver.Doc{"device": 11.0, "flow": 20.0}},
		},
		"report_configs": {[]any{}, mockserver.Doc{"reportConfigs": []any{}}},
	} {
		t.Run(attribute, func(t *testing.T) {
			t.Parallel()
			srv := startWithSettings(t)
			p := acctest.NewProtocol(t, srv, settingsType, nil)
			object := p.Apply(p.Null(), p.Config(nil))
			p.Apply(object, p.Config(map[string]any{attribute: tc.value}))
			acctest.ExpectBodies(t, srv, http.MethodPatch, tc.sent)
		})
	}
}

// An instance may have no defaults at all. The first that is configured is sent
// alone.
func TestDefaultsThatTheInstanceLacksAreNull(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, settingsType, nil)
	object, diagnostics := p.Import(srv.InstanceID(), nil)
	acctest.ExpectDetails(t, diagnostics)
	p.ExpectEmpty(object, nil)
	config := map[string]any{"default_organization_limits": map[string]any{"device": 7}}
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"orgDefaultLimitConfig": mockserver.Doc{"device": 7.0}})
}

// A map without values is planned once, and stays as it is.
func TestDefaultsWithoutValuesAreKept(t *testing.T) {
	t.Parallel()
	for name, defaults := range map[string]any{"null": nil, "empty": map[string]any{}, "null value": map[string]any{"device": nil}} {
		for server, edit := range map[string]mockserver.Doc{"no defaults": {}, "defaults": {"orgDefaultLimitConfig": mockserver.Doc{"device": 10}}} {
			t.Run(name+", "+server, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t)
				srv.EditInstance(edit)
				p := acctest.NewProtocol(t, srv, settingsType, nil)
				config := map[string]any{"default_organization_limits": defaults}
				created := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
				p.ExpectEmpty(created, config)
				imported, diagnostics := p.Import(srv.InstanceID(), nil)
				acctest.ExpectDetails(t, diagnostics)
				p.ExpectEmpty(p.MustRefresh(p.Apply(imported, p.Config(config))), config)
				acctest.ExpectWrites(t, srv)
			})
		}
	}
}

// A PATCH replaces all default limits. Those that the provider does not understand
// are sent back as they are.
func TestSettingsSendBackUnknownDefaults(t *testing.T) {
	t.Parallel()
	srv := startWithSettings(t)
	p := acctest.NewProtocol(t, srv, settingsType, nil)
	object := p.Apply(p.Null(), p.Config(map[string]any{"default_organization_limits": map[string]any{"device": 10}}))
	body := `{"id":"` + srv.InstanceID() + `","name":"Acme","limits":{},"mfaMode":"adminRequired",
		"reportConfigs":[{"id":"first","cron":"0 6 1 * *","emails":["a@acme.example"],"periods":3}],
		"orgDefaultLimitConfig":{"device":10,"dashboard":"unlimited","payload":1.5,"new":{"a":[1]}}}`
	srv.Fail(mockserver.Fault{Method: http.MethodGet, Status: http.StatusOK, Body: body, Times: -1})
	srv.ResetRequests()
	p = acctest.NewProtocol(t, srv, settingsType, nil)
	config := p.Config(map[string]any{"default_organization_limits": map[string]any{"device": 99}})
	p.ApplyPlanned(p.MustRefresh(object), config, p.Plan(object, config)) // The mock refuses the odd values.
	acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"orgDefaultLimitConfig": mockserver.Doc{
		"device": 99.0, "dashboard": "unlimited", "payload": 1.5, "new": mockserver.Doc{"a": []any{1.0}},
	}})
}

// A managed default that is not readable is an error and no drift.
func TestUnreadableDefaultIsNoDrift(t *testing.T) {
	t.Parallel()
	srv := startWithSettings(t)
	p := acctest.NewProtocol(t, srv, settingsType, nil)
	object := p.Apply(p.Null(), p.Config(map[string]any{"default_organization_limits": map[string]any{"device": 10}}))
	body := `{"id":"` + srv.InstanceID() + `","name":"Acme","limits":{},"orgDefaultLimitConfig":{"device":"10"}}`
	srv.Fail(mockserver.Fault{Method: http.MethodGet, Status: http.StatusOK, Body: body, Times: -1})
	p = acctest.NewProtocol(t, srv, settingsType, nil)
	refreshed, diagnostics := p.Refresh(object)
	if got := acctest.Errors(diagnostics); len(got) != 1 || !strings.Contains(got[0], "Could not read the default limit device") {
		t.Errorf("got %q", got)
	}
	if !refreshed.State.Equal(object.State) {
		t.Errorf("state %v", refreshed.State)
	}
}

func TestSettingsShowDrift(t *testing.T) {
	t.Parallel()
	srv := startWithSettings(t)
	p := acctest.NewProtocol(t, srv, settingsType, nil)
	config := map[string]any{"default_organization_limits": map[string]any{"device": 10}, "mfa_mode": "adminRequired"}
	object := p.Apply(p.Null(), p.Config(config))
	srv.EditInstance(mockserver.Doc{"orgDefaultLimitConfig": mockserver.Doc{"flow": 5}})
	p = acctest.NewProtocol(t, srv, settingsType, nil)
	p.ExpectEmpty(p.MustRefresh(object), config) // The configuration does not set flow.
	srv.EditInstance(mockserver.Doc{"mfaMode": "notRequired", "orgDefaultLimitConfig": mockserver.Doc{"device": 5}})
	p = acctest.NewProtocol(t, srv, settingsType, nil)
	object = p.MustRefresh(object)
	if planned := p.Plan(object, p.Config(config)); planned.State.Equal(object.State) {
		t.Error("the drift is not shown")
	}
}

func TestSettingsPlanReportsWhatTheAPIWouldRefuse(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		members []mockserver.Doc
		config  map[string]any
		want    []string
	}{
		"default limit above the instance's": {nil, map[string]any{"default_organization_limits": map[string]any{"device": 1 << 30}}, []string{"ERROR Limit device exceeds the instance's limit"}},
		"stricter mode": {
			[]mockserver.Doc{{"email": "safe@x.example", "role": "admin", "twoFactorAuthEnabled": true}, {"email": "b@x.example", "role": "view"}},
			map[string]any{"mfa_mode": "required"},
			[]string{"may remove or downgrade b@x.example, because they have"},
		},
		"no administrator left": {
			[]mockserver.Doc{{"email": "a@x.example", "role": "admin"}},
			map[string]any{"mfa_mode": "required"},
			[]string{"ERROR No administrator of instance"},
		},
		"relaxed mode": {[]mockserver.Doc{{"email": "a@x.example", "role": "admin"}}, map[string]any{"mfa_mode": "notRequired"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			for _, m := range tc.members {
				srv.AddInstanceMember(m)
			}
			p := acctest.NewProtocol(t, srv, settingsType, nil)
			acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(tc.config)).Diagnostics, tc.want...)
			acctest.ExpectWrites(t, srv)
		})
	}
}

// The list of reports is sent as a whole. What somebody added after the plan stays.
func TestSettingsKeepReportsThatSomebodyAddedAfterThePlan(t *testing.T) {
	t.Parallel()
	report := func(hour string) map[string]any { return map[string]any{"cron": "0 " + hour + " 1 * *"} }
	sent := func(id, hour string) mockserver.Doc {
		return mockserver.Doc{"id": id, "cron": "0 " + hour + " 1 * *", "emails": []any{"a@acme.example"}, "periods": 3.0}
	}
	human := mockserver.Doc{"id": "human", "cron": "5 5 5 * *", "emails": []any{"human@acme.example"}}
	for name, tc := range map[string]struct {
		planned []any
		added   int
		sent    []any
		want    []string
	}{
		"nothing added": {[]any{report("7")}, 0, []any{sent("first", "7")}, nil},
		"one added": {
			[]any{report("7")},
			1,
			[]any{sent("first", "7"), human},
			[]string{"that are not in the plan: Somebody added reports outside Terraform since the last refresh: 1. The next plan removes them."},
		},
		"added here and there": {
			[]any{report("6"), report("8")},
			1,
			[]any{sent("first", "6"), mockserver.Doc{"cron": "0 8 1 * *"}, human},
			[]string{"WARNING Kept reports of instance"},
		},
		"added while all are removed": {[]any{}, 1, []any{human}, []string{"WARNING Kept reports of instance"}},
		"more than there is room for": {
			[]any{report("7"), report("8")},
			9,
			[]any{sent("first", "7"), mockserver.Doc{"cron": "0 8 1 * *"}},
			[]string{"WARNING Removed reports of instance"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := startWithSettings(t)
			p := acctest.NewProtocol(t, srv, settingsType, nil)
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(nil)))
			config := p.Config(map[string]any{"report_configs": tc.planned})
			planned := p.Plan(object, config)
			reports := []any{mockserver.Doc{"id": "first", "cron": "0 6 1 * *", "emails": []any{"a@acme.example"}, "periods": 3}}
			for range tc.added {
				reports = append(reports, human)
			}
			srv.EditInstance(mockserver.Doc{"reportConfigs": reports})
			srv.ResetRequests()
			_, applied := p.ApplyPlanned(object, config, planned) // In the same run, which has read the instance before.
			acctest.ExpectDetails(t, applied, tc.want...)
			acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"reportConfigs": tc.sent})
		})
	}
}

// The defaults are sent as a whole, as Losant has them at the time of the apply.
func TestSettingsKeepDefaultsThatSomebodyAddedAfterThePlan(t *testing.T) {
	t.Parallel()
	srv := startWithSettings(t)
	p := acctest.NewProtocol(t, srv, settingsType, nil)
	object := p.Apply(p.Null(), p.Config(map[string]any{"default_organization_limits": map[string]any{"device": 10}}))
	config := p.Config(map[string]any{"default_organization_limits": map[string]any{"device": 11}})
	planned := p.Plan(object, config)
	srv.EditInstance(mockserver.Doc{"orgDefaultLimitConfig": mockserver.Doc{"device": 10, "flow": 21, "webhook": 3}})
	srv.ResetRequests()
	_, applied := p.ApplyPlanned(object, config, planned)
	acctest.ExpectDetails(t, applied)
	acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"orgDefaultLimitConfig": mockserver.Doc{"device": 11.0, "flow": 21.0, "webhook": 3.0}})
	acctest.ExpectCount(t, srv, http.MethodGet, 1)
}

// A plan warns if two resources manage the same setting, whether or not they change it.
func TestSettingsOfTwoResources(t *testing.T) {
	t.Parallel()
	defaults := func(name string, value int) map[string]any {
		return map[string]any{"default_organization_limits": map[string]any{name: value}}
	}
	reports := map[string]any{"report_configs": []any{map[string]any{"cron": "0 6 1 * *"}}}
	for name, tc := range map[string]struct {
		first, second map[string]any
		shared        string
	}{
		"the same default limit":   {defaults("device", 5), defaults("device", 6), "default_organization_limits.device"},
		"different default limits": {defaults("device", 5), defaults("flow", 6), ""},
		"the same mode":            {map[string]any{"mfa_mode": "notRequired"}, map[string]any{"mfa_mode": "notRequired"}, "mfa_mode"},
		"reports":                  {reports, reports, "report_configs"},
		"different settings":       {reports, map[string]any{"mfa_mode": "notRequired"}, ""},
		"no settings":              {nil, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := acctest.NewProtocol(t, srv, settingsType, nil)
			first := p.MustRefresh(p.Apply(p.Null(), p.Config(tc.first)))
			var want []string
			if tc.shared != "" {
				want = []string{"WARNING Settings of instance " + srv.InstanceID() + " are managed by two resources: Two losant_instance_settings manage " + tc.shared + ". "}
			}
			p.Run(func() {
				acctest.ExpectDetails(t, p.Plan(first, p.Config(tc.first)).Diagnostics)
				acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(tc.second)).Diagnostics, want...)
			})
			p.Run(func() { // A replacement is planned twice.
				planned := p.Plan(first, p.Config(tc.first))
				acctest.ExpectDetails(t, planned.Diagnostics)
				acctest.ExpectDetails(t, p.Plan(acctest.Object{State: p.Null().State, Private: planned.Private}, p.Config(tc.first)).Diagnostics)
			})
		})
	}
}

func TestSettingsRefuseInvalidValues(t *testing.T) {
	t.Parallel()
	p := acctest.NewProtocol(t, mockserver.Start(t), settingsType, nil)
	many := make([]any, 11)
	for i := range many {
		many[i] = map[string]any{"cron": "* * * * *"}
	}
	for name, config := range map[string]map[string]any{
		"unknown mode":            {"mfa_mode": "always"},
		"limit below its minimum": {"default_organization_limits": map[string]any{"data_ttl": 1}},
		"too many reports":        {"report_configs": many},
		"report without cron":     {"report_configs": []any{map[string]any{}}},
		"too many periods":        {"report_configs": []any{map[string]any{"cron": "x", "periods": 91}}},
		"invalid address":         {"report_configs": []any{map[string]any{"cron": "x", "emails": []any{"a"}}}},
		"unknown grouping":        {"report_configs": []any{map[string]any{"cron": "x", "date_group_by": "year"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := acctest.Errors(p.Validate(p.Config(config))); len(got) == 0 {
				t.Error("no error")
			}
		})
	}
	if _, diagnostics := p.Import("acme", nil); len(acctest.Errors(diagnostics)) == 0 {
		t.Error("an invalid import id is accepted")
	}
}

func TestSettingsValidateCallbackURL(t *testing.T) {
	t.Parallel()
	p := acctest.NewProtocol(t, mockserver.Start(t), settingsType, nil)
	for url, valid := range callbackURLs() {
		config := map[string]any{"report_configs": []any{map[string]any{"cron": "0 6 1 * *", "callback_url": url}}}
		if got := acctest.Errors(p.Validate(p.Config(config))); (len(got) == 0) != valid {
			t.Errorf("%s: want valid %t, got %q", url, valid, got)
		}
	}
}

func TestUnstoredChangeIsNoticed(t *testing.T) {
	t.Parallel()
	acctest.ExpectUnstoredChangeIsNoticed(t, startWithSettings(t), settingsType, "",
		map[string]any{"default_organization_limits": map[string]any{"device": 5, "flow": 6}},
		map[string]any{"default_organization_limits": map[string]any{"device": 7, "flow": 6}}, `default_organization_limits["device"] for instance`)
}
