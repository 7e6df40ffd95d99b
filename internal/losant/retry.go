package losant

import (
	"context"
	"crypto/tls"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// fewRetries is how often a host that never answered, and likely never will, is asked again.
const fewRetries = 2

// waits holds the waiting times. They are doubled from the first to the longest.
type waits struct {
	first, longest time.Duration // after a failure
	throttled      time.Duration // after a 429 that names no time
	patience       time.Duration // how long a request lets itself be throttled
}

var defaultWaits = waits{
	first: 500 * time.Millisecond, longest: 30 * time.Second,
	throttled: time.Second, patience: 5 * time.Minute,
}

// retry returns the wait before retry n, counted from 0.
func (w waits) retry(n int) time.Duration { return w.doubled(w.first, n) }

// doubled returns first, doubled n times, give or take a quarter so that many who wait do not return at once.
func (w waits) doubled(first time.Duration, n int) time.Duration {
	d := min(first<<min(n, 20), w.longest)
	return d*3/4 + rand.N(d/2+1) //nolint:gosec // jitter is no secret
}

// sleep waits for d or the end of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return ctx.Err()
	}
}

// again decides whether an attempt that ended in err is followed by another, and after which wait. A POST may have taken
// effect once it was sent, so it is only repeated when it was not, or when the server refused it as one too many.
func (c *call) again(ctx context.Context, resp *http.Response, err error) (bool, error) {
	if err == nil || ctx.Err() != nil {
		return false, nil //nolint:nilerr // err is returned by the caller
	}
	if StatusCode(err) == http.StatusTooManyRequests {
		return c.throttle(resp, err), nil
	}
	if !transient(err) {
		return false, nil
	}
	c.lost = c.lost || c.sent
	if c.operation.method == http.MethodPost && c.sent {
		return false, nil
	}
	most := c.client.maxRetries
	if !c.client.answered.Load() || hopeless(err) {
		most = min(most, fewRetries)
	}
	c.wait = max(c.client.waits.retry(c.retries), retryAfter(resp))
	c.retries++
	return c.retries <= most && c.wait <= c.client.waits.patience, nil
}

// transient reports whether another attempt may fare better.
func transient(err error) bool {
	if e, ok := errors.AsType[*Error](err); ok {
		return garbled(err) || e.StatusCode >= http.StatusInternalServerError
	}
	_, refused := errors.AsType[redirectError](err)
	return !refused
}

// hopeless reports whether a connection failed for a reason that seldom goes away by itself.
func hopeless(err error) bool {
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		return e.IsNotFound
	}
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, protocol := errors.AsType[tls.RecordHeaderError](err)
	return certificate || protocol
}

// throttle decides whether to wait after a 429. Losant does not document a Retry-After header, but its message may end in
// "Retry in N seconds". The wait is that of all requests of the client, and takes place before the next is sent.
func (c *call) throttle(resp *http.Response, err error) bool {
	now := time.Now()
	if c.throttled.IsZero() {
		c.throttled = now
	}
	wait := retryAfter(resp)
	if wait == 0 {
		wait = retryIn(err)
	}
	if wait == 0 {
		wait = c.client.waits.doubled(c.client.waits.throttled, c.throttles)
	}
	if now.Add(wait).Sub(c.throttled) > c.client.waits.patience {
		return false
	}
	c.throttles++
	c.wait = 0
	c.client.pace.refuse(c.began, wait)
	return true
}

// retryAfter returns the wait that the header asks for, in seconds or until a date; 0 if it asks for none.
func retryAfter(resp *http.Response) time.Duration {
	if resp == nil {
		return 0
	}
	text := resp.Header.Get("Retry-After")
	if date, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(date))
	}
	return seconds(text)
}

var retryInSeconds = regexp.MustCompile(`(?i)retry in (\d+) second`)

// retryIn returns the wait that a message asks for, at least a second; 0 if it asks for none.
func retryIn(err error) time.Duration {
	match := retryInSeconds.FindStringSubmatch(err.Error())
	if match == nil {
		return 0
	}
	return max(seconds(match[1]), time.Second)
}

// seconds decodes a number of seconds, 0 if it is none. More than a day is not told from a day.
func seconds(text string) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return time.Duration(min(max(n, 0), 86400)) * time.Second
}
