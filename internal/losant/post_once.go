package losant

import (
	"context"
	"fmt"
	"time"
)

// postOnce sends a POST that must not take effect twice, although the API has no idempotency keys. If the outcome of
// a POST is unknown (the connection broke, a 5xx, an unreadable response), find looks for what the POST has done
// since startedAt, a time of the local clock. find returns nil, without an error, if it has done nothing.
//
// What find returns is the result. If find returns nil twice, the POST is repeated, at most as often as other
// requests are retried. find is also called if the repeated POST is refused, because the reason may be that an
// earlier one took effect late. An error that leaves the outcome open contains the warning, such as "a@x.io may have
// been invited to organization 42".
func postOnce[T any](
	ctx context.Context, c *Client, op operation, p path, post any, warning string, find func(startedAt time.Time) (*T, error),
) (*T, error) {
	var startedAt time.Time // of the first POST whose outcome is unknown
	for try := 0; ; try++ {
		call := newCall(op, p, baseQuery, post)
		result, err := send[T](ctx, c, call)
		if err == nil {
			return result, nil
		}
		unknown := outcomeUnknown(err)
		if startedAt.IsZero() {
			if !unknown {
				return nil, err
			}
			startedAt = call.startedAt
		}
		found, findErr := findTwice(ctx, c.waits.retry(try), func() (*T, error) { return find(startedAt) })
		switch {
		case findErr != nil:
			return nil, fmt.Errorf("%w; %s anyway: check before retrying (%w)", err, warning, findErr)
		case found != nil:
			return found, nil
		case !unknown || try >= c.maxRetries:
			return nil, err
		}
	}
}

// findTwice calls find again after a pause if it returns nil, because a proxy can respond before the server is done.
// Not found counts as nil.
func findTwice[T any](ctx context.Context, pause time.Duration, find func() (*T, error)) (*T, error) {
	for try := 1; ; try++ {
		found, err := find()
		switch {
		case err != nil && !IsNotFound(err):
			return nil, err
		case err == nil && found != nil:
			return found, nil
		case try == 2:
			return nil, nil //nolint:nilnil // nothing found and no error
		}
		if err := sleep(ctx, pause); err != nil {
			return nil, err
		}
	}
}
