package losant

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"time"
)

// fewRetries is how often a request is retried that is unlikely to succeed.
const fewRetries = 2

// waits are the times to wait before a retry. They double from the first to the longest.
type waits struct {
	first, longest  time.Duration // after a failure
	throttled       time.Duration // after the first 429 that names no time
	maxThrottleWait time.Duration // in total, for one call
	maxOutage       time.Duration // in total, for one call, if no request gets a response
	maxBestEffort   time.Duration // in total, for one call in a BestEffort context, and for each of its attempts
	grace           time.Duration // for a write after the end of its context
}

var defaultWaits = waits{
	first: 500 * time.Millisecond, longest: 30 * time.Second,
	throttled: time.Second, maxThrottleWait: 5 * time.Minute, maxOutage: 90 * time.Second,
	maxBestEffort: 10 * time.Second, grace: 30 * time.Second,
}

// retry returns the wait before retry n, counted from 0.
func (w waits) retry(n int) time.Duration { return w.doubled(w.first, n) }

// beforeSecondLook returns the wait between the two looks for what a POST has done. A server needs time for what it
// still does after a proxy has given up.
func (w waits) beforeSecondLook(try int) time.Duration { return w.retry(max(try, 2)) }

// doubled returns d, doubled n times, plus or minus up to a quarter, so that many who wait do not return at once.
func (w waits) doubled(d time.Duration, n int) time.Duration {
	d = min(d<<min(n, 20), w.longest)
	return d*3/4 + rand.N(d/2+1) //nolint:gosec // jitter needs no secure source
}

// nameWait adds to an error how long the server asks to wait, which is longer than a call may wait.
func nameWait(err error, wait, longest time.Duration) {
	if e, ok := errors.AsType[*Error](err); ok {
		e.waitTooLong = true
		e.Message += fmt.Sprintf(" (the server asks to wait %s, and the longest wait is %s)", wait, longest)
	}
}

// sleep waits for d or for the end of ctx.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
	return ctx.Err()
}

// do makes a call, and retries it while that is safe and worthwhile. It returns an *Error if the last attempt got a
// response, else a *transportError.
//
// When ctx ends, or when the server fails all requests, do returns without waiting any longer. A write that may have
// been sent is an exception: its context ends a grace period later, in which its response can arrive, and in which it is
// retried if that is safe.
func (c *Client) do(ctx context.Context, call *call) error {
	req, err := c.newRequest(ctx, call)
	if err != nil {
		return err
	}
	call.bestEffort = isBestEffort(ctx)
	waiting, leave, err := c.breaker.enter(ctx, call)
	if err != nil {
		return c.failure(ctx, call, err)
	}
	defer leave()
	sending, cancel := c.sendingContext(ctx, call)
	defer cancel()
	for {
		err := c.attempt(waiting, sending, req, call)
		if err == nil {
			err = c.classify(call)
			if !isMalformed(err) {
				c.responded.Store(true)
			}
		}
		if err == nil {
			c.breaker.onResponse(call)
			return nil
		}
		call.ambiguous = call.ambiguous || call.maybeSent && (isTransient(err) || isThrottled(err) && !IsFromAPI(err))
		if call.ambiguous && call.operation.method != http.MethodGet {
			waiting = sending
		}
		wait, retry := c.shouldRetry(waiting, call, err)
		if retry && sleep(waiting, wait) != nil {
			retry, err = false, context.Cause(waiting)
		}
		if !retry {
			return c.failure(ctx, call, err)
		}
	}
}

// shouldRetry reports whether to retry a call that failed with err, and after which wait. A POST may have taken
// effect once it was sent. It is only retried if nothing was sent, or if Losant itself throttled it. A proxy may throttle
// the response to a request that Losant has got.
func (c *Client) shouldRetry(ctx context.Context, call *call, err error) (wait time.Duration, retry bool) {
	throttled := isThrottled(err)
	switch {
	case !throttled && !isTransient(err):
		if StatusCode(err) != 0 {
			c.breaker.onResponse(call)
		}
		return 0, false
	case ctx.Err() != nil && !throttled: // A throttled call finds out when it waits for its turn.
		return 0, false
	}
	c.breaker.onFailure(call, c.waits.maxOutage)
	if throttled {
		call.maybeSent = !IsFromAPI(err)
		retry = c.throttle(call, err)
	}
	switch {
	case call.operation.method == http.MethodPost && call.maybeSent:
		return 0, false
	case !throttled:
		wait, retry = c.backOff(call, err)
	}
	if retry && !call.isProbe && (throttled || ctx.Err() == nil) {
		return wait, true
	}
	c.breaker.giveUp(call)
	return 0, false
}

