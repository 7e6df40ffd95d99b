package losant

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	token      = "s3cret-token"
	instanceID = "60106426dc03c6aad06560ba"
	orgID      = "60106426dc03c6aad06540bb"
	otherID    = "60106426dc03c6aad06540bc"

	instanceAt = "/instances/" + instanceID
	orgsAt     = instanceAt + "/orgs"
	orgAt      = orgsAt + "/" + orgID
)

// oldestQuery is the query of a list, up to the page size.
const oldestQuery = "&sortField=creationDate&sortDirection=asc&page=0&perPage="

// notFoundJSON is the body of a 404 of the API itself.
const notFoundJSON = `{"type":"NotFound","message":"Organization was not found"}`

// orgRef is the organization that most tests ask for.
var orgRef = OrganizationRef{instanceID, orgID}

// request is a request that a server has received.
type request struct {
	method, path, query, body string
	header                    http.Header
}

// recorder records the requests that a server receives.
type recorder struct {
	mu       sync.Mutex
	requests []request
}

func (r *recorder) add(req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	req.Body = io.NopCloser(bytes.NewReader(body))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, request{req.Method, req.URL.EscapedPath(), req.URL.RawQuery, string(body), req.Header})
}

func (r *recorder) all() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.requests)
}

// methods returns the methods of all requests, in order, such as "POST GET POST".
func (r *recorder) methods() string {
	var methods []string
	for _, req := range r.all() {
		methods = append(methods, req.method)
	}
	return strings.Join(methods, " ")
}

// serve returns a client of a server with the handler h under a base path. The client waits milliseconds instead of
// seconds.
func serve(t *testing.T, h http.HandlerFunc, opts ...Option) (*Client, *recorder) {
	t.Helper()
	seen := &recorder{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		seen.add(req)
		h(w, req)
	}))
	t.Cleanup(srv.Close)
	return newTestClient(t, append([]Option{WithBaseURL(srv.URL + "/prefix/")}, opts...)...), seen
}

// newTestClient returns a client that waits milliseconds instead of seconds.
func newTestClient(t *testing.T, opts ...Option) *Client {
	t.Helper()
	transport := newTransport()
	t.Cleanup(transport.CloseIdleConnections)
	defaults := []Option{WithBackoff(time.Millisecond, 2*time.Millisecond), WithGracePeriod(20 * time.Millisecond), WithHTTPClient(&http.Client{Transport: transport})}
	c, err := New(token, append(defaults, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// respond returns a handler with a fixed response. The headers are name, value, name, value.
func respond(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// inSequence returns a handler that uses the next of the handlers for each request, and the last one from then on.
func inSequence(handlers ...http.HandlerFunc) http.HandlerFunc {
	var mu sync.Mutex
	return func(w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		h := handlers[0]
		if len(handlers) > 1 {
			handlers = handlers[1:]
		}
		mu.Unlock()
		h(w, req)
	}
}

// dropConnection is a handler that closes the connection without a response.
func dropConnection(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// truncate is a handler whose response is shorter than its Content-Length.
func truncate(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	_, _ = io.WriteString(w, `{"id":"`)
}

// refuse returns a handler that refuses requests as Losant does.
func refuse(status int) http.HandlerFunc { return respond(status, `{"type":"Refused","message":"no"}`) }

// exchange is a method call, the only request that it should send, the response to it, and the result of the call.
type exchange struct {
	listsFirst                bool // a list is read before the request, and is empty
	call                      func(context.Context, *Client) (any, error)
	method, path, query, body string
	response                  string
	want                      any
	readsFirst                string // the response to a GET before
}

func checkExchanges(t *testing.T, table map[string]exchange) {
	t.Helper()
	for name, tc := range table {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			handler := respond(http.StatusOK, tc.response)
			if tc.listsFirst {
				handler = inSequence(respond(http.StatusOK, `{"items":[]}`), handler)
			} else if tc.readsFirst != "" {
				handler = inSequence(respond(http.StatusOK, tc.readsFirst), handler)
			}
			c, seen := serve(t, handler)
			got, err := tc.call(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got  %s\nwant %s", dump(got), dump(tc.want))
			}
			all := seen.all()
			if (tc.listsFirst || tc.readsFirst != "") && len(all) > 0 && all[0].method == http.MethodGet {
				all = all[1:]
			}
			if len(all) != 1 {
				t.Fatalf("%d requests, want 1", len(all))
			}
			req := all[0]
			query := "_actions=false&_links=false&_embedded=true" + tc.query
			if req.method != tc.method || req.path != "/prefix"+tc.path || req.query != query || req.body != tc.body {
				t.Errorf("got  %s %s?%s %s\nwant %s /prefix%s?%s %s",
					req.method, req.path, req.query, req.body, tc.method, tc.path, query, tc.body)
			}
			headers := map[string]string{
				"Authorization": "Bearer " + token, "Accept": "application/json", "Accept-Version": "^1.30.0",
				"User-Agent": "terraform-provider-losant", "Content-Type": "",
			}
			if tc.body != "" {
				headers["Content-Type"] = "application/json"
			}
			for name, want := range headers {
				if got := req.header.Get(name); got != want {
					t.Errorf("header %s: %q, want %q", name, got, want)
				}
			}
		})
	}
}

func dump(v any) string {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Pointer && !r.IsNil() {
		v = r.Elem().Interface()
	}
	return fmt.Sprintf("%+v", v)
}

// checkError fails the test unless the text of err contains all the parts.
func checkError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("got no error")
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not contain %q", err, part)
		}
	}
}

func TestNewValidatesBaseURL(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"https://api.losant.com":      "",
		"https://example.com/losant/": "",
		"http://localhost:8080":       "",
		"http://127.0.0.1":            "",
		"http://[::1]:80/x":           "",
		"http://api.losant.com":       "https is required, because",
		"http://localhost.evil.org":   "https is required",
		"ftp://api.losant.com":        "not of the form",
		"api.losant.com":              "not of the form",
		"https://":                    "not of the form",
		"":                            "not of the form",
		"https://a b":                 "API URL",
		"https://me:pw@losant.com":    "no user",
		"https://losant.com/?q=1":     "no user",
	} {
		t.Run(base, func(t *testing.T) {
			t.Parallel()
			_, err := New(token, WithBaseURL(base))
			if want != "" {
				checkError(t, err, want)
			} else if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestNewRequiresToken(t *testing.T) {
	t.Parallel()
	_, err := New("")
	checkError(t, err, "token is required")
}

func TestNewSetsDefaults(t *testing.T) {
	t.Parallel()
	c, err := New(token)
	if err != nil {
		t.Fatal(err)
	}
	if c.baseURL != DefaultBaseURL || c.maxRetries != 8 || c.waits != defaultWaits {
		t.Errorf("base %s, retries %d, waits %+v", c.baseURL, c.maxRetries, c.waits)
	}
	if n := newTransport().MaxIdleConnsPerHost; n != 100 {
		t.Errorf("%d idle connections per host, want 100", n)
	}
}

func TestWithUserAgent(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, respond(http.StatusOK, orgJSON), WithUserAgent("acme/1.2"))
	if _, err := c.Organizations.Get(t.Context(), orgRef); err != nil {
		t.Fatal(err)
	}
	if got := seen.all()[0].header.Get("User-Agent"); got != "acme/1.2" {
		t.Errorf("User-Agent %q", got)
	}
}
