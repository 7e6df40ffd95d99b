package losant

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// The server sends this response after a time, or never if the request is abandoned before.
func respondAfter(d time.Duration, status int, body string) roundTripFunc {
	return func(req *http.Request) (*http.Response, error) {
		if err := sleep(req.Context(), d); err != nil {
			return nil, err
		}
		return fakeResponse(status, body), nil
	}
}

// noneBefore responds to the read before a creation that there is no object yet, and to all else with f.
func noneBefore(f roundTripFunc) roundTripFunc {
	return func(req *http.Request) (*http.Response, error) {
		if req.Method == http.MethodGet {
			return fakeResponse(200, `{"items":[],"totalCount":0}`), nil
		}
		return f(req)
	}
}

// Terraform stops by canceling the context. The timeout of an operation ends it too.
func TestContextEndsDuringRequest(t *testing.T) {
	t.Parallel()
	create := func(ctx context.Context, c *Client) error {
		_, err := c.Organizations.Create(ctx, instanceID, OrganizationPost{Name: "Acme"})
		return err
	}
	update := func(ctx context.Context, c *Client) error {
		_, err := c.Organizations.Update(ctx, orgRef, OrganizationPatch{Name: Set("Acme")})
		return err
	}
	remove := func(ctx context.Context, c *Client) error { return c.Organizations.Delete(ctx, orgRef) }
	read := func(ctx context.Context, c *Client) error {
		_, err := c.Organizations.Get(ctx, orgRef)
		return err
	}
	for cause, end := range map[string]func(context.Context) (context.Context, context.CancelFunc){
		"timeout": func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Second)
		},
		"stop": func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(time.Second, cancel)
			return ctx, cancel
		},
	} {
		for name, tc := range map[string]struct {
			call   func(context.Context, *Client) error
			server roundTripFunc
			took   time.Duration
			fails  bool
		}{
			"slow creation":                 {create, noneBefore(respondAfter(4*time.Second, 201, orgJSON)), 4 * time.Second, false},
			"slow change":                   {update, respondAfter(4*time.Second, 200, orgJSON), 4 * time.Second, false},
			"slow deletion":                 {remove, respondAfter(4*time.Second, 200, `{"success":true}`), 4 * time.Second, false},
			"refused creation":              {create, noneBefore(respondAfter(4*time.Second, 400, `{"type":"Validation"}`)), 4 * time.Second, true},
			"slow read":                     {read, respondAfter(4*time.Second, 200, orgJSON), time.Second, true},
			"creation between two attempts": {create, noneBefore(respondAfter(0, 429, retryIn50)), time.Second, true},
			"change between two attempts":   {update, respondAfter(0, 429, retryIn50), time.Second, true},
			"change throttled by a proxy":   {update, inTurn(respondAfter(900*time.Millisecond, 429, "<p>busy</p>"), respondAfter(0, 200, orgJSON)), 0, false},
			"change without a response":     {update, respondAfter(time.Hour, 200, orgJSON), 31 * time.Second, true},
			"change with unknown outcome":   {update, inTurn(respondAfter(900*time.Millisecond, 503, ""), respondAfter(0, 200, orgJSON)), 0, false},
		} {
			t.Run(name+", "+cause, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					ctx, cancel := end(t.Context())
					defer cancel()
					start := time.Now()
					err := tc.call(ctx, newFakeClient(t, tc.server))
					if took := time.Since(start); (err != nil) != tc.fails || tc.took != 0 && took != tc.took {
						t.Errorf("took %s, want %s, error %v", took, tc.took, err)
					}
				})
			})
		}
	}
}

// inTurn responds to the first request with the first function, and to all others with the second.
func inTurn(first, others roundTripFunc) roundTripFunc {
	next := first
	return func(req *http.Request) (*http.Response, error) {
		f := next
		next = others
		return f(req)
	}
}

// Nothing begins after the end of the context.
func TestNothingIsSentAfterContextEnds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		wait time.Duration
		want string
	}{"no turn yet": {time.Minute, "not sent, because the run was stopped"}, "ended before": {0, ""}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				sent := 0
				c := newFakeClient(t, func(*http.Request) (*http.Response, error) { sent++; return fakeResponse(200, orgJSON), nil })
				if c.rate.onThrottle(time.Now(), tc.wait); tc.wait == 0 {
					cancel()
				}
				time.AfterFunc(time.Second, cancel)
				start := time.Now()
				_, err := c.Organizations.Update(ctx, orgRef, OrganizationPatch{Name: Set("Acme")})
				checkError(t, err, tc.want)
				if took := time.Since(start); !errors.Is(err, context.Canceled) || outcomeUnknown(err) || sent > 0 || took > time.Second {
					t.Errorf("%d requests in %s, error %v", sent, took, err)
				}
			})
		})
	}
}

const retryIn50 = `{"type":"TooManyRequests","message":"Retry in 50 seconds"}`

// A throttled POST has no effect, so nothing must be looked for if the context ends when the 429 arrives.
func TestContextEndsWithThrottledResponse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		posts := 0
		c := newFakeClient(t, noneBefore(func(*http.Request) (*http.Response, error) {
			posts++
			cancel()
			return fakeResponse(429, throttledJSON, "60"), nil
		}))
		_, err := c.Organizations.Create(ctx, instanceID, OrganizationPost{Name: "Acme"})
		checkError(t, err, "not sent, because the run was stopped")
		if outcomeUnknown(err) || posts != 1 {
			t.Errorf("%d POSTs, outcome unknown %t", posts, outcomeUnknown(err))
		}
	})
}
