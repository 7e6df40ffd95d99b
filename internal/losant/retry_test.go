package losant

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// roundTripFunc is a transport without a network. In a synctest bubble, waiting takes no time.
type roundTripFunc func(*http.Request) (*http.Response, error)

func (f roundTripFunc) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// newFakeClient returns a client with the real waits and the transport f.
func newFakeClient(t *testing.T, f roundTripFunc, opts ...Option) *Client {
	t.Helper()
	return newTestClient(t, append([]Option{WithBackoff(defaultWaits.first, defaultWaits.longest), WithGracePeriod(defaultWaits.grace), WithHTTPClient(&http.Client{Transport: f})}, opts...)...)
}

const throttledJSON = `{"type":"TooManyRequests","message":"Over rate limit, request throttled"}`

// fakeResponse returns a response, with a Retry-After header if one is given.
func fakeResponse(status int, body string, retryAfter ...string) *http.Response {
	header := http.Header{"Date": {time.Now().UTC().Format(http.TimeFormat)}}
	for _, value := range retryAfter {
		header.Set("Retry-After", value)
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}
}

// All methods but POST are retried alike.
func TestRetriesTransientFailures(t *testing.T) {
	t.Parallel()
	ok := func(w http.ResponseWriter, req *http.Request) {
		body := orgJSON
		if req.Method == http.MethodDelete {
			body = `{"success":true}`
		}
		respond(200, body)(w, req)
	}
	type outcome struct{ requests, status int } // the status of the error; 0: no error
	for name, tc := range map[string]struct {
		handlers           []http.HandlerFunc
		get, patch, delete outcome
	}{
		"408":         {[]http.HandlerFunc{respond(408, ""), ok}, outcome{2, 0}, outcome{2, 0}, outcome{2, 0}},
		"425":         {[]http.HandlerFunc{respond(425, ""), ok}, outcome{2, 0}, outcome{2, 0}, outcome{2, 0}},
		"500":         {[]http.HandlerFunc{respond(500, ""), ok}, outcome{2, 0}, outcome{2, 0}, outcome{2, 0}},
		"502":         {[]http.HandlerFunc{respond(502, "<html>"), ok}, outcome{2, 0}, outcome{2, 0}, outcome{2, 0}},
		"503, twice":  {[]http.HandlerFunc{respond(503, ""), respond(503, ""), ok}, outcome{3, 0}, outcome{3, 0}, outcome{3, 0}},
		"504, always": {[]http.HandlerFunc{respond(504, "")}, outcome{4, 504}, outcome{4, 504}, outcome{4, 504}},
		"429, often": {
			[]http.HandlerFunc{respond(429, ""), respond(429, ""), respond(429, ""), respond(429, ""), respond(429, ""), ok},
			outcome{6, 0},
			outcome{6, 0},
			outcome{6, 0},
		},
		"no response":         {[]http.HandlerFunc{dropConnection, dropConnection, ok}, outcome{3, 0}, outcome{3, 0}, outcome{3, 0}},
		"truncated":           {[]http.HandlerFunc{truncate, ok}, outcome{2, 0}, outcome{2, 0}, outcome{2, 0}},
		"truncated JSON":      {[]http.HandlerFunc{respond(200, orgJSON[:100]), ok}, outcome{2, 0}, outcome{2, 0}, outcome{2, 0}},
		"invalid JSON":        {[]http.HandlerFunc{respond(200, "{id}"), ok}, outcome{2, 0}, outcome{2, 0}, outcome{2, 0}},
		"empty":               {[]http.HandlerFunc{respond(200, ""), ok}, outcome{2, 0}, outcome{2, 0}, outcome{1, 0}},
		"not JSON":            {[]http.HandlerFunc{respond(200, "<html>")}, outcome{4, 200}, outcome{4, 200}, outcome{4, 200}},
		"other shape":         {[]http.HandlerFunc{respond(200, `{"id":5,"success":true}`)}, outcome{1, 200}, outcome{1, 200}, outcome{1, 0}},
		"bad request":         {[]http.HandlerFunc{respond(400, "")}, outcome{1, 400}, outcome{1, 400}, outcome{1, 400}},
		"404 in HTML":         {[]http.HandlerFunc{respond(404, "<html>"), ok}, outcome{2, 0}, outcome{2, 0}, outcome{2, 0}},
		"empty 404":           {[]http.HandlerFunc{respond(404, ""), ok}, outcome{2, 0}, outcome{2, 0}, outcome{2, 0}},
		"404 without type":    {[]http.HandlerFunc{respond(404, `{"message":"no"}`)}, outcome{4, 404}, outcome{4, 404}, outcome{4, 404}},
		"404 of another type": {[]http.HandlerFunc{respond(404, `{"type":"Error"}`)}, outcome{1, 404}, outcome{1, 404}, outcome{1, 404}},
		"not found":           {[]http.HandlerFunc{respond(404, notFoundJSON)}, outcome{1, 404}, outcome{1, 404}, outcome{1, 404}},
	} {
		for method, want := range map[string]outcome{"GET": tc.get, "PATCH": tc.patch, "DELETE": tc.delete} {
			t.Run(name+" "+method, func(t *testing.T) {
				t.Parallel()
				c, seen := serve(t, inSequence(tc.handlers...), WithMaxRetries(3))
				// A server that has responded before gets all retries.
				c.responded.Store(true)
				var err error
				switch method {
				case "GET":
					_, err = c.Organizations.Get(t.Context(), orgRef)
				case "PATCH":
					_, err = c.Organizations.Update(t.Context(), orgRef, OrganizationPatch{Name: Set("n")})
				case "DELETE":
					err = c.Organizations.Delete(t.Context(), orgRef)
				}
				if (err == nil) != (want.status == 0) || StatusCode(err) != want.status {
					t.Errorf("error %v, want status %d", err, want.status)
				}
				for i, req := range seen.all() {
					if first := seen.all()[0]; req.body != first.body || req.method != first.method {
						t.Errorf("request %d is %s %s, the first was %s %s", i, req.method, req.body, first.method, first.body)
					}
				}
				if n := len(seen.all()); n != want.requests {
					t.Errorf("%d requests, want %d", n, want.requests)
				}
			})
		}
	}
}

