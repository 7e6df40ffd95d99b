package ui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

const wantPolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'"

func TestHeadersOfThePages(t *testing.T) {
	t.Parallel()
	pages := everyPage(t)
	v := visit(t)
	for _, file := range []string{"style.css", "script.js", "icon.svg"} {
		pages[file] = v.open("/_ui/static/" + file)
	}
	for name, p := range pages {
		for header, want := range map[string]string{
			"Content-Security-Policy": wantPolicy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := p.header.Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
		for header := range p.header {
			if strings.HasPrefix(header, "Access-Control-") {
				t.Errorf("%s: got the header %s", name, header)
			}
		}
	}
}

// The policy forbids what these pages must therefore not have.
func TestPagesObeyTheirPolicy(t *testing.T) {
	t.Parallel()
	for name, p := range everyPage(t) {
		for n := range p.root.Descendants() {
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("%s: %s has the attribute %s", name, n.Data, a.Key)
				}
				isLink := a.Key == "href" || a.Key == "src" || a.Key == "action" || a.Key == "formaction"
				if isLink && !strings.HasPrefix(a.Val, "/_ui/") && a.Val != "#main" {
					t.Errorf("%s: %s leads to %s", name, n.Data, a.Val)
				}
			}
			if n.Data == "style" || n.Data == "iframe" || (n.Data == "script" && n.FirstChild != nil) {
				t.Errorf("%s: there is an element %s", name, n.Data)
			}
		}
	}
}

// A name that points to this machine is the name of another site: DNS rebinding.
func TestPagesAcceptOnlyLoopbackHosts(t *testing.T) {
	t.Parallel()
	v := visit(t)
	id := v.full()
	_, port, _ := strings.Cut(strings.TrimPrefix(v.url, "http://"), ":")
	for host, want := range map[string]int{
		"localhost:" + port: 200, "127.0.0.1:" + port: 200, "[::1]:" + port: 200,
		"rebind.example.com:" + port: 403, "127.0.0.1.nip.io:" + port: 403, "localhost:1": 403, "localhost": 403,
	} {
		for _, path := range []string{"/_ui/", "/_ui/requests", "/_ui/organizations/" + id, "/_ui/static/script.js"} {
			p := v.send(http.MethodGet, path, nil, map[string]string{"Host": host, "Sec-Fetch-Site": "same-origin"})
			if p.status != want || (want != 200 && strings.Contains(p.source, "Acme")) {
				t.Errorf("%s of %s: got status %d", path, host, p.status)
			}
		}
	}
	p := v.send(http.MethodPost, "/_ui/organizations/"+id+"/describe", url.Values{"name": {"x"}},
		map[string]string{"Host": "rebind.example.com:" + port, "Origin": "http://rebind.example.com:" + port, "Sec-Fetch-Site": "same-origin"})
	if p.status != http.StatusForbidden || v.Organization(id)["name"] != "Acme Farms" {
		t.Errorf("got status %d, %v", p.status, v.Organization(id)["name"])
	}
}

func TestButtonsRefuseOtherSites(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]map[string]string{
		"another site":             {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example.com"},
		"another site, old client": {"Origin": "https://evil.example.com"},
		"another port":             {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:3000"},
		"sandboxed frame":          {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := visit(t)
			id := v.full()
			v.Fail(mockserver.Fault{Status: 503})
			before := encoded(t, v.Organization(id)) + v.roster(id)
			for _, path := range []string{
				"organizations/" + id + "/accept", "organizations/" + id + "/reject", "organizations/" + id + "/expire", "organizations/" + id + "/address",
				"organizations/" + id + "/join", "organizations/" + id + "/describe", "organizations/" + id + "/limit", "organizations/" + id + "/lapse",
				"requests/fault", "requests/calm", "requests/forget",
			} {
				form := url.Values{"email": {"jane@example.com"}, "new": {"x@example.com"}, "name": {"x"}, "limit": {"device"}, "value": {"1"}, "kind": {"reset"}}
				if p := v.send(http.MethodPost, "/_ui/"+path, form, header); p.status != http.StatusForbidden {
					t.Errorf("%s: got status %d", path, p.status)
				}
			}
			if after := encoded(t, v.Organization(id)) + v.roster(id); after != before || len(v.Faults()) != 1 {
				t.Error("a request of another site had an effect")
			}
		})
	}
}