// backOff reports whether to retry a call after a failure other than 429, and after which wait.
func (c *Client) backOff(call *call, err error) (wait time.Duration, retry bool) {
	maxRetries := c.maxRetries
	if !c.responded.Load() || call.bestEffort || unlikelyToRecover(err) {
		maxRetries = min(maxRetries, fewRetries)
	}
	limit, left := c.waits.maxThrottleWait, c.waits.maxThrottleWait
	if longest := c.longest(call); longest > 0 {
		limit, left = longest, longest-time.Since(call.begunAt)
	}
	wait = max(min(c.waits.retry(call.retries), left), retryAfter(call.response.header))
	call.retries++
	if wait > limit {
		nameWait(err, wait, limit)
	}
	return wait, call.retries <= maxRetries && left > 0 && wait <= left
}

func isThrottled(err error) bool { return StatusCode(err) == http.StatusTooManyRequests }

// longest returns how long a call is retried after its first attempt. It returns 0 if only its waits are limited.
func (c *Client) longest(call *call) time.Duration {
	switch {
	case call.bestEffort:
		return c.waits.maxBestEffort
	case c.breaker.isSilentSince(call.begunAt):
		return c.waits.maxOutage
	}
	return 0
}

// isTransient reports whether another attempt may succeed.
func isTransient(err error) bool {
	if e, ok := errors.AsType[*Error](err); ok {
		return isMalformed(err) || e.StatusCode >= http.StatusInternalServerError ||
			e.StatusCode == http.StatusRequestTimeout || e.StatusCode == http.StatusTooEarly
	}
	return !isRedirect(err)
}

// unlikelyToRecover reports whether a connection failed for a reason that seldom goes away by itself.
func unlikelyToRecover(err error) bool {
	if e, ok := errors.AsType[*net.DNSError](err); ok {
		return e.IsNotFound
	}
	_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
	_, protocol := errors.AsType[tls.RecordHeaderError](err)
	return certificate || protocol
}

// throttle holds back all requests of the client after a 429, and reports whether to retry the call. Losant documents
// no Retry-After header, but its message may end in "Retry in N seconds".
func (c *Client) throttle(call *call, err error) bool {
	now := time.Now()
	if call.throttledAt.IsZero() {
		call.throttledAt = now
	}
	wait := retryAfter(call.response.header)
	if wait == 0 {
		wait = retryIn(err)
	}
	if wait == 0 {
		wait = c.waits.doubled(c.waits.throttled, call.throttles)
	}
	limit, since := c.waits.maxThrottleWait, call.throttledAt
	if longest := c.longest(call); longest > 0 {
		limit, since = longest, call.begunAt
	}
	if now.Add(wait).Sub(since) > limit {
		if wait > limit {
			nameWait(err, wait, limit)
		}
		return false
	}
	call.throttles++
	c.rate.onThrottle(call.startedAt, wait)
	return true
}

// retryAfter returns the wait that a header asks for, in seconds or until a date. It returns 0 if there is none. The
// time until a date is counted from the Date header, because the clock of this machine may differ from the server's.
func retryAfter(header http.Header) time.Duration {
	text := header.Get("Retry-After")
	until, err := http.ParseTime(text)
	if err != nil {
		return parseSeconds(text)
	}
	now, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0
	}
	return max(0, until.Sub(now))
}

var retryInSeconds = regexp.MustCompile(`(?i)retry in (\d+) second`)

// retryIn returns the wait that a message asks for, at least one second. It returns 0 if there is none.
func retryIn(err error) time.Duration {
	match := retryInSeconds.FindStringSubmatch(err.Error())
	if match == nil {
		return 0
	}
	return max(parseSeconds(match[1]), time.Second)
}

// parseSeconds parses a number of seconds, up to a day. It returns 0 if the text is not a number.
func parseSeconds(text string) time.Duration {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return time.Duration(min(max(n, 0), 86400)) * time.Second
}