func TestWaitsBeforeRetries(t *testing.T) {
	t.Parallel()
	const s = time.Second
	// in is called inside the bubble, whose clock differs.
	in := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	for name, tc := range map[string]struct {
		response    func(try int) *http.Response
		least, most time.Duration
		tries       int
		status      int
		err         string
	}{
		"5xx": {
			response: func(int) *http.Response { return fakeResponse(503, "") },
			// 0.5, 1, 2, 4, 8, 16, 30 and 30 seconds, plus or minus a quarter, but 90 seconds in all.
			least: 68 * s, most: 90 * s, tries: 9, status: 503,
		},
		"503 with a time": {
			response: func(int) *http.Response { return fakeResponse(503, "", "40") },
			least:    80 * s, most: 80 * s, tries: 3, status: 503,
		},
		"503 with too long a time": {
			response: func(int) *http.Response { return fakeResponse(503, "", "3600") }, tries: 1, status: 503,
			err: "Service Unavailable (the server asks to wait 1h0m0s, and the longest wait is 1m30s)",
		},
		"429 with seconds": {
			response: func(try int) *http.Response { return firstOnly(try, fakeResponse(429, "", "7")) },
			least:    7 * s, most: 7 * s, tries: 2,
		},
		"429 with a date": {
			response: func(try int) *http.Response { return firstOnly(try, fakeResponse(429, "", in(9*s))) },
			least:    8 * s, most: 9 * s, tries: 2,
		},
		"429 with a past date": {
			response: func(try int) *http.Response { return firstOnly(try, fakeResponse(429, "", in(-9*s))) },
			least:    750 * time.Millisecond, most: 1250 * time.Millisecond, tries: 2,
		},
		"429 with seconds in the message": {
			response: func(try int) *http.Response {
				return firstOnly(try, fakeResponse(429, `{"type":"TooManyRequests","message":"Over rate limit, request throttled. Retry in 12 seconds"}`))
			},
			least: 12 * s, most: 12 * s, tries: 2,
		},
		"429 with 0 seconds in the message": {
			response: func(try int) *http.Response {
				return firstOnly(try, fakeResponse(429, `{"message":"Over rate limit, request throttled. Retry in 0 seconds"}`))
			},
			least: s, most: s, tries: 2,
		},
		"429 with both": {
			response: func(try int) *http.Response {
				return firstOnly(try, fakeResponse(429, `{"message":"Retry in 12 seconds"}`, "3"))
			},
			least: 3 * s, most: 3 * s, tries: 2,
		},
		"429 forever": {
			response: func(int) *http.Response { return fakeResponse(429, "", "60") },
			least:    60 * s, most: 60 * s, tries: 2, status: 429,
		},
		"429 with too long a time": {
			response: func(int) *http.Response { return fakeResponse(429, "", "301") }, tries: 1, status: 429,
			err: "Too Many Requests (the server asks to wait 5m1s, and the longest wait is 1m30s)",
		},
		"429 with too long a time in the message": {
			response: func(int) *http.Response {
				return fakeResponse(429, `{"type":"TooManyRequests","message":"Retry in 3600 seconds"}`)
			},
			tries: 1, status: 429, err: "Retry in 3600 seconds (the server asks to wait 1h0m0s, and the longest wait is 1m30s)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start, tries := time.Now(), 0
				c := newFakeClient(t, func(*http.Request) (*http.Response, error) {
					tries++
					return tc.response(tries), nil
				})
				_, err := c.Organizations.Get(t.Context(), orgRef)
				if StatusCode(err) != tc.status || err != nil && !strings.Contains(err.Error(), tc.err) {
					t.Errorf("error %v", err)
				}
				if took := time.Since(start); took < tc.least || took > tc.most || tries != tc.tries {
					t.Errorf("%d tries in %s, want %d in %s to %s", tries, took, tc.tries, tc.least, tc.most)
				}
			})
		})
	}
}

