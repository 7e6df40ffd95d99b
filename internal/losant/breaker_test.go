package losant

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// readAll reads organizations, 10 at a time as Terraform does, and returns the errors with the times since start.
func readAllOrganizations(t *testing.T, c *Client, n int) (errs []error, at []time.Duration) {
	t.Helper()
	start := time.Now()
	ids := make(chan int)
	var mu sync.Mutex
	var group sync.WaitGroup
	for range 10 {
		group.Go(func() {
			for i := range ids {
				_, err := c.Organizations.Get(t.Context(), OrganizationRef{instanceID, fmt.Sprintf("%024x", i)})
				mu.Lock()
				errs, at = append(errs, err), append(at, time.Since(start))
				mu.Unlock()
			}
		})
	}
	for i := range n {
		ids <- i
	}
	close(ids)
	group.Wait()
	return errs, at
}

func silent(req *http.Request) (*http.Response, error) {
	<-req.Context().Done()
	return nil, req.Context().Err()
}

func always(status int) roundTripFunc {
	return func(*http.Request) (*http.Response, error) { return fakeResponse(status, ""), nil }
}

// An outage ends a run of 1,000 organizations within minutes. Without a breaker it would take hours.
func TestOutageEndsSoon(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		server    roundTripFunc
		responded bool // before the outage
		want      string
	}{
		"silent":                {silent, true, "not sent, because the server has not responded since "},
		"silent from the start": {silent, false, "not sent, because the server has not responded since "},
		"503":                   {always(503), true, "not sent, because all requests have failed since 00:00:00 UTC, the last one with status 503"},
		"429":                   {always(429), true, "not sent, because the server has throttled all requests since 00:00:00 UTC"},
		"429 with a time": {
			func(*http.Request) (*http.Response, error) { return fakeResponse(429, "", "20"), nil }, true,
			"not sent, because the server has throttled all requests since ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newFakeClient(t, tc.server)
				c.responded.Store(tc.responded)
				errs, at := readAllOrganizations(t, c, 1000)
				if first, last := at[0], at[len(at)-1]; first > 2*time.Minute || last > first+2*time.Minute {
					t.Errorf("the first error came after %s, the last after %s", first, last)
				}
				notSent := 0
				for _, err := range errs {
					if err == nil {
						t.Fatal("a read succeeded")
					}
					if strings.Contains(err.Error(), tc.want) {
						notSent++
					}
				}
				if notSent < 900 {
					t.Errorf("%d of %d errors contain %q; the last is: %v", notSent, len(errs), tc.want, errs[len(errs)-1])
				}
			})
		})
	}
}

// The breaker closes at the first response to a probe.
func TestBreakerCloses(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"success": 200, "not found": 404, "refused": 403} {
		body := orgJSON
		if status != http.StatusOK {
			body = `{"type":"NotFound","message":"no"}`
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				sent, fails := 0, true
				c := newFakeClient(t, func(*http.Request) (*http.Response, error) {
					if sent++; fails {
						return fakeResponse(503, ""), nil
					}
					return fakeResponse(status, body), nil
				})
				get := func() (requests int, err error) {
					before := sent
					_, err = c.Organizations.Get(t.Context(), orgRef, WithSummary("deviceCount"))
					return sent - before, err
				}
				if n, err := get(); StatusCode(err) != 503 || n != 9 {
					t.Fatalf("%d requests, error %v", n, err)
				}
				for i := range 40 {
					time.Sleep(2 * time.Second)
					if n, err := get(); (n == 1) != (i%8 == 7) || n > 1 || err == nil {
						t.Errorf("%d seconds after the breaker tripped: %d requests, error %v", 2*i+2, n, err)
					}
				}
				fails = false
				time.Sleep(15 * time.Second)
				for range 3 {
					if n, err := get(); n != 1 || (err == nil) != (status == 200) || IsOutage(err) {
						t.Errorf("%d requests, error %v", n, err)
					}
				}
			})
		})
	}
}

// While other requests get responses, a request keeps all its retries, and the breaker does not trip.
func TestOneFailingOperationIsNoOutage(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status      int
		retryAfter  string
		least, most time.Duration
	}{
		"503": {503, "40", 320 * time.Second, 320 * time.Second},
		"429": {429, "5", 280 * time.Second, 305 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newFakeClient(t, func(req *http.Request) (*http.Response, error) {
					if strings.Contains(req.URL.RawQuery, "payloadCount") {
						return fakeResponse(tc.status, "", tc.retryAfter), nil
					}
					return fakeResponse(200, orgJSON), nil
				})
				start := time.Now()
				done := make(chan error)
				go func() {
					_, err := c.Organizations.Get(t.Context(), orgRef, WithSummary("payloadCount"))
					done <- err
				}()
				for {
					select {
					case err := <-done:
						if took := time.Since(start); StatusCode(err) != tc.status || took < tc.least || took > tc.most {
							t.Errorf("took %s, error %v", took, err)
						}
						return
					case <-time.After(time.Second):
						if _, err := c.Organizations.Get(t.Context(), orgRef, WithSummary("deviceCount")); err != nil {
							t.Error(err)
						}
					}
				}
			})
		})
	}
}

// A server has 30 seconds for the first byte of a response, and 2 minutes for all of it.
func TestTimeoutsOfAnAttempt(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		server roundTripFunc
		took   time.Duration
		want   string
	}{
		"silent": {silent, 30 * time.Second, "no response within 30s"},
		"endless": {func(req *http.Request) (*http.Response, error) {
			resp := fakeResponse(200, "")
			resp.Body = endless{req}
			return resp, nil
		}, 2 * time.Minute, "no complete response within 2m0s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newFakeClient(t, tc.server, WithMaxRetries(0))
				start := time.Now()
				_, err := c.Organizations.Get(t.Context(), orgRef)
				checkError(t, err, tc.want)
				if took := time.Since(start); took != tc.took {
					t.Errorf("took %s", took)
				}
			})
		})
	}
}

// endless is the body of a response that never ends.
type endless struct{ req *http.Request }

func (e endless) Read([]byte) (int, error) {
	<-e.req.Context().Done()
	return 0, e.req.Context().Err()
}

func (endless) Close() error { return nil }
