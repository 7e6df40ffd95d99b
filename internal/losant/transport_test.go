package losant

import (
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestRedirects(t *testing.T) {
	t.Parallel()
	get := func(c *Client) error { _, err := c.Organizations.Get(t.Context(), orgRef); return err }
	create := func(c *Client) error {
		_, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"})
		return err
	}
	for name, tc := range map[string]struct {
		call     func(*Client) error
		status   int
		location string
		message  string // empty: the redirect is followed
		methods  string
	}{
		"same host":               {get, 302, "/prefix/moved", "", "GET GET"},
		"same host, with a body":  {create, 308, "/prefix/moved", "", "GET POST POST"},
		"other host":              {get, 302, "https://evil.example/x", "refused to follow a redirect to https://evil.example", "GET"},
		"other host, with a body": {create, 307, "https://evil.example/x", "refused to follow", "GET POST GET GET POST GET GET POST GET GET"},
		"other port":              {get, 302, "http://127.0.0.1:1/x", "the token is only for http://127.0.0.1:", "GET"},
		"other scheme":            {get, 302, "https://HOST/x", "refused to follow a redirect to https://127.0.0.1", "GET"},
		"token in the host":       {get, 302, "https://" + token + ".evil.example/", "https://[redacted].evil.example", "GET"},
		"write to read":           {create, 303, "/prefix/moved", "refused to follow a redirect that turns POST into GET", "GET POST GET GET POST GET GET POST GET GET"},
		"endless":                 {get, 302, "/prefix" + orgAt, "stopped after 10 redirects", strings.TrimSpace(strings.Repeat("GET ", 10))},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, func(w http.ResponseWriter, req *http.Request) {
				if req.Method == http.MethodGet && req.URL.Path == "/prefix"+orgsAt {
					respond(200, `{"items":[]}`)(w, req) // what Create reads
					return
				}
				if req.URL.Path == "/prefix/moved" {
					respond(200, orgJSON)(w, req)
					return
				}
				w.Header().Set("Location", strings.ReplaceAll(tc.location, "HOST", req.Host))
				w.WriteHeader(tc.status)
			})
			err := tc.call(c)
			if tc.message != "" {
				checkError(t, err, tc.message)
			} else if err != nil {
				t.Error(err)
			}
			if err != nil && strings.Contains(err.Error(), "may have been created") {
				t.Errorf("error %v, although nothing was found", err)
			}
			all := slices.DeleteFunc(seen.all(), func(r request) bool { return r.method == http.MethodGet && r.path == "/prefix"+orgsAt })
			if got := seen.methods(); got != tc.methods {
				t.Errorf("requests %s, want %s", got, tc.methods)
			}
			if last := all[len(all)-1]; last.header.Get("Authorization") != "Bearer "+token || last.body != all[0].body {
				t.Errorf("last request has %v and the body %q", last.header, last.body)
			}
		})
	}
}

// A failed handshake has sent nothing, so no organization can have been created.
func TestCertificateError(t *testing.T) {
	t.Parallel()
	seen := &recorder{}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, req *http.Request) { seen.add(req) }))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	c := newTestClient(t, WithBaseURL(srv.URL))
	_, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"})
	checkError(t, err, "GET "+orgsAt, "certificate")
	if !unlikelyToRecover(err) || outcomeUnknown(err) || len(seen.all()) != 0 {
		t.Errorf("unlikely to recover %t, outcome unknown %t, %d requests", unlikelyToRecover(err), outcomeUnknown(err), len(seen.all()))
	}
}

// Connections are reused, also after errors.
func TestConnectionsAreReused(t *testing.T) {
	t.Parallel()
	remotes := map[string]bool{}
	n := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		remotes[req.RemoteAddr] = true
		n++
		respond([]int{200, 404, 503, 429, 200}[n%5], orgJSON)(w, req)
	}))
	t.Cleanup(srv.Close)
	c := newTestClient(t, WithBaseURL(srv.URL))
	for range 10 {
		if _, err := c.Organizations.Get(t.Context(), orgRef, WithSummary("deviceCount")); err != nil && !IsNotFound(err) {
			t.Fatal(err)
		}
	}
	if len(remotes) != 1 || n < 14 {
		t.Errorf("%d requests over %d connections, want 1", n, len(remotes))
	}
}
