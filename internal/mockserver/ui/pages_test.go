package ui_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

type doc = mockserver.Doc

// full adds an organization that has something in each part of its page, and returns its ID.
func (v *visitor) full() string {
	v.AuditAs("eve@example.com")
	id := v.AddOrganization(doc{
		"name": "Acme Farms", "description": "Soil.", "limits": doc{"device": 10, "webhook": 5, "flow": 0}, "isReadOnly": true,
		"tags": []doc{{"key": "region", "value": "emea"}}, "banner": doc{"message": "Sunday", "level": "info"},
		"disabledAt": time.Now().Add(48 * time.Hour).Format(time.RFC3339), "referralId": "crm-1", "whitelistedEmailDomains": []string{"acme.example"},
	})
	v.SetSummary(id, doc{"deviceCount": 8, "webhookCount": 5, "payloadCount": doc{"webhook": doc{"a": 1500, "b": 500}}, "storageStats": doc{"size": 1 << 20}})
	v.AddMember(id, doc{"email": "ada@example.com", "role": "admin", "twoFactorAuthEnabled": true})
	v.AddMember(id, doc{"email": "bob@example.com"})
	v.Invite(id, doc{"email": "old@example.com"})
	v.ExpireInvitation(id, "old@example.com")
	v.Invite(id, doc{"email": "jane@example.com", "role": "edit"})
	v.AuditAs("")
	return id
}

// request sends a request to the API of the mock.
func (v *visitor) request(method, path, body string) {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), method, v.url+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+v.Token())
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	_ = res.Body.Close()
}

func TestOrganizationsPage(t *testing.T) {
	t.Parallel()
	v := visit(t)
	v.full()
	v.AddOrganization(doc{"name": "Borealis", "disabledAt": true, "limits": doc{"device": 100}})
	p := v.open("/_ui/")
	want := []string{"Acme Farms Trial until", "8 of 10", "2,000 of 750,000,000", "1 MiB of 10 GiB", "Webhooks, 100 % Limit reached", "2 + 1 invited"}
	for i, cell := range p.row("Organizations and what they use of their limits", "Acme") {
		if !strings.HasPrefix(cell, want[i]) {
			t.Errorf("got the cell %q, want %q", cell, want[i])
		}
	}
	if got := p.row("Organizations and what they use of their limits", "Borealis"); got[0] != "Borealis Payloads off" || got[5] != "0" {
		t.Errorf("got the row %q", got)
	}
	if got := textOf(p.one("main", nil)); !strings.Contains(got, "2, 1 at a limit") {
		t.Errorf("the page does not count the marks: %s", got)
	}
}

func TestOrganizationPage(t *testing.T) {
	t.Parallel()
	v := visit(t)
	p := v.open("/_ui/organizations/" + v.full())
	for table, rows := range map[string][][]string{
		"Members": {
			{"ada@example.com", "ada", "admin", "yes"},
			{"bob@example.com", "bob", "view", "no"},
		},
		"Invitations": {
			{"jane@example.com", "edit", "", "Pending"},
			{"old@example.com", "view", "", "Expired"},
		},
		"Limits and what is used of them": {
			{"Devices", "", "8 of 10", "80 %", "Near the limit"},
			{"Webhooks", "", "5 of 5", "100 %", "Limit reached"},
			{"Workflows", "", "0 of 0", "", ""},
			{"Data is kept for", "not measured", "365 days", "", ""},
		},
		"Changes, the newest first": {{"", "eve@example.com", "organizationInvites.post jane@example.com", `{"email":"jane@example.com","role":"edit"}`}},
	} {
		for _, want := range rows {
			got := p.row(table, want[0])
			for i := range want {
				if want[i] != "" && got[i] != want[i] {
					t.Errorf("%s: got %q, want %q", table, got, want)
				}
			}
			if table != "Invitations" && table != "Changes, the newest first" && len(want) == 5 && want[4] == "" && got[4] != "" {
				t.Errorf("%s: got the mark %q", table, got[4])
			}
		}
	}
	about := textOf(p.one("section", func(n *html.Node) bool { return attribute(n, "aria-labelledby") == "about" }))
	for _, want := range []string{"on, until", "crm-1", "acme.example", "info: Sunday", "region = emea", "not required"} {
		if !strings.Contains(about, want) {
			t.Errorf("the page does not show %q: %s", want, about)
		}
	}
}

func TestRequestsPage(t *testing.T) {
	t.Parallel()
	v := visit(t)
	orgs := "/instances/" + v.InstanceID() + "/orgs"
	v.request("GET", orgs+"?perPage=2", "")
	v.request("POST", orgs, `{"name":"x"}`)
	v.Fail(mockserver.ServerError(503))
	v.request("PATCH", orgs, "not JSON")
	p := v.open("/_ui/requests")
	want := [][]string{{"3", "PATCH", orgs, "503", "not JSON"}, {"2", "POST", orgs, "200", `{"name":"x"}`}, {"1", "GET", orgs + "?perPage=2", "200", ""}}
	if got := p.rows("Requests, the newest first"); !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := textOf(p.one("main", nil)); !strings.Contains(got, "Reads: 1, writes: 2, 1 hit by a fault") {
		t.Errorf("the page does not count: %s", got)
	}
	for range 120 {
		v.request("GET", orgs, "")
	}
	p = v.open("/_ui/requests")
	if rows := p.rows("Requests, the newest first"); len(rows) != 100 || rows[0][0] != "123" || !strings.Contains(p.source, "and 23 older ones") {
		t.Errorf("got %d rows", len(rows))
	}
}

