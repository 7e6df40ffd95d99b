package acctest

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// Gate is a proxy in front of the mock server. It holds the responses to some
// requests, which have had their effect, until Release is closed or receives a value.
type Gate struct {
	URL     string
	Reached chan struct{} // receives a value for each response that is held
	Release chan struct{}
}

// NewGate starts a gate that holds the responses to requests with a method whose
// path ends in one of the suffixes.
func NewGate(t testing.TB, srv *mockserver.Server, method string, suffixes ...string) *Gate {
	t.Helper()
	target, err := url.Parse(srv.URL())
	if err != nil {
		t.Fatal(err)
	}
	g := &Gate{Reached: make(chan struct{}, 100), Release: make(chan struct{})}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ModifyResponse: func(resp *http.Response) error {
			isHeld := slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(resp.Request.URL.Path, suffix) })
			if resp.Request.Method == method && isHeld {
				g.Reached <- struct{}{}
				select {
				case <-g.Release:
				case <-resp.Request.Context().Done():
				}
			}
			return nil
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	g.URL = server.URL
	return g
}
