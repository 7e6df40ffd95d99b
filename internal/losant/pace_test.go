package losant

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// One request that is throttled holds back the others.
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
			return reply(200, orgJSON), nil
		})
		done := make(chan error)
		get := func(id string) { _, err := c.Organizations.Get(t.Context(), instanceID, id); done <- err }
		go get(orgID)
		time.Sleep(time.Second)
		go get(otherID)
		for range 2 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(start); took != 20*time.Second {
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
					if _, err := c.Organizations.Get(t.Context(), instanceID, orgID); err != nil {
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
		p := newPace(0.1)
		if err := p.wait(t.Context()); err != nil || time.Since(start) != 0 {
			t.Errorf("first turn after %s, error %v", time.Since(start), err)
		}
		time.AfterFunc(5*time.Second, func() { p.hold(20 * time.Second) })
		if err := p.wait(t.Context()); err != nil || time.Since(start) < 25*time.Second {
			t.Errorf("second turn after %s, error %v", time.Since(start), err)
		}
	})
}

func TestLongestHoldCounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		p := newPace(0)
		p.hold(20 * time.Second)
		p.hold(time.Second)
		if err := p.wait(t.Context()); err != nil || time.Since(start) != 20*time.Second {
			t.Errorf("waited %s, error %v", time.Since(start), err)
		}
	})
}