func TestEmptyPages(t *testing.T) {
	t.Parallel()
	v := visit(t)
	for path, want := range map[string]string{"/_ui/": "There are no organizations yet.", "/_ui/requests": "No requests yet.", "/_ui/?q=x": "No organization has “x”"} {
		if p := v.open(path); p.status != http.StatusOK || !strings.Contains(p.source, want) {
			t.Errorf("%s: status %d, no %q", path, p.status, want)
		}
	}
	id := v.AddOrganization(doc{"name": "x"})
	p := v.open("/_ui/organizations/" + id)
	for _, want := range []string{"No members", "No invitations", "No entries."} {
		if !strings.Contains(p.source, want) {
			t.Errorf("no %q", want)
		}
	}
}

func TestPagesThatDoNotExist(t *testing.T) {
	t.Parallel()
	v := visit(t)
	for _, path := range []string{"/_ui/nonsense", "/_ui/organizations/", "/_ui/organizations/60000001105a4700c0009999", "/_ui/static/nonsense"} {
		if p := v.open(path); p.status != http.StatusNotFound {
			t.Errorf("%s: got status %d", path, p.status)
		}
	}
	if p := v.send(http.MethodPost, "/_ui/", nil, nil); p.status != http.StatusNotFound {
		t.Errorf("POST: got status %d", p.status)
	}
}

func TestManyOrganizations(t *testing.T) {
	t.Parallel()
	v := visit(t, mockserver.WithSeed(250))
	const caption = "Organizations and what they use of their limits"
	seen := map[string]bool{}
	p := v.open("/_ui/")
	for n := 1; ; n++ {
		for _, cells := range p.rows(caption) {
			seen[cells[0]] = true
		}
		if !strings.Contains(p.source, fmt.Sprintf("Page %d of 3", n)) {
			t.Fatalf("page %d does not say so", n)
		}
		next := p.all("a", func(n *html.Node) bool { return attribute(n, "rel") == "next" })
		if len(next) == 0 {
			break
		}
		p = v.open(attribute(next[0], "href"))
	}
	if len(seen) != 250 {
		t.Errorf("got %d organizations", len(seen))
	}

	found := v.press(p, "Search", map[string]string{"Name, tag or ID": "REGION = emea"})
	if n := len(found.rows(caption)); n == 0 || n == 100 || !strings.Contains(found.source, fmt.Sprintf("%d found", n)) {
		t.Errorf("found %d organizations", n)
	}
	byUse := v.open("/_ui/?sort=use").rows(caption)
	if !strings.Contains(byUse[0][4], "100 %") || !strings.Contains(byUse[0][4], "Limit reached") {
		t.Errorf("the first row is %q", byUse[0])
	}
}

// The root of the server is the API's, except for a browser.
func TestRootLeadsBrowsersToThePages(t *testing.T) {
	t.Parallel()
	v := visit(t)
	for accept, want := range map[string]string{
		"text/html,application/xhtml+xml;q=0.9,*/*;q=0.8": "/_ui/", "application/json, text/html;q=0.1": "/_ui/",
		"*/*": "/", "": "/", "application/json": "/", "text/htmlx": "/",
	} {
		if p := v.send(http.MethodGet, "/", nil, map[string]string{"Accept": accept}); p.path != want {
			t.Errorf("%q leads to %s", accept, p.path)
		}
	}
	if p := v.send(http.MethodPost, "/", nil, map[string]string{"Accept": "text/html"}); p.status != http.StatusMethodNotAllowed {
		t.Errorf("POST: got status %d", p.status)
	}
	if n := len(v.Requests()); n != 5 {
		t.Errorf("%d requests were recorded, want 5", n)
	}
	if p := v.open("/_ui"); p.path != "/_ui/" {
		t.Errorf("/_ui leads to %s", p.path)
	}
}

func TestFaultsAndCountersIgnoreThePages(t *testing.T) {
	t.Parallel()
	v := visit(t, mockserver.WithSeed(1))
	v.Throttle(1)
	v.Fail(mockserver.Fault{Status: 503, Times: -1})
	id, _ := v.Organizations()[0]["id"].(string)
	for _, path := range []string{"/_ui/", "/_ui/requests", "/_ui/organizations/" + id, "/_ui/static/style.css", "/_control/requests", "/_ui/", "/_control/assumptions"} {
		if p := v.open(path); p.status != http.StatusOK {
			t.Errorf("%s: got status %d", path, p.status)
		}
	}
	if len(v.Requests()) != 0 || v.FaultHits() != 0 {
		t.Errorf("got %d requests and %d hits", len(v.Requests()), v.FaultHits())
	}
}