// firstOnly returns the response to the first request, and then a success.
func firstOnly(try int, first *http.Response) *http.Response {
	if try == 1 {
		return first
	}
	return fakeResponse(200, orgJSON)
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		// The server's clock is an hour ahead of this machine's.
		now := time.Now().Add(time.Hour)
		for text, want := range map[string]time.Duration{
			"":                     0,
			"0":                    0,
			"-5":                   0,
			"soon":                 0,
			"17":                   17 * time.Second,
			"999999999":            24 * time.Hour,
			"99999999999999999999": 0,
			now.Add(time.Minute).UTC().Format(http.TimeFormat):  time.Minute,
			now.Add(-time.Minute).UTC().Format(http.TimeFormat): 0,
		} {
			header := http.Header{"Retry-After": {text}, "Date": {now.UTC().Format(http.TimeFormat)}}
			if got := retryAfter(header); got != want {
				t.Errorf("Retry-After %q: %s, want %s", text, got, want)
			}
		}
		// Without a Date header, the time until a date is unknown.
		if got := retryAfter(http.Header{"Retry-After": {now.UTC().Format(http.TimeFormat)}}); got != 0 {
			t.Errorf("without a Date header: %s, want 0", got)
		}
	})
}

// A host that has never responded gets few retries, and so does one whose name or certificate is wrong.
func TestFewRetriesForUnreachableHosts(t *testing.T) {
	t.Parallel()
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	for name, tc := range map[string]struct {
		err       error
		responded bool
		tries     int
	}{
		"never responded":  {refused, false, 3},
		"responded before": {refused, true, 9},
		"unknown host":     {&net.DNSError{Err: "no such host", IsNotFound: true}, true, 3},
		"name server down": {&net.DNSError{Err: "timeout"}, true, 9},
		"certificate":      {&tls.CertificateVerificationError{Err: errors.New("expired")}, true, 3},
		"not TLS":          {tls.RecordHeaderError{Msg: "not TLS"}, true, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tries := 0
				c := newFakeClient(t, func(*http.Request) (*http.Response, error) { tries++; return nil, tc.err })
				c.responded.Store(tc.responded)
				_, err := c.Organizations.Get(t.Context(), orgRef)
				if !errors.Is(err, tc.err) || StatusCode(err) != 0 {
					t.Errorf("error %v", err)
				}
				checkError(t, err, "GET "+orgAt+": "+tc.err.Error())
				if tries != tc.tries {
					t.Errorf("%d tries, want %d", tries, tc.tries)
				}
			})
		})
	}
}

func TestRequestsEndWithContext(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]roundTripFunc{
		"while waiting after a failure": func(*http.Request) (*http.Response, error) { return fakeResponse(503, "", "50"), nil },
		"while throttled":               func(*http.Request) (*http.Response, error) { return fakeResponse(429, "", "50"), nil },
		"while waiting for the response": func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
				defer cancel()
				start := time.Now()
				_, err := newFakeClient(t, f).Organizations.Get(ctx, orgRef)
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("error %v", err)
				}
				checkError(t, err, "GET "+orgAt)
				if took := time.Since(start); took != 3*time.Second {
					t.Errorf("took %s", took)
				}
			})
		})
	}
}
