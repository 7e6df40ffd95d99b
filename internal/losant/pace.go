package losant

import (
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// pace decides when the next request of a client may be sent.
type pace struct {
	limiter *rate.Limiter

	mu        sync.Mutex
	notBefore time.Time
}

func newPace(perSecond float64) *pace {
	limit := rate.Inf
	if perSecond > 0 {
		limit = rate.Limit(perSecond)
	}
	return &pace{limiter: rate.NewLimiter(limit, 1)}
}

// hold keeps all requests back for d, because one of them was throttled.
func (p *pace) hold(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(d); until.After(p.notBefore) {
		p.notBefore = until
	}
}

// held returns for how long requests are still to be kept back.
func (p *pace) held() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Until(p.notBefore)
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
	return p.next.RoundTrip(req)
}
