package losant

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// authorization adds the headers that say who asks.
type authorization struct {
	next         http.RoundTripper
	token, agent string
}

func (a *authorization) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("Authorization", "Bearer "+a.token)
	req.Header.Set("User-Agent", a.agent)
	return a.next.RoundTrip(req)
}

// watch tells the call whether anything of it may have reached the server.
type watch struct{ next http.RoundTripper }

func (w *watch) RoundTrip(req *http.Request) (*http.Response, error) {
	var asked, got atomic.Bool
	ctx := httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GetConn: func(string) { asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { got.Store(true) },
	})
	current := callOf(ctx)
	current.began = time.Now()
	resp, err := w.next.RoundTrip(req.WithContext(ctx))
	// A transport that asked for a connection and got none (refused, no such host, failed handshake) has sent nothing. One
	// that never asks does not tell.
	if got.Load() || !asked.Load() {
		current.sent = true
	}
	return resp, err
}

// defaultTimeout is for an attempt. A page of 1000 organizations takes seconds.
const defaultTimeout = 2 * time.Minute

// deadline ends attempts that take too long: a server can accept a request and fall silent, or send an answer without end.
// What is waited before the request is sent does not count.
type deadline struct {
	next  http.RoundTripper
	after time.Duration
}

func (d *deadline) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeoutCause(req.Context(), d.after, fmt.Errorf("no complete answer within %s", d.after))
	resp, err := d.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		cancel()
		return nil, err
	}
	resp.Body = &timedBody{ReadCloser: resp.Body, done: cancel}
	return resp, nil
}

// timedBody keeps the time of an attempt running until its answer is read.
type timedBody struct {
	io.ReadCloser
	done context.CancelFunc
}

func (b *timedBody) Close() error {
	defer b.done()
	return b.ReadCloser.Close()
}

// stayOn returns a redirect policy: the token, and a body with it, goes to no other host, and never from https to http. A
// redirect that turns a write into a read is refused as well, since it would look like success.
func stayOn(base *url.URL) func(*http.Request, []*http.Request) error {
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
