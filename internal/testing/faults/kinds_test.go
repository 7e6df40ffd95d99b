package faults_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// kind is one way in which a server fails.
type kind struct {
	// group is the same for kinds that may share an apply.
	group, name string
	fault       mockserver.Fault
	// restart restarts the server during requests.
	restart bool
	// changes lets other people create and delete organizations, and join and leave them.
	changes bool
	// clock is how far the clock of the server is ahead.
	clock time.Duration
	// timeout is that of the client's requests, for servers that do not respond.
	timeout time.Duration
}

// shortTimeout must be longer than a busy machine takes to respond.
const shortTimeout = 1500 * time.Millisecond

func kinds() []kind {
	html := func(status int, after bool) mockserver.Fault {
		f := mockserver.ServerError(status)
		f.After = after
		return f
	}
	ok := func(body string) mockserver.Fault {
		return mockserver.Fault{Status: http.StatusOK, Body: body, After: true}
	}
	throttled := mockserver.TooManyRequests(time.Second)
	all := []kind{
		{group: "throttled", name: "429 with Retry-After", fault: throttled},
		{group: "throttled", name: "429 without Retry-After", fault: mockserver.Fault{Status: http.StatusTooManyRequests}},
		{group: "throttled", name: "429 with HTML after", fault: html(http.StatusTooManyRequests, true)},
		{group: "damaged", name: "200 with HTML before", fault: html(http.StatusOK, false)},
		{group: "damaged", name: "200 with HTML after", fault: html(http.StatusOK, true)},
		{group: "damaged", name: "empty body", fault: ok("")},
		{group: "damaged", name: "malformed body", fault: ok(`{"id": 17, "name": oops}`)},
		{group: "damaged", name: "cut body", fault: mockserver.CutBody()},
		{group: "reset", name: "reset before", fault: mockserver.ResetBefore()},
		{group: "reset", name: "reset after", fault: mockserver.ResetAfter()},
		{group: "silent", name: "silent before", fault: mockserver.Fault{Hang: true}, timeout: shortTimeout},
		{group: "silent", name: "silent after", fault: mockserver.Fault{Hang: true, After: true}, timeout: shortTimeout},
		{group: "silent", name: "silent in the body", fault: mockserver.Fault{Hang: true, Cut: true}, timeout: shortTimeout},
		{group: "slow", name: "slow", fault: mockserver.Fault{Latency: 200 * time.Millisecond}},
		{group: "changing lists", name: "changing lists, clock ahead", fault: mockserver.ResetAfter(), changes: true, clock: time.Hour},
		{group: "changing lists", name: "changing lists, clock behind", fault: mockserver.ResetAfter(), changes: true, clock: -time.Hour},
		{group: "restarts", name: "restart before", fault: mockserver.Fault{Hang: true}, restart: true},
		{group: "restarts", name: "restart after", fault: mockserver.Fault{Hang: true, After: true}, restart: true},
	}
	for _, status := range []int{http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable} {
		all = append(all,
			kind{group: "5xx before", name: fmt.Sprint(status, " before"), fault: html(status, false)},
			kind{group: "5xx after", name: fmt.Sprint(status, " after"), fault: html(status, true)})
	}
	return all
}

// start starts a server with the clock of the kind. Its lists have several pages.
func (k kind) start(t *testing.T) *mockserver.Server {
	t.Helper()
	clock := mockserver.WithClock(func() time.Time { return time.Now().Add(k.clock) })
	if !k.changes {
		return mockserver.Start(t, clock)
	}
	return mockserver.Start(t, clock, mockserver.With("max-per-page", "100"))
}

// options returns those of a client that retries within milliseconds.
func (k kind) options() []losant.Option {
	opts := []losant.Option{losant.WithBackoff(20*time.Millisecond, 100*time.Millisecond)}
	if k.timeout > 0 {
		opts = append(opts, losant.WithTimeout(k.timeout))
	}
	return opts
}

// report prints a line of the table that make torture shows.
func report(format string, values ...any) {
	if *full {
		fmt.Printf("torture: "+format+"\n", values...)
	}
}
