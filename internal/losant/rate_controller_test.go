package losant

import (
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A request that is throttled holds and slows down the others.
func TestThrottlingIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := newFakeClient(t, func(req *http.Request) (*http.Response, error) {
			switch at := time.Since(start); {
			case at == 0:
				return fakeResponse(429, "", "20"), nil
			case at < 20*time.Second:
				t.Errorf("%s was requested after %s", req.URL.Path, at)
			}
			return fakeResponse(200, `{"items":[]}`), nil
		})
		done := make(chan error)
		get := func(id string) {
			_, err := Collect(c.Members.All(t.Context(), OrganizationRef{instanceID, id}))
			done <- err
		}
		go get(orgID)
		time.Sleep(time.Second)
		go get(otherID)
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(start); took.Round(time.Millisecond) != 20*time.Second+133*time.Millisecond {
			t.Errorf("took %s", took)
		}
	})
}

func TestWithRequestsPerSecond(t *testing.T) {
	t.Parallel()
	for perSecond, want := range map[float64]time.Duration{0: 0, 0.5: 8 * time.Second, 4: time.Second} {
		t.Run(want.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				c := newFakeClient(t, func(*http.Request) (*http.Response, error) { return fakeResponse(200, orgJSON), nil },
					WithRequestsPerSecond(perSecond))
				for range 5 {
					if _, err := c.Organizations.Get(t.Context(), orgRef, WithSummary("deviceCount")); err != nil {
						t.Fatal(err)
					}
				}
				if took := time.Since(start).Round(time.Millisecond); took != want {
					t.Errorf("5 requests took %s, want %s", took, want)
				}
			})
		})
	}
}

// The wait for a turn does not count towards the timeout of an attempt.
func TestTimeoutBeginsWithTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		respond := func(req *http.Request) (*http.Response, error) {
			return fakeResponse(200, orgJSON), req.Context().Err()
		}
		c := newFakeClient(t, respond, WithRequestsPerSecond(0.1), WithTimeout(time.Second), WithMaxRetries(0))
		for range 2 {
			if _, err := c.Organizations.Get(t.Context(), orgRef, WithSummary("deviceCount")); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestNoTurnDuringHold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		r := newRateController(0.1, time.Second)
		if err := r.wait(t.Context()); err != nil || time.Since(start) != 0 {
			t.Errorf("first turn after %s, error %v", time.Since(start), err)
		}
		time.AfterFunc(5*time.Second, func() { r.onThrottle(time.Now(), 20*time.Second) })
		if err := r.wait(t.Context()); err != nil || time.Since(start) < 25*time.Second {
			t.Errorf("second turn after %s, error %v", time.Since(start), err)
		}
	})
}

func TestLongestHoldWins(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		r := newRateController(0, time.Second)
		r.onThrottle(time.Now(), 20*time.Second)
		r.onThrottle(time.Now(), time.Second)
		if err := r.wait(t.Context()); err != nil || time.Since(start) != 20*time.Second {
			t.Errorf("waited %s, error %v", time.Since(start), err)
		}
	})
}

// A server with a limit for each second throttles few requests.
func TestRateAdaptsToServer(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		perSecond int
		throttle  func() *http.Response
	}{
		"Retry-After": {20, func() *http.Response { return fakeResponse(429, "", "1") }},
		"message": {20, func() *http.Response {
			return fakeResponse(429, `{"type":"TooManyRequests","message":"Retry in 1 seconds"}`)
		}},
		"no hint":        {20, func() *http.Response { return fakeResponse(429, "") }},
		"a strict limit": {5, func() *http.Response { return fakeResponse(429, "", "1") }},
		"a wide limit":   {150, func() *http.Response { return fakeResponse(429, "", "1") }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var mu sync.Mutex
				var window time.Time
				inWindow, sent, throttled := 0, 0, 0
				c := newFakeClient(t, func(*http.Request) (*http.Response, error) {
					time.Sleep(50 * time.Millisecond)
					mu.Lock()
					defer mu.Unlock()
					if now := time.Now(); now.Sub(window) >= time.Second {
						window, inWindow = now, 0
					}
					sent++
					if inWindow++; inWindow > tc.perSecond {
						throttled++
						return tc.throttle(), nil
					}
					return fakeResponse(200, orgJSON), nil
				})
				requests := min(60*tc.perSecond, 3000)
				ids := make(chan int)
				var group sync.WaitGroup
				for range 10 {
					group.Go(func() {
						for range ids {
							if _, err := c.Organizations.Get(t.Context(), orgRef, WithSummary("deviceCount")); err != nil {
								t.Error(err)
							}
						}
					})
				}
				for i := range requests {
					ids <- i
				}
				close(ids)
				group.Wait()
				if throttled*10 >= sent || throttled == 0 {
					t.Errorf("%d of %d requests were throttled", throttled, sent)
				}
				if best, took := time.Duration(requests/tc.perSecond)*time.Second, time.Since(start); took > best*3/2 {
					t.Errorf("took %s, the limit allows %s", took, best)
				}
			})
		})
	}
}

func TestRateRecovers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRateController(100, time.Second)
		r.onThrottle(time.Now(), 0)
		for range 100 {
			r.onThrottle(time.Now().Add(-time.Second), 0) // sent before the first 429 arrived
		}
		if got := r.limiter.Limit(); got != 75 {
			t.Errorf("rate after one 429: %g", got)
		}
		for range 100 {
			time.Sleep(time.Nanosecond)
			r.onThrottle(time.Now(), 0)
		}
		if got := r.limiter.Limit(); got != minRate {
			t.Errorf("rate after many 429: %g", got)
		}
		time.Sleep(10 * time.Minute)
		if r.holdRemaining(); r.limiter.Limit() != 100 {
			t.Errorf("rate at the end: %g", r.limiter.Limit())
		}
	})
}
