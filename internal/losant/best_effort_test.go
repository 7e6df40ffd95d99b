package losant

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// A read that a run can do without delays it for seconds, and affects nothing else.
func TestBestEffortDelaysForSeconds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault roundTripFunc
		most  time.Duration
	}{
		"500":                    {always(500), 2 * time.Second},
		"HTML":                   {func(*http.Request) (*http.Response, error) { return fakeResponse(200, "<html>"), nil }, 2 * time.Second},
		"silent":                 {silent, 10 * time.Second},
		"429":                    {always(429), 10 * time.Second},
		"429 with a long time":   {func(*http.Request) (*http.Response, error) { return fakeResponse(429, "", "60"), nil }, 0},
		"503 with a long time":   {func(*http.Request) (*http.Response, error) { return fakeResponse(503, "", "60"), nil }, 0},
		"first 500, then silent": {inTurn(always(500), silent), 11 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server := &partServer{fault: tc.fault, broken: []string{"/sandboxes"}}
				c := newFakeClient(t, server.respond)
				c.responded.Store(true)
				for range 5 {
					took, n, err := server.get(func() error { return readSandboxes(BestEffort(t.Context()), c) })
					if err == nil || IsOutage(err) || took > tc.most || n < 1 || n > 8 {
						t.Errorf("%d requests in %s, error %v", n, took, err)
					}
					if took, _, err := server.get(func() error { return readOrganization(t.Context(), c) }); err != nil || took > 5*time.Second {
						t.Errorf("another read took %s, error %v", took, err)
					}
				}
			})
		})
	}
}

func readSandboxes(ctx context.Context, c *Client) error {
	_, err := Collect(c.Sandboxes.All(ctx, instanceID, SandboxFilter{}))
	return err
}

// During an outage, what a run can do without is not sent, not even to find out whether the server works again.
func TestBestEffortIsNoProbe(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &partServer{fault: always(503), broken: []string{"/"}}
		c := newFakeClient(t, server.respond)
		c.responded.Store(true)
		if err := readOrganization(t.Context(), c); err == nil {
			t.Fatal("an organization was read")
		}
		if err := readMembers(t.Context(), c, orgID); err == nil {
			t.Fatal("members were read")
		}
		for range 10 {
			time.Sleep(10 * time.Second)
			if took, n, err := server.get(func() error { return readSandboxes(BestEffort(t.Context()), c) }); !IsOutage(err) || n > 0 || took > 0 {
				t.Errorf("%d requests in %s, error %v", n, took, err)
			}
		}
	})
}
