package losant

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// minOutage is how long requests must have failed before the breaker trips. Without it, a client that does not
	// retry would trip the breaker at the first failure.
	minOutage = 30 * time.Second
	// probeInterval is how often a tripped circuit lets a request through.
	probeInterval = 15 * time.Second
	// maxIdle is how long there may be no request in what counts as one outage.
	maxIdle = 2 * time.Minute
)

// breaker makes an outage end a run soon. It has a circuit for all requests, for those of each operation, and for those
// of each path. A circuit trips when a request has failed for as long as it is retried, or all requests for as long as
// one may be retried, and there was no response meanwhile. Then the requests of this circuit fail at once, except a probe
// from time to time, until there is a response. A 429 or 5xx is no response in this sense.
//
// A path that fails says nothing about other paths, and an operation that fails says nothing about other operations.
// So an operation trips only if several of its paths fail, and the server only if several operations fail.
type breaker struct {
	mu      sync.Mutex
	server  circuit // its parts are the operations
	waiting waitingCalls
}

// waitingCalls are the calls that were made before a circuit tripped, and what ends their waits.
type waitingCalls map[*call]context.CancelCauseFunc

// outageError describes a request that was not sent because such requests fail.
type outageError struct {
	since   time.Time
	status  int  // of the last response, 0 if there was none
	partial bool // the server has responded to other requests
}

func (e *outageError) Error() string {
	since := " since " + e.since.UTC().Format("15:04:05") + " UTC"
	switch {
	case e.status == 0 && e.partial:
		return "not sent, because the server has not responded to such requests" + since
	case e.status == 0:
		return "not sent, because the server has not responded" + since
	case e.status == http.StatusTooManyRequests && e.partial:
		return "not sent, because the server has throttled all such requests" + since
	case e.status == http.StatusTooManyRequests:
		return "not sent, because the server has throttled all requests" + since
	case e.partial:
		return "not sent, because all such requests have failed" + since + ", the last one with status " + strconv.Itoa(e.status)
	}
	return "not sent, because all requests have failed" + since + ", the last one with status " + strconv.Itoa(e.status)
}

// circuits returns the circuits of a call: that of the server, of the operation and of the path. The caller holds the
// lock, as for all methods below that do not take it.
func (b *breaker) circuits(call *call) [3]*circuit {
	operation := b.server.find(call.operation.name)
	return [3]*circuit{&b.server, operation, operation.find(call.path.text)}
}

// enter is called before a call is made, and leave when it has ended. It returns an error if a circuit of the call has
// tripped, and else the context in which the call waits, which ends when one trips. What must be finished is always let
// through.
func (b *breaker) enter(ctx context.Context, call *call) (waiting context.Context, leave func(), err error) {
	if isFinishing(ctx) {
		return ctx, func() {}, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if outage := b.refusal(call); outage != nil {
		return nil, nil, outage
	}
	if b.beginProbe(call) {
		return ctx, func() {}, nil
	}
	waiting, cancel := context.WithCancelCause(ctx)
	if b.waiting == nil {
		b.waiting = waitingCalls{}
	}
	b.waiting[call] = cancel
	return waiting, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.waiting, call)
		cancel(nil)
	}, nil
}

// refusal returns why a call must not be sent now, or nil. If the server has tripped, an operation that has not failed is
// let through, because it may work. A best-effort call is never a probe.
func (b *breaker) refusal(call *call) *outageError {
	circuits := b.circuits(call)
	hasFailed := !circuits[1].failingSince.IsZero()
	for _, c := range circuits {
		mayProbe := !time.Now().Before(c.nextProbe) || c == &b.server && !hasFailed
		if c.outage != nil && (call.bestEffort || !mayProbe) {
			return c.outage
		}
	}
	return nil
}

// beginProbe reports whether a circuit of a call has tripped. Then the call is a probe, and the next one has to wait.
func (b *breaker) beginProbe(call *call) bool {
	now := time.Now()
	for _, c := range b.circuits(call) {
		if c.outage != nil {
			c.nextProbe, call.isProbe = now.Add(probeInterval), true
		}
	}
	if b.server.outage != nil {
		b.server.part(call.operation.name).fail(now, 0) // Others of an operation that has not failed wait for this probe.
	}
	return call.isProbe
}

// onResponse is called when a response arrives that is neither 429 nor 5xx.
func (b *breaker) onResponse(call *call) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.server.outage != nil {
		b.server.allowProbes()
	}
	operation := b.server.part(call.operation.name)
	delete(operation.parts, call.path.text)
	now := time.Now()
	operation.respond(now)
	b.server.respond(now)
}

// onFailure is called when a request of a call got no response, or a 429 or 5xx. If the server has not responded to any
// request for the time maxOutage, onFailure trips the circuits that have failed since then.
func (b *breaker) onFailure(call *call, maxOutage time.Duration) {
	if call.bestEffort {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	operation := b.server.part(call.operation.name)
	for _, c := range []*circuit{operation.part(call.path.text), operation, &b.server} {
		c.fail(call.startedAt, call.response.status)
		c.gaveUp = c.gaveUp || c.hasFailedFor(maxOutage) && !b.server.respondedAt.After(c.failingSince)
	}
	b.tripCircuits(call)
}

// isSilentSince reports whether no response has arrived since t.
func (b *breaker) isSilentSince(t time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.server.respondedAt.After(t)
}

// giveUp is called when a call is not retried any more.
func (b *breaker) giveUp(call *call) {
	if call.bestEffort {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.circuits(call) {
		c.gaveUp = c.gaveUp || !c.respondedAt.After(call.begunAt) && !c.failingSince.After(call.begunAt)
	}
	b.tripCircuits(call)
}

// tripCircuits trips each circuit of a call that has failed for too long, and ends the waits of all calls in it.
func (b *breaker) tripCircuits(failed *call) {
	for _, c := range b.circuits(failed) {
		if !c.gaveUp || !c.hasFailedFor(minOutage) {
			continue
		}
		if c.outage == nil || failed.isProbe {
			c.nextProbe = time.Now().Add(probeInterval)
		}
		c.outage = &outageError{c.failingSince, c.status, b.server.respondedAt.After(c.failingSince)}
	}
	for waiting, cancel := range b.waiting {
		if outage := b.refusal(waiting); outage != nil {
			cancel(outage)
			delete(b.waiting, waiting)
			for _, c := range b.circuits(waiting) {
				c.gaveUp = true
			}
			b.tripCircuits(waiting)
		}
	}
}
