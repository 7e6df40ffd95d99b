package mockserver

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// observed returns the effect of a setting: the status of an error, else the value of one field.
func observed(r *result, path ...string) string {
	r.t.Helper()
	if r.status >= 300 {
		return strconv.Itoa(r.status)
	}
	return lookUp(r.expect(r.status), path...)
}

func lookUp(doc Doc, path ...string) string {
	for _, name := range path[:len(path)-1] {
		doc = object(doc, name)
	}
	value, ok := doc[path[len(path)-1]]
	if !ok {
		return "absent"
	}
	return string(marshal(value))
}

func tag(key, value string) Doc { return Doc{"key": key, "value": value} }

// scenario shows the effect of an assumption: run returns what want has for each setting.
type scenario struct {
	run  func(c *caller) string
	want map[string]string
}

var generalScenarios = map[string]scenario{
	"bad-page": {func(c *caller) string {
		return observed(c.get(c.orgs()+"?page=-1&perPage=ten"), "perPage")
	}, map[string]string{"refused": "400", "ignored": "100"}},
	"empty-description": {func(c *caller) string {
		path := c.org(c.add("x"))
		return observed(c.get(path), "description") + " " + observed(c.patch(path, Doc{"description": ""}), "description") + " " +
			observed(c.patch(path, Doc{"description": "d"}), "description")
	}, map[string]string{"as-left": `absent "" "d"`, "omitted": `absent absent "d"`, "empty": `"" "" "d"`}},
	"filter-case": {func(c *caller) string {
		c.add("Acme")
		return observed(c.get(c.orgs()+"?filterField=name&filter=acme"), "count")
	}, map[string]string{"insensitive": "1", "sensitive": "0"}},
	"max-per-page": {func(c *caller) string {
		return observed(c.get(c.orgs()+"?perPage=5000"), "perPage") + " " + observed(c.get(c.orgs()+"?perPage=99"), "perPage")
	}, map[string]string{"1000": "1000 99", "100": "100 99"}},
	"unknown-fields": {func(c *caller) string {
		id := c.add("x")
		c.AddMember(id, Doc{"email": "ada@x.io"})
		doc, home, member := c.get(c.org(id)).ok(), c.get(c.home()).ok(), first(c.t, c.get(c.members(id)).ok())
		return strings.Join([]string{
			lookUp(doc, "limits", "quantumdevice"), lookUp(doc, "flightRecorder"), lookUp(home, "limits", "quantumdevice"), lookUp(home, "flightRecorder"),
			lookUp(member, "flightRecorder"), lookUp(member, "limits"),
		}, " ")
	}, map[string]string{"none": "absent absent absent absent absent absent", "added": `7 {"enabled":true} 7 {"enabled":true} {"enabled":true} absent`}},
	"validation-words": {func(c *caller) string {
		var out []string
		for _, body := range []string{`{"name":"x","a":1}`, `{"name":"x","mfaMode":"a"}`, `{"name":"x","disabledAt":"a"}`, `{"name":"x","limits":{"a":1,"device":-1}}`, `{"name":7,"limits":{"device":-1}}`} {
			out = append(out, text(c.post(c.orgs(), body).expect(http.StatusBadRequest), "message"))
		}
		return strings.Join(out, "; ")
	}, map[string]string{
		"2025": "orgConfig has additional properties; orgConfig.mfaMode must be an enum value; orgConfig.disabledAt no (or more than one) schemas match; " +
			"orgConfig.limits has additional properties; orgConfig.name is the wrong type",
		"newer": "orgConfig.a is an additional property; orgConfig.mfaMode must be one of: notRequired, adminRequired, required; orgConfig.disabledAt must be date-time format; " +
			"orgConfig.limits.a is an additional property; orgConfig.name is the wrong type",
	}},
}

func TestEachSettingHasItsEffect(t *testing.T) {
	t.Parallel()
	all := scenarios()
	for _, a := range Assumptions() {
		s, ok := all[a.Name]
		if !ok {
			t.Errorf("%s has no scenario", a.Name)
			continue
		}
		if len(s.want) != len(a.Settings) {
			t.Errorf("%s has %d settings, but the scenario expects %d", a.Name, len(a.Settings), len(s.want))
		}
		for i, setting := range a.Settings {
			t.Run(a.Name+"="+setting, func(t *testing.T) {
				t.Parallel()
				if got := s.run(start(t, With(a.Name, setting))); got != s.want[setting] {
					t.Errorf("got %s, want %s", got, s.want[setting])
				}
				if i > 0 {
					return
				}
				if got := s.run(start(t)); got != s.want[setting] {
					t.Errorf("default: got %s, want %s", got, s.want[setting])
				}
			})
		}
	}
}

func TestEachSettingHasAnEffectOfItsOwn(t *testing.T) {
	t.Parallel()
	for name, s := range scenarios() {
		seen := map[string]string{}
		for setting, effect := range s.want {
			if other, ok := seen[effect]; ok {
				t.Errorf("%s: %s and %s have the same effect: %s", name, setting, other, effect)
			}
			seen[effect] = setting
		}
	}
}

func TestAssumptionsAreSortedAndAskAQuestion(t *testing.T) {
	t.Parallel()
	for i, a := range Assumptions() {
		if i > 0 && a.Name <= Assumptions()[i-1].Name {
			t.Errorf("%s is not sorted or not unique", a.Name)
		}
		if !strings.HasSuffix(a.Question, "?") || len(a.Settings) < 2 {
			t.Errorf("%s has the question %q and %d settings", a.Name, a.Question, len(a.Settings))
		}
	}
}

func TestUnknownAssumptions(t *testing.T) {
	t.Parallel()
	if message := panics(t, func() { With("nonsense", "x") }); !strings.Contains(message, "banner-clear, banner-patch") {
		t.Errorf("the message does not list the assumptions: %s", message)
	}
	if message := panics(t, func() { With("summary", "x") }); !strings.Contains(message, "counts, full, nothing") {
		t.Errorf("the message does not list the settings: %s", message)
	}
	if message := panics(t, func() { New().settingIs("nonsense", "x") }); !strings.Contains(message, "nonsense") {
		t.Errorf("the message does not contain the name: %s", message)
	}
}
