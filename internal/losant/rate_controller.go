package losant

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// The rates are in requests per unit. The unit is the first wait after a 429 that names no time, by default a second.
const (
	// minRate is the lowest rate that throttling leads to. The server can ask for longer pauses.
	minRate = 1
	// initialRate is the rate that the server is assumed to accept before it has accepted a higher one.
	initialRate = 10
	// slowdown is the part of the rate that remains after a 429.
	slowdown = 0.75
	// growth is the part by which the rate recovers in a unit, in addition to minGrowth.
	growth, minGrowth = 0.05, 0.25
)

// rateController decides when the client may send its next request: not while the server has asked it to hold, and not
// faster than the server has accepted so far.
type rateController struct {
	limiter *rate.Limiter
	maxRate rate.Limit // per second
	unit    time.Duration

	mu          sync.Mutex
	heldUntil   time.Time
	accepted    []time.Time // when the responses of the last unit arrived, except those with 429
	slowedAt    time.Time   // when the rate was last lowered
	recoveredAt time.Time   // until when the recovery of the rate has been applied
}

// newRateController returns a controller for at most perSecond requests per second. 0 is no limit.
func newRateController(perSecond float64, unit time.Duration) *rateController {
	maxRate := rate.Inf
	if perSecond > 0 {
		maxRate = rate.Limit(perSecond)
	}
	return &rateController{limiter: rate.NewLimiter(maxRate, 1), maxRate: maxRate, unit: unit}
}

// wait waits until a request may be sent. Requests take their turns after a hold, so that its end is no rush.
func (r *rateController) wait(ctx context.Context) error {
	for {
		for hold := r.holdRemaining(); hold > 0; hold = r.holdRemaining() {
			if err := sleep(ctx, hold); err != nil {
				return err
			}
		}
		turn := r.limiter.Reserve()
		if err := sleep(ctx, turn.Delay()); err != nil {
			turn.Cancel()
			return err
		}
		if r.holdRemaining() <= 0 {
			return nil
		}
	}
}

// holdRemaining returns how long to hold all requests.
func (r *rateController) holdRemaining() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	r.recover(now)
	return r.heldUntil.Sub(now)
}

// onSuccess is called when a response other than 429 arrives.
func (r *rateController) onSuccess() {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	r.dropOld(now)
	r.accepted = append(r.accepted, now)
}

// onThrottle is called after a 429 to a request that was sent at sentAt. It lowers the rate, and holds all requests
// for the time d. Several 429 to requests that were sent before the rate was lowered lower it once.
func (r *rateController) onThrottle(sentAt time.Time, d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := time.Now()
	r.recover(now)
	if sentAt.After(r.slowedAt) {
		limit := r.limiter.Limit()
		if limit == rate.Inf {
			r.dropOld(now)
			limit = r.perUnit(max(initialRate, len(r.accepted)))
		}
		r.limiter.SetLimit(min(r.maxRate, max(r.perUnit(minRate), limit*slowdown)))
		r.slowedAt, r.recoveredAt = now, now
	}
	if until := now.Add(d); until.After(r.heldUntil) {
		r.heldUntil = until
	}
}

// recover raises the rate for the time that has passed, holds excepted. The caller holds the lock.
func (r *rateController) recover(now time.Time) {
	limit := r.limiter.Limit()
	if limit >= r.maxRate {
		return
	}
	if r.heldUntil.After(r.recoveredAt) {
		r.recoveredAt = r.heldUntil
	}
	if units := now.Sub(r.recoveredAt).Seconds() / r.unit.Seconds(); units > 0 {
		r.limiter.SetLimit(min(r.maxRate, limit+rate.Limit(units)*(limit*growth+r.perUnit(1)*minGrowth)))
		r.recoveredAt = now
	}
}

// dropOld drops the responses that arrived more than a unit ago. The caller holds the lock.
func (r *rateController) dropOld(now time.Time) {
	old := 0
	for old < len(r.accepted) && now.Sub(r.accepted[old]) >= r.unit {
		old++
	}
	r.accepted = r.accepted[old:]
}

// perUnit returns the rate of n requests per unit.
func (r *rateController) perUnit(n int) rate.Limit { return rate.Limit(float64(n) / r.unit.Seconds()) }
