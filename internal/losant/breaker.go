package losant

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// minOutage is how long the server must have failed before the breaker trips. Without it, a client that does not
	// retry would trip the breaker at the first failure.
	minOutage = 30 * time.Second
	// probeInterval is how often a tripped breaker lets a request through.
	probeInterval = 15 * time.Second
	// maxIdle is how long there may be no request in what counts as one outage.
	maxIdle = 2 * time.Minute
)

// breaker makes an outage of the server end a run soon. It trips when a request has failed for as long as it is
// retried, or all requests for as long as one may be retried, and no request got a response meanwhile. Then requests
// fail at once, except a probe from time to time, until the server responds. A 429 or 5xx is no response in this sense.
type breaker struct {
	mu           sync.Mutex
	respondedAt  time.Time
	failedAt     time.Time // when the last request was sent that failed
	failingSince time.Time // when the first request was sent that failed since the last response; zero if there is none
	outage       *outageError
	nextProbe    time.Time
	waiting      map[*context.CancelCauseFunc]bool // ends the waits of the requests that were made before the breaker tripped
}

// outageError describes a request that was not sent because the server fails all requests.
type outageError struct {
	since  time.Time
	status int // of the last response, 0 if there was none
}

func (e *outageError) Error() string {
	since := " since " + e.since.UTC().Format("15:04:05") + " UTC"
	switch e.status {
	case 0:
		return "not sent, because the server has not responded" + since
	case http.StatusTooManyRequests:
		return "not sent, because the server has throttled all requests" + since
	}
	return "not sent, because all requests have failed" + since + ", the last one with status " + strconv.Itoa(e.status)
}

// enter is called before a call is made, and leave when it has ended. It returns an error if the breaker has tripped,
// and else the context in which the call waits, which ends when the breaker trips. What must be finished is always
// let through.
func (b *breaker) enter(ctx context.Context, call *call) (waiting context.Context, leave func(), err error) {
	if isFinishing(ctx) {
		return ctx, func() {}, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := time.Now(); b.outage != nil {
		if now.Before(b.nextProbe) {
			return nil, nil, b.outage
		}
		b.nextProbe = now.Add(probeInterval)
		call.isProbe = true
		return ctx, func() {}, nil
	}
	waiting, cancel := context.WithCancelCause(ctx)
	if b.waiting == nil {
		b.waiting = map[*context.CancelCauseFunc]bool{}
	}
	b.waiting[&cancel] = true
	return waiting, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.waiting, &cancel)
		cancel(nil)
	}, nil
}

// onResponse is called when a response arrives that is neither 429 nor 5xx.
func (b *breaker) onResponse() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.respondedAt, b.failingSince, b.outage = time.Now(), time.Time{}, nil
}

// onFailure is called when a request that was sent at sentAt got no response, or a 429 or 5xx. Status is that of the
// response, or 0. It trips the breaker if all requests have failed for the time maxOutage.
func (b *breaker) onFailure(sentAt time.Time, status int, maxOutage time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failingSince.IsZero() || sentAt.Sub(b.failedAt) > maxIdle {
		b.failingSince = sentAt
	}
	b.failedAt = sentAt
	if time.Since(b.failingSince) >= maxOutage {
		b.trip(status)
	}
}

// isSilentSince reports whether no response has arrived since t.
func (b *breaker) isSilentSince(t time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.respondedAt.After(t)
}

// giveUp is called when a call is not retried any more. Status is that of its last response, or 0. It trips the breaker
// if no request got a response since the call began.
func (b *breaker) giveUp(call *call, status int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.respondedAt.After(call.begunAt) && !b.failingSince.IsZero() && time.Since(b.failingSince) >= minOutage {
		b.trip(status)
	}
}

// trip makes all calls that wait fail. The caller holds the lock.
func (b *breaker) trip(status int) {
	if b.outage == nil {
		b.nextProbe = time.Now().Add(probeInterval)
	}
	b.outage = &outageError{b.failingSince, status}
	for cancel := range b.waiting {
		(*cancel)(b.outage)
	}
	clear(b.waiting)
}
