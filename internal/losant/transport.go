package losant

import (
	"context"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
)

// newHTTPClient returns a copy of h that sends requests, and with them the token, to the host of base only.
func newHTTPClient(h *http.Client, base *url.URL) *http.Client {
	var client http.Client
	if h != nil {
		client = *h
	}
	if client.Transport == nil {
		client.Transport = sharedTransport()
	}
	client.CheckRedirect = sameHostRedirects(base)
	return &client
}

// sharedTransport returns the transport of all clients of this process. Its connections carry no token of their own.
var sharedTransport = sync.OnceValue(newTransport)

func newTransport() *http.Transport {
	t := &http.Transport{Proxy: http.ProxyFromEnvironment}
	if std, ok := http.DefaultTransport.(*http.Transport); ok {
		t = std.Clone()
	}
	t.MaxIdleConnsPerHost = 100
	return t
}

// sameHostRedirects returns a redirect policy under which the token and the body are sent to no other host, and never
// from https to http. The policy also refuses a redirect that turns a write into a read, because it would look like
// success.
func sameHostRedirects(base *url.URL) func(*http.Request, []*http.Request) error {
	return func(req *http.Request, via []*http.Request) error {
		switch {
		case !strings.EqualFold(req.URL.Host, base.Host) || req.URL.Scheme != base.Scheme:
			return redirectError("refused to follow a redirect to " + req.URL.Scheme + "://" + req.URL.Host +
				": the token is only for " + base.Scheme + "://" + base.Host)
		case req.Method != via[0].Method:
			return redirectError("refused to follow a redirect that turns " + via[0].Method + " into " + req.Method)
		case len(via) >= 10:
			return redirectError("stopped after 10 redirects")
		}
		return nil
	}
}

// sentTracker finds out whether part of a request may have reached the server.
type sentTracker struct{ wantsConn, hasConn atomic.Bool }

// trace returns a context for the request to track.
func (t *sentTracker) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.wantsConn.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.hasConn.Store(true) },
	})
}

// maybeSent reports whether part of the request may have been sent. A transport that wanted a connection but got none
// (refused, no such host, failed handshake) has sent nothing. A transport that reports nothing may have.
func (t *sentTracker) maybeSent() bool { return t.hasConn.Load() || !t.wantsConn.Load() }