const markup = `"><script>alert(1)</script><img src=x onerror=alert(1)>`

// Markup in texts from outside is shown as it is.
func TestMarkupIsEscaped(t *testing.T) {
	t.Parallel()
	v := visit(t)
	v.AuditAs("eve@example.com")
	id := v.AddOrganization(doc{
		"name": markup, "description": markup, "referralId": markup, "banner": doc{"message": markup, "level": "info"},
		"tags": []doc{{"key": "a", "value": markup}},
	})
	v.AddMember(id, doc{"email": "ada@example.com", "firstName": markup, "lastName": markup})
	v.EditOrganization(id, doc{"description": markup})
	path := "/instances/" + v.InstanceID() + "/orgs"
	v.request("GET", path+"/"+url.PathEscape(markup)+"?q="+strings.ReplaceAll(markup, " ", ""), "")
	v.request("POST", path, encoded(t, doc{"name": markup}))
	v.request("POST", path, markup)
	v.Fail(mockserver.Fault{PathContains: markup})
	for _, path := range []string{
		"/_ui/", "/_ui/?q=" + url.QueryEscape(markup), "/_ui/?done=" + url.QueryEscape(markup), "/_ui/organizations/" + id, "/_ui/requests",
		"/_ui/" + url.PathEscape(markup), "/_ui/organizations/" + url.PathEscape(markup),
	} {
		p := v.open(path)
		p.one("script", func(n *html.Node) bool { return attribute(n, "src") != "" })
		p.one("script", nil)
		p.one("img", nil)
		if strings.Contains(path, "?done") {
			continue
		}
		if shows := strings.Contains(html.UnescapeString(p.source), markup); shows == (p.status == http.StatusNotFound) {
			t.Errorf("%s: status %d, and the page shows the name: %t", path, p.status, shows)
		}
	}
	p := v.send(http.MethodPost, "/_ui/organizations/"+id+"/accept", url.Values{"email": {markup}}, nil)
	p.one("script", nil)
	if p.status != http.StatusNotFound {
		t.Errorf("got status %d", p.status)
	}
	form := v.open("/_ui/organizations/" + id)
	v.press(form, "Save", map[string]string{"Description": "x"})
	if got := v.Organization(id)["name"]; got != markup {
		t.Errorf("the form changed the name to %v", got)
	}
}

func TestPagesShowNoToken(t *testing.T) {
	t.Parallel()
	v := visit(t)
	secret := v.AddToken()
	path := "/instances/" + v.InstanceID()
	v.request("GET", path+"/orgs?q="+secret, "")
	v.request("GET", path+"/orgs?q="+strings.Replace(secret, "-", "%2D", 1), "")
	v.request("GET", "/instances/"+secret, "")
	v.request("POST", path+"/orgs", `{"name":"`+secret+`"}`)
	v.request("POST", path+"/tokens", `{"name":"x","scope":["all.Instance"]}`)
	v.request("POST", path+"/orgs", secret)
	id, _ := v.Organizations()[0]["id"].(string)
	v.request("PATCH", path+"/orgs/"+id, `{"name":"x","description":"`+secret+`"}`)
	for _, path := range []string{"/_ui/requests", "/_ui/organizations/" + id, "/_ui/"} {
		source := v.open(path).source
		for _, token := range []string{secret, v.Token(), "mock-", "mock%2D"} {
			if strings.Contains(source, token) {
				t.Errorf("%s shows a token:\n%s", path, source)
			}
		}
	}
}
