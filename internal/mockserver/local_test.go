package mockserver

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// controlRequest is a request to the control API that a browser could send.
func controlRequest(t *testing.T, control *caller, host string, header map[string]string) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, control.URL()+"/_control/organizations", strings.NewReader(`{"name":"x"}`))
	if err != nil {
		t.Fatal(err)
	}
	if host != "" {
		req.Host = host
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	return req
}

// In DNS rebinding, a page of another site makes its own host name point to this machine. Its requests then have the same
// origin as the page, but still its name in the Host header.
func TestControlAcceptsOnlyLoopbackHosts(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	_, port, _ := strings.Cut(strings.TrimPrefix(control.URL(), "http://"), ":")
	for host, want := range map[string]int{
		"localhost:" + port:             200,
		"LocalHost:" + port:             200,
		"127.0.0.1:" + port:             200,
		"[::1]:" + port:                 200,
		"rebind.example.com:" + port:    403,
		"localhost.example.com:" + port: 403,
		"localhost.:" + port:            403,
		"127.0.0.1.nip.io:" + port:      403,
		"127.0.0.2:" + port:             403,
		"[::]:" + port:                  403,
		"::1:" + port:                   403,
		"0.0.0.0:" + port:               403,
		"localhost:1":                   403,
		"localhost":                     403,
		"127.0.0.1:":                    403,
	} {
		t.Run(host, func(t *testing.T) {
			t.Parallel()
			// The page has the origin of its own host name, so that the browser calls its requests same-origin.
			req := controlRequest(t, control, host, map[string]string{"Origin": "http://" + host, "Sec-Fetch-Site": "same-origin"})
			r, err := (&caller{control.Server, t, ""}).send(req)
			if err != nil || r.status != want {
				t.Fatalf("got %v, %v, want status %d", r, err, want)
			}
			if want == http.StatusForbidden {
				r.expectError(403, "Forbidden", "the host must be localhost")
			}
		})
	}
	t.Cleanup(func() {
		if n := len(c.Organizations()); n != 4 {
			t.Errorf("%d organizations were added, want 4", n)
		}
	})
}

// Clients leave out the port 80 in the Host header.
func TestLocalOnlyKnowsTheDefaultPort(t *testing.T) {
	t.Parallel()
	handler := LocalOnly(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for name, tc := range map[string]struct {
		local any
		host  string
		want  int
	}{
		"default port":         {&net.TCPAddr{Port: 80}, "localhost", 200},
		"default port named":   {&net.TCPAddr{Port: 80}, "127.0.0.1:80", 200},
		"another port":         {&net.TCPAddr{Port: 8080}, "localhost", 403},
		"not through a server": {nil, "localhost:80", 403},
		"not through TCP":      {&net.UnixAddr{Name: "socket"}, "localhost:80", 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := context.WithValue(t.Context(), http.LocalAddrContextKey, tc.local)
			r := httptest.NewRequestWithContext(ctx, http.MethodGet, "http://"+tc.host+"/", http.NoBody)
			w := httptest.NewRecorder()
			if handler.ServeHTTP(w, r); w.Code != tc.want {
				t.Errorf("got status %d, want %d", w.Code, tc.want)
			}
		})
	}
}

func TestControlRefusesOtherSites(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	for name, tc := range map[string]struct {
		header map[string]string
		want   int
	}{
		"program":                        {nil, 200},
		"page of the server":             {map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": control.URL()}, 200},
		"page of the server, old client": {map[string]string{"Origin": control.URL()}, 200},
		"address bar":                    {map[string]string{"Sec-Fetch-Site": "none"}, 200},
		"another site":                   {map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example.com"}, 403},
		"another site, old client":       {map[string]string{"Origin": "https://evil.example.com"}, 403},
		"another port":                   {map[string]string{"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:3000"}, 403},
		"another port, old client":       {map[string]string{"Origin": "http://127.0.0.1:3000"}, 403},
		"sandboxed frame":                {map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "null"}, 403},
		"sandboxed frame, old client":    {map[string]string{"Origin": "null"}, 403},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := (&caller{control.Server, t, ""}).send(controlRequest(t, control, "", tc.header))
			if err != nil || r.status != tc.want {
				t.Fatalf("got %v, %v, want status %d", r, err, tc.want)
			}
			if tc.want == http.StatusForbidden {
				r.expectError(403, "Forbidden", "requests of other sites are refused")
			}
		})
	}
	t.Cleanup(func() {
		if n := len(c.Organizations()); n != 4 {
			t.Errorf("%d organizations were added, want 4", n)
		}
	})
}

// A browser shows a response to a page of another site only if a header allows it, and asks first before it sends JSON.
func TestControlResponsesAreNotForOtherSites(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	id := c.add("x")
	for name, r := range map[string]*result{
		"success":   control.get("/_control/requests"),
		"change":    control.patch("/_control/organizations/"+id, Doc{"name": "y"}),
		"error":     control.patch("/_control/organizations/"+anID24, Doc{}),
		"not there": control.get("/_control/nonsense"),
		"preflight": control.do("OPTIONS", "/_control/organizations", nil),
		"refused": func() *result {
			r, err := control.send(controlRequest(t, control, "rebind.example.com", nil))
			if err != nil {
				t.Fatal(err)
			}
			return r
		}(),
	} {
		for header := range r.header {
			if strings.HasPrefix(header, "Access-Control-") {
				t.Errorf("%s: got the header %s", name, header)
			}
		}
		if r.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: a browser could read the response as a script", name)
		}
		if name == "preflight" && r.status != http.StatusBadRequest {
			t.Errorf("%s: got status %d", name, r.status)
		}
	}
}

func TestControlShowsNoToken(t *testing.T) {
	t.Parallel()
	c, control := controlled(t)
	secret := c.AddToken()
	escaped := strings.Replace(secret, "mock-", "mock%2D", 1)
	c.get(c.home() + "?_embedded=" + secret)
	c.get(c.home() + "?_embedded=" + escaped)
	c.get(c.home() + "?_embedded=" + escaped + "&bad=%zz")
	c.get("/instances/" + secret)
	c.post(c.orgs(), Doc{"name": secret, secret: true})
	c.post(c.orgs(), `{"name":"`+strings.Replace(secret, "m", `\u006d`, 1)+`"}`)
	c.post(c.orgs(), "token "+secret)
	control.post("/_control/instance/tokens", Doc{"name": "x"}).ok()
	text := control.get("/_control/requests").body
	if strings.Contains(text, "mock-") || strings.Contains(text, "mock%2D") || strings.Contains(text, c.Token()) {
		t.Errorf("got a token in %s", text)
	}
	if n := strings.Count(text, "[redacted]"); n < 8 {
		t.Errorf("got %d redacted tokens in %s", n, text)
	}
}
