package losant

import (
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// All of them are for a unit of time, which is the first wait after a refusal and commonly a second.
const (
	// slowest is the least number of requests that throttling leads to. Longer pauses are up to the server to ask for.
	slowest = 1
	// unknown is how many requests the server is thought to put up with as long as it has not accepted as many.
	unknown = 10
	// slowdown is what a refusal leaves of the requests.
	slowdown = 0.75
	// growth is the part by which they recover, and leastGrowth is added to it.
	growth, leastGrowth = 0.05, 0.25
)

// pace decides when the next request of a client may be sent: not during a hold that the server has asked for, and not faster than
// the server has been seen to put up with.
type pace struct {
	limiter *rate.Limiter
	most    rate.Limit // what the client's owner allows, per second
	unit    time.Duration

	mu        sync.Mutex
	notBefore time.Time   // the end of the hold
	accepted  []time.Time // when the requests of the last unit were answered, save those that were refused
	slowed    time.Time   // when the limit was last lowered
	grown     time.Time   // until when its growth is counted
}

func newPace(perSecond float64, unit time.Duration) *pace {
	most := rate.Inf
	if perSecond > 0 {
		most = rate.Limit(perSecond)
	}
	return &pace{limiter: rate.NewLimiter(most, 1), most: most, unit: unit}
}

// accept counts a request that the server did not refuse as one too many.
func (p *pace) accept() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	p.forget(now)
	p.accepted = append(p.accepted, now)
}

// forget drops what was accepted more than a unit ago.
func (p *pace) forget(now time.Time) {
	old := 0
	for old < len(p.accepted) && now.Sub(p.accepted[old]) >= p.unit {
		old++
	}
	p.accepted = p.accepted[old:]
}

// refuse slows down all requests, because one that was sent at an instant was one too many, and keeps them back for d. Requests
// that were sent together and refused together count as one.
func (p *pace) refuse(sent time.Time, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	p.grow(now)
	if sent.After(p.slowed) {
		limit := p.limiter.Limit()
		if limit == rate.Inf {
			p.forget(now)
			limit = p.per(max(unknown, len(p.accepted)))
		}
		p.limiter.SetLimit(min(p.most, max(p.per(slowest), limit*slowdown)))
		p.slowed, p.grown = now, now
	}
	if until := now.Add(d); until.After(p.notBefore) {
		p.notBefore = until
	}
}

// per is the limit of n requests in a unit.
func (p *pace) per(n int) rate.Limit { return rate.Limit(float64(n) / p.unit.Seconds()) }

// grow lets the limit recover, for the time in which requests could be sent. The caller holds the lock.
func (p *pace) grow(now time.Time) {
	limit := p.limiter.Limit()
	if limit >= p.most {
		return
	}
	if p.notBefore.After(p.grown) {
		p.grown = p.notBefore
	}
	if units := now.Sub(p.grown).Seconds() / p.unit.Seconds(); units > 0 {
		p.limiter.SetLimit(min(p.most, limit+rate.Limit(units)*(limit*growth+p.per(1)*leastGrowth)))
		p.grown = now
	}
}

// held returns for how long requests are still to be kept back.
func (p *pace) held() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	p.grow(now)
	return p.notBefore.Sub(now)
}

// wait waits until a request may be sent. Turns are taken after a hold, not during it, so that its end is no rush.
func (p *pace) wait(ctx context.Context) error {
	for {
		for held := p.held(); held > 0; held = p.held() {
			if err := sleep(ctx, held); err != nil {
				return err
			}
		}
		turn := p.limiter.Reserve()
		if err := sleep(ctx, turn.Delay()); err != nil {
			turn.Cancel()
			return err
		}
		if p.held() <= 0 {
			return nil
		}
	}
}

// pacing has every request wait for its turn.
type pacing struct {
	next http.RoundTripper
	pace *pace
}

func (p *pacing) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := p.pace.wait(req.Context()); err != nil {
		if req.Body != nil {
			_ = req.Body.Close()
		}
		return nil, err
	}
	resp, err := p.next.RoundTrip(req)
	if err == nil && resp.StatusCode != http.StatusTooManyRequests {
		p.pace.accept()
	}
	return resp, err
}
