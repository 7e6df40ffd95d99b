package losant

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// partServer fails the requests whose paths contain one of the texts, and responds to all others.
type partServer struct {
	mu     sync.Mutex
	fault  roundTripFunc
	broken []string
	sent   int // requests that had the fault
}

func (s *partServer) respond(req *http.Request) (*http.Response, error) {
	for _, text := range s.broken {
		if strings.Contains(req.URL.Path, text) {
			s.mu.Lock()
			s.sent++
			s.mu.Unlock()
			return s.fault(req)
		}
	}
	if strings.HasSuffix(req.URL.Path, orgID) {
		return fakeResponse(200, orgJSON), nil
	}
	return fakeResponse(200, `{"items":[],"totalCount":0}`), nil
}

// get returns how long a call took, how many requests it sent that had the fault, and its error.
func (s *partServer) get(call func() error) (took time.Duration, requests int, err error) {
	start, before := time.Now(), s.sent
	err = call()
	return time.Since(start), s.sent - before, err
}

func readMembers(ctx context.Context, c *Client, id string) error {
	_, err := Collect(c.Members.All(ctx, OrganizationRef{instanceID, id}))
	return err
}

func readInvitations(ctx context.Context, c *Client, id string) error {
	_, err := Collect(c.Invitations.All(ctx, OrganizationRef{instanceID, id}))
	return err
}

func readOrganization(ctx context.Context, c *Client) error {
	_, err := c.Organizations.Get(ctx, orgRef, WithSummary("deviceCount"))
	return err
}

// What fails does not affect other requests, although nothing else was requested meanwhile. Repetitions of what fails
// fail at once, and one of them in 15 seconds is sent.
func TestFailingPartFailsAlone(t *testing.T) {
	t.Parallel()
	otherRef := OrganizationRef{instanceID, otherID}
	for name, tc := range map[string]struct {
		broken string
		first  []func(context.Context, *Client) error // at the same time
		works  func(context.Context, *Client) error
	}{
		"a path": {
			orgID + "/members",
			[]func(context.Context, *Client) error{func(ctx context.Context, c *Client) error { return readMembers(ctx, c, orgID) }},
			func(ctx context.Context, c *Client) error { return readMembers(ctx, c, otherRef.ID) },
		},
		"an operation": {
			"/members",
			[]func(context.Context, *Client) error{
				func(ctx context.Context, c *Client) error { return readMembers(ctx, c, otherRef.ID) },
				func(ctx context.Context, c *Client) error { return readMembers(ctx, c, orgID) },
			},
			readOrganization,
		},
		"two operations": {
			orgID + "/",
			[]func(context.Context, *Client) error{
				func(ctx context.Context, c *Client) error { return readInvitations(ctx, c, orgID) },
				func(ctx context.Context, c *Client) error { return readMembers(ctx, c, orgID) },
			},
			readOrganization,
		},
	} {
		for faultName, fault := range map[string]struct {
			respond roundTripFunc
			text    string
		}{
			"500":    {always(500), "not sent, because all such requests have failed since 00:00:00 UTC, the last one with status 500"},
			"429":    {always(429), "not sent, because the server has throttled all such requests since 00:00:0"},
			"silent": {silent, "not sent, because the server has not responded to such requests since 00:00:00 UTC"},
		} {
			if name == "two operations" && faultName == "429" {
				continue // Throttling slows both requests down, and which of the circuits trips first is open.
			}
			t.Run(name+", "+faultName, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					server := &partServer{fault: fault.respond, broken: []string{tc.broken}}
					c := newFakeClient(t, server.respond)
					c.responded.Store(true)
					took, _, err := server.get(func() error {
						errs := make(chan error)
						for _, call := range tc.first {
							go func() { errs <- call(t.Context(), c) }()
						}
						var all error
						for range tc.first {
							all = errors.Join(all, <-errs)
						}
						return all
					})
					if took > 2*time.Minute || err == nil {
						t.Errorf("failed after %s: %v", took, err)
					}
					if took, _, err := server.get(func() error { return tc.works(t.Context(), c) }); err != nil || took > time.Second && faultName != "429" { // Throttling concerns all requests.
						t.Errorf("what works took %s, error %v", took, err)
					}
					again := func() error { return tc.first[len(tc.first)-1](t.Context(), c) }
					sent := 0
					for i := range 30 {
						took, n, err := server.get(again)
						if err == nil || n > 1 || n == 0 && (took > 0 || i > 15 && !strings.Contains(err.Error(), fault.text)) {
							t.Errorf("repetition %d took %s and %d requests: %v", i, took, n, err)
						}
						sent += n
						time.Sleep(2 * time.Second)
						if err := tc.works(t.Context(), c); err != nil {
							t.Errorf("what works failed: %v", err)
						}
					}
					if sent > 5 {
						t.Errorf("%d repetitions were sent", sent)
					}
					server.broken = nil
					time.Sleep(15 * time.Second)
					if err := again(); err != nil {
						t.Errorf("after the repair: %v", err)
					}
				})
			})
		}
	}
}

// An operation that fails for all organizations costs minutes, not hours, also while others work.
func TestFailingOperationEndsSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &partServer{fault: always(503), broken: []string{"/members"}}
		c := newFakeClient(t, server.respond)
		ids := make(chan int)
		start := time.Now()
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				for i := range ids {
					if err := readOrganization(t.Context(), c); err != nil {
						t.Error(err)
					}
					if err := readMembers(t.Context(), c, fmt.Sprintf("%024x", i)); err == nil {
						t.Error("members were read")
					}
				}
			})
		}
		for i := range 1000 {
			ids <- i
		}
		close(ids)
		group.Wait()
		if took := time.Since(start); took > 4*time.Minute {
			t.Errorf("took %s", took)
		}
	})
}

// An outage ends soon also if there is one request at a time, for whatever.
func TestOutageOfRequestsInTurnEndsSoon(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]roundTripFunc{"503": always(503), "silent": silent, "429": always(429)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := newFakeClient(t, server)
				c.responded.Store(true)
				start := time.Now()
				for i := range 100 {
					id := fmt.Sprintf("%024x", i)
					_, err := c.Organizations.Get(t.Context(), OrganizationRef{instanceID, id})
					if err == nil || readMembers(t.Context(), c, id) == nil || readInvitations(t.Context(), c, id) == nil {
						t.Fatal("a read succeeded")
					}
				}
				if took := time.Since(start); took > 3*time.Minute {
					t.Errorf("took %s", took)
				}
			})
		})
	}
}

// The first creations that fail use up their retries. Then others fail at once.
func TestFailingCreationsEndSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		posts := 0
		c := newFakeClient(t, noneBefore(func(*http.Request) (*http.Response, error) { posts++; return fakeResponse(500, ""), nil }))
		start := time.Now()
		for i := range 50 {
			if _, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: strconv.Itoa(i)}); err == nil {
				t.Fatal("created")
			}
		}
		if took := time.Since(start); took > 5*time.Minute || posts > 30 {
			t.Errorf("took %s and %d POSTs", took, posts)
		}
	})
}
