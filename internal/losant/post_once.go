package losant

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// postOnce sends a POST that must not take effect twice, although the API has no idempotency keys. If the outcome of
// a POST is unknown, see outcomeUnknown, find looks for what the POST has done. find returns nil, without an error, if
// it has done nothing.
//
// What find returns is the result. If find returns nil twice, the POST is repeated, at most as often as other
// requests are retried, or twice if that is unlikely to help. If find returns an error, the POST is never repeated. find
// is also called if the repeated POST is refused, because the reason may be that an earlier one took effect late. An
// error that leaves the outcome open contains the warning, such as "a@x.io may have been invited to organization 42".
//
// When ctx ends, nothing is repeated, but find still has time, see Finishing.
func postOnce[T any](
	ctx context.Context, c *Client, op operation, p path, post any, warning string, find func(context.Context) (*T, error),
) (*T, error) {
	uncertain := false // whether the outcome of an earlier POST is unknown
	for try := 0; ; try++ {
		call := newCall(op, p, baseQuery, post)
		result, err := send[T](ctx, c, call)
		if err == nil {
			return result, nil
		}
		unknown := outcomeUnknown(err)
		if uncertain = uncertain || unknown; !uncertain {
			return nil, err
		}
		finishing, cancel := c.Finishing(ctx)
		found, findErr := findTwice(finishing, c.waits.beforeSecondLook(try), find)
		cancel()
		switch {
		case findErr != nil:
			return nil, fmt.Errorf("%w; %s anyway: check before retrying (%w)", err, warning, findErr)
		case found != nil:
			return found, nil
		case !unknown || ctx.Err() != nil:
			return nil, err
		case try >= c.maxRepeats(err):
			c.breaker.giveUp(call)
			return nil, err
		}
	}
}

// maxRepeats returns how often a POST is repeated that failed with err, but had no effect.
func (c *Client) maxRepeats(err error) int {
	if e, ok := errors.AsType[*Error](err); ok && e.waitTooLong {
		return 0
	}
	if !isTransient(err) && !isThrottled(err) {
		return min(c.maxRetries, fewRetries)
	}
	return c.maxRetries
}

// findTwice calls find again after a pause if it returns nil, because a proxy can respond before the server is done.
func findTwice[T any](ctx context.Context, pause time.Duration, find func(context.Context) (*T, error)) (*T, error) {
	if found, err := find(ctx); found != nil || err != nil {
		return found, err
	}
	if err := sleep(ctx, pause); err != nil {
		return nil, err
	}
	return find(ctx)
}
