//go:build browser

package ui_test

import (
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

var screenshots = flag.String("screenshots", "", "folder for screenshots of the pages")

// story is a mock server as a reader of the guides has it, and the pages to look at.
func story(t *testing.T) (v *visitor, id string, pages map[string]string) {
	t.Helper()
	v = visit(t, mockserver.WithSeed(20))
	id = v.AddOrganization(doc{
		"name": "Acme Farms", "description": "Soil and climate monitoring.", "limits": doc{"device": 500, "member": 25, "payload": 1_000_000},
		"tags": []doc{{"key": "region", "value": "emea"}, {"key": "tier", "value": "gold"}}, "referralId": "crm-20417",
		"disabledAt": time.Now().Add(20 * 24 * time.Hour).Format(time.RFC3339),
	})
	v.SetSummary(id, doc{"deviceCount": 500, "payloadCount": doc{"deviceState": doc{"device.mqtt": 840_000}}, "appCount": 3})
	v.AddMember(id, doc{"email": "ada@acmefarms.example", "firstName": "Ada", "lastName": "Okafor", "role": "admin", "twoFactorAuthEnabled": true})
	v.Invite(id, doc{"email": "jane@acmefarms.example", "role": "admin"})
	v.Invite(id, doc{"email": "kim@acmefarms.example"})
	v.ExpireInvitation(id, "kim@acmefarms.example")
	path := "/instances/" + v.InstanceID() + "/orgs"
	v.request("GET", path+"?perPage=1000", "")
	v.request("PATCH", path+"/"+id, `{"description":"Soil and climate monitoring in Kenya."}`)
	v.Fail(mockserver.ServerError(503))
	v.request("PATCH", path+"/"+id, `{"limits":{"device":800}}`)
	v.request("GET", path+"/"+strings.Repeat("0", 24), "")
	v.Fail(mockserver.Fault{Method: "PATCH", Status: 503, Times: 2})
	return v, id, map[string]string{"organizations": "/_ui/", "organization": "/_ui/organizations/" + id, "requests": "/_ui/requests"}
}

// contrasts returns the texts whose color differs too little from their background, as JSON.
const contrasts = `(() => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const rgb = (color) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data; };
  const luminance = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
    const v = c[i] / 255;
    return sum + weight * (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  }, 0);
  const background = (e) => {
    for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; }
    return rgb(matchMedia("(prefers-color-scheme: dark)").matches ? "black" : "white");
  };
  const low = [];
  for (const e of document.querySelectorAll("body *")) {
    const hasText = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()) || e.matches("input, select");
    if (!hasText || e.closest(".unseen, .skip, svg") || !e.getClientRects().length) continue;
    const [a, b] = [luminance(rgb(getComputedStyle(e).color)), luminance(background(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) low.push(e.tagName + " " + e.textContent.trim().slice(0, 30) + " " + ratio.toFixed(2));
  }
  return low;
})()`

// Each page fits into a wide and a narrow window, can be read in both color schemes, and obeys its policy.
func TestBrowserShowsThePages(t *testing.T) {
	t.Parallel()
	v, id, pages := story(t)
	b := startBrowser(t)
	for _, scheme := range []string{"light", "dark"} {
		for name, path := range pages {
			for _, width := range []int{1120, 390} {
				b.look(width, 780, scheme)
				b.open(v.url + path)
				if got := b.eval(contrasts); got != "[]" {
					t.Errorf("%s, %s: low contrast: %s", name, scheme, got)
				}
				if got := b.eval("document.documentElement.scrollWidth"); got != strconv.Itoa(width) {
					t.Errorf("%s: the page is %s pixels wide in a window of %d", name, got, width)
				}
				b.screenshot(fmt.Sprintf("%s-%s-%d", name, scheme, width))
			}
		}
	}
	v.EditOrganization(id, doc{"name": markup, "description": markup, "tags": []doc{{"key": "a", "value": markup}}})
	for _, path := range pages {
		b.open(v.url + path)
		if got := b.eval(`document.images.length + document.scripts.length`); got != "2" {
			t.Errorf("%s: markup became %s elements", path, got)
		}
	}
	if len(b.problems) > 0 {
		t.Errorf("the browser complains: %s", b.problems)
	}
}

func (b *browser) screenshot(name string) {
	b.t.Helper()
	if *screenshots == "" {
		return
	}
	var picture struct{ Data string }
	b.into(&picture, "Page.captureScreenshot", doc{"format": "png"})
	content, err := base64.StdEncoding.DecodeString(picture.Data)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.MkdirAll(*screenshots, 0o750); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), content, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// tabTo moves the focus with the Tab key until a condition in JavaScript on the focused element holds.
func (b *browser) tabTo(condition string) {
	b.t.Helper()
	for range 100 {
		b.key("Tab")
		if b.eval("(e => Boolean("+condition+"))(document.activeElement)") == "true" {
			return
		}
	}
	b.t.Fatalf("the keyboard does not reach %s", condition)
}

// The keyboard alone is enough to edit an organization and to accept an invitation.
func TestBrowserWithTheKeyboard(t *testing.T) {
	t.Parallel()
	v, id, pages := story(t)
	b := startBrowser(t)
	b.open(v.url + pages["organizations"])
	b.tabTo(`e.textContent === "Acme Farms"`)
	b.key("Enter")
	b.waitForLoad()
	b.tabTo(`e.id === "description"`) // The cursor is at the start of the text.
	b.call("Input.insertText", doc{"text": "Edited by hand: "})
	b.tabTo(`e.textContent === "Save"`)
	b.key("Enter")
	b.waitForLoad()
	if got := b.eval(`document.activeElement.textContent`); got != `"The organization is changed."` {
		t.Errorf("the focus is on %s", got)
	}
	if got := v.Organization(id)["description"]; got != "Edited by hand: Soil and climate monitoring in Kenya." {
		t.Errorf("got the description %q", got)
	}
	b.tabTo(`e.textContent === "Accept the invitation of jane@acmefarms.example"`)
	b.key("Enter")
	b.waitForLoad()
	if !strings.Contains(v.roster(id), "jane@acmefarms.example admin;") {
		t.Errorf("got the roster %s", v.roster(id))
	}
	if len(b.problems) > 0 {
		t.Errorf("the browser complains: %s", b.problems)
	}
}

// What a screen reader gets: each thing to use has a role and a name.
func TestBrowserForAScreenReader(t *testing.T) {
	t.Parallel()
	v, _, pages := story(t)
	b := startBrowser(t)
	type value struct{ Value any }
	want := map[string][]string{
		"organizations": {"searchbox Name, tag or ID", "link Acme Farms", "table Organizations and what they use of their limits", "navigation Pages"},
		"organization": {
			"button Expire the invitation of jane@acmefarms.example", "textbox New e-mail address of ada@acmefarms.example",
			"combobox Limit", "spinbutton Value", "heading Acme Farms", "region People", "form Join as a stranger",
		},
		"requests": {"button Pause", "combobox Fault", "button Remove all faults", "table Requests, the newest first"},
	}
	for name, path := range pages {
		b.open(v.url + path)
		var tree struct {
			Nodes []struct {
				Ignored    bool
				Role, Name value
			}
		}
		b.into(&tree, "Accessibility.getFullAXTree", nil)
		var all []string
		for _, n := range tree.Nodes {
			role, label := fmt.Sprint(n.Role.Value), fmt.Sprint(n.Name.Value)
			all = append(all, role+" "+label)
			isUsed := slices.Contains([]string{"button", "link", "textbox", "searchbox", "combobox", "spinbutton"}, role)
			if isUsed && !n.Ignored && (label == "" || label == "<nil>") {
				t.Errorf("%s: a %s has no name", name, role)
			}
		}
		for _, node := range want[name] {
			if !slices.Contains(all, node) {
				t.Errorf("%s: no %q in %q", name, node, all)
			}
		}
	}
}

// Requests appear by themselves, until the reader pauses that.
func TestBrowserFollowsTheRequests(t *testing.T) {
	t.Parallel()
	v, _, pages := story(t)
	b := startBrowser(t)
	b.open(v.url + pages["requests"])
	v.request("GET", "/instances/"+v.InstanceID(), "")
	b.waitForLoad()
	if got := b.eval(`document.querySelector(".requests tbody td").textContent`); got != `"5"` {
		t.Errorf("the newest request is %s", got)
	}
	b.eval(`document.getElementById("pause").click()`)
	if got := b.eval(`new Promise(done => { window.before = true; setTimeout(() => done(window.before), 5000); })`); got != "true" {
		t.Errorf("the page was loaded again: %s", got)
	}
	if got := b.eval(`document.getElementById("pause").ariaPressed`); got != `"true"` {
		t.Errorf("the button is not pressed: %s", got)
	}
	b.eval(`document.getElementById("pause").click()`)
	b.waitForLoad()
}

// Another site cannot use the pages or the control API, not even if its name leads to this machine.
func TestBrowserRefusesOtherSites(t *testing.T) {
	t.Parallel()
	v, id, _ := story(t)
	before := encoded(t, v.Organization(id))
	attack := fmt.Sprintf(`<form method="post" action="%[1]s/_ui/organizations/%[2]s/describe"><input name="name" value="Hacked"></form>
<form method="post" action="%[1]s/_control/organizations" enctype="text/plain"><input name='{"name":"Hacked","x":"' value='"}'></form>`, v.url, id)
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprint(w, "<!doctype html>"+attack)
	}))
	t.Cleanup(other.Close)
	b := startBrowser(t, "--host-resolver-rules=MAP *.example.com 127.0.0.1")
	_, port, _ := strings.Cut(strings.TrimPrefix(v.url, "http://"), ":")

	for _, site := range []string{other.URL, strings.Replace(other.URL, "127.0.0.1", "evil.example.com", 1)} {
		for form := range 2 {
			b.open(site)
			b.eval(fmt.Sprintf(`document.forms[%d].submit()`, form))
			b.waitForLoad()
			if got := b.eval(`document.body.textContent`); !strings.Contains(got, "requests of other sites are refused") {
				t.Errorf("%s: got %s", site, got)
			}
		}
		b.open(site)
		if got := b.eval(fmt.Sprintf(`fetch("%s/_control/requests").then(r => r.text(), () => "refused")`, v.url)); got != `"refused"` {
			t.Errorf("%s could read %s", site, got)
		}
	}
	rebound := "http://rebind.example.com:" + port
	b.open(rebound + "/_ui/")
	if got := b.eval(`document.body.textContent`); !strings.Contains(got, "the host must be localhost") {
		t.Errorf("got %s", got)
	}
	for _, request := range []string{
		`fetch("/_control/requests")`, fmt.Sprintf(`fetch("/_control/organizations/%s", {method: "PATCH", body: '{"name":"Hacked"}'})`, id),
	} {
		var status int
		if err := json.Unmarshal([]byte(b.eval(request+`.then(r => r.status)`)), &status); err != nil || status != http.StatusForbidden {
			t.Errorf("%s: got status %d, %v", request, status, err)
		}
	}
	if after := encoded(t, v.Organization(id)); after != before || strings.Contains(encoded(t, v.Organizations()), "Hacked") {
		t.Error("another site changed the mock server")
	}
}
