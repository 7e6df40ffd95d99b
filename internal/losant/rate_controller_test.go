package losant

import (
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// One request that is throttled holds back the others, and slows them down.
func TestThrottlingIsShared(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		c := imagine(t, func(req *http.Request) (*http.Response, error) {
			switch at := time.Since(start); {
			case at == 0:
				return reply(429, "", "20"), nil
			case at < 20*time.Second:
				t.Errorf("%s was sent after %s", req.URL.Path, at)
			}
			return reply(200, `{"items":[]}`), nil
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

func TestRequestsPerSecond(t *testing.T) {
	t.Parallel()
	for perSecond, want := range map[float64]time.Duration{0: 0, 0.5: 8 * time.Second, 4: time.Second} {
		t.Run(want.String(), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				c := imagine(t, func(*http.Request) (*http.Response, error) { return reply(200, orgJSON), nil },
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

// A turn that comes up during a hold is not used.
func TestTurnDuringHold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		p := newPace(0.1, time.Second)
		if err := p.wait(t.Context()); err != nil || time.Since(start) != 0 {
			t.Errorf("first turn after %s, error %v", time.Since(start), err)
		}
		time.AfterFunc(5*time.Second, func() { p.refuse(time.Now(), 20*time.Second) })
		if err := p.wait(t.Context()); err != nil || time.Since(start) < 25*time.Second {
			t.Errorf("second turn after %s, error %v", time.Since(start), err)
		}
	})
}

func TestLongestHoldCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		p := newPace(0, time.Second)
		p.refuse(time.Now(), 20*time.Second)
		p.refuse(time.Now(), time.Second)
		if err := p.wait(t.Context()); err != nil || time.Since(start) != 20*time.Second {
			t.Errorf("waited %s, error %v", time.Since(start), err)
		}
	})
}

// A server that counts requests in windows of a second, as an API with a limit does, refuses few of them.
func TestPaceFollowsTheServer(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		perSecond int
		after     func() *http.Response
	}{
		"Retry-After":    {20, func() *http.Response { return reply(429, "", "1") }},
		"words":          {20, func() *http.Response { return reply(429, `{"type":"TooManyRequests","message":"Retry in 1 seconds"}`) }},
		"no hint":        {20, func() *http.Response { return reply(429, "") }},
		"a strict limit": {5, func() *http.Response { return reply(429, "", "1") }},
		"a wide limit":   {150, func() *http.Response { return reply(429, "", "1") }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var mu sync.Mutex
				var window time.Time
				inWindow, sent, refused := 0, 0, 0
				c := imagine(t, func(*http.Request) (*http.Response, error) {
					time.Sleep(50 * time.Millisecond)
					mu.Lock()
					defer mu.Unlock()
					if now := time.Now(); now.Sub(window) >= time.Second {
						window, inWindow = now, 0
					}
					sent++
					if inWindow++; inWindow > tc.perSecond {
						refused++
						return tc.after(), nil
					}
					return reply(200, orgJSON), nil
				})
				requests := 60 * tc.perSecond
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
				if refused*10 >= sent || refused == 0 {
					t.Errorf("%d of %d requests were refused", refused, sent)
				}
				if best, took := 60*time.Second, time.Since(start); took > best*3/2 {
					t.Errorf("took %s, the limit allows %s", took, best)
				}
			})
		})
	}
}

// A refusal that nothing follows is forgotten with time.
func TestPaceRecovers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(100, time.Second)
		p.refuse(time.Now(), 0)
		for range 100 {
			p.refuse(time.Now().Add(-time.Second), 0) // sent before the first refusal
		}
		if got := p.limiter.Limit(); got != 75 {
			t.Errorf("limit after one refusal: %g", got)
		}
		for range 100 {
			time.Sleep(time.Nanosecond)
			p.refuse(time.Now(), 0)
		}
		if got := p.limiter.Limit(); got != slowest {
			t.Errorf("limit after many refusals: %g", got)
		}
		time.Sleep(10 * time.Minute)
		if p.held(); p.limiter.Limit() != 100 {
			t.Errorf("limit in the end: %g", p.limiter.Limit())
		}
	})
}
