package losant

import "time"

// circuit is what the breaker knows about the requests of one path, of one operation, or of all. It has tripped if there
// is an outage.
type circuit struct {
	parts        map[string]*circuit // the operations of the server, the paths of an operation that fail; nil for a path
	respondedAt  time.Time
	failedAt     time.Time // when the last request was sent that failed
	status       int       // of its response, 0 if there was none
	failingSince time.Time // when the first request was sent that failed since the last response; zero if there is none
	gaveUp       bool      // the last retry of a call has failed since then, or the server was silent for too long
	outage       *outageError
	nextProbe    time.Time
}

// find returns a part. It returns an empty circuit if there is none.
func (c *circuit) find(name string) *circuit {
	if part := c.parts[name]; part != nil {
		return part
	}
	return &circuit{}
}

// part returns a part, which it adds if there is none.
func (c *circuit) part(name string) *circuit {
	if c.parts == nil {
		c.parts = map[string]*circuit{}
	}
	part := c.find(name)
	c.parts[name] = part
	return part
}

// respond closes the circuit after a response.
func (c *circuit) respond(now time.Time) { *c = circuit{parts: c.parts, respondedAt: now} }

// fail records that a request that was sent at a time has failed, and the status of its response.
func (c *circuit) fail(sentAt time.Time, status int) {
	if c.failingSince.IsZero() || sentAt.Sub(c.failedAt) > maxIdle {
		c.failingSince, c.gaveUp = sentAt, false
	}
	c.failedAt, c.status = sentAt, status
}

// hasFailedFor reports whether requests have failed for a time without a response. Those of only one part do not count.
func (c *circuit) hasFailedFor(d time.Duration) bool {
	if c.failingSince.IsZero() || time.Since(c.failingSince) < d {
		return false
	}
	failing := 0
	for _, part := range c.parts {
		if !part.failingSince.IsZero() && !part.failedAt.Before(c.failingSince) {
			failing++
		}
	}
	return c.parts == nil || failing > 1
}

// allowProbes lets the next request of each tripped part through.
func (c *circuit) allowProbes() {
	for _, part := range c.parts {
		part.nextProbe = time.Time{}
		part.allowProbes()
	}
}
