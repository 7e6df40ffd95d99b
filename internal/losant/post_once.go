package losant

import (
	"context"
	"fmt"
	"time"
)

// settled sends a POST that must not take effect twice, though the API knows no idempotency key. When it stays unknown
// whether one took effect (the connection broke, a 5xx, an unreadable answer), look is asked for what may have come of it
// since began, an instant of this computer's clock; nil without an error is nothing.
//
// What is found is the result. If there is nothing, the POST is repeated, at most as often as other requests. A repetition
// that is refused is looked after as well: the refusal may be due to an earlier POST that took effect late. An error that
// leaves the fate open says so; risk is the sentence for it, such as "a@x.io may have been invited to organization 42".
func settled[T any](
	ctx context.Context, c *Client, op operation, p path, post any, risk string, look func(began time.Time) (*T, error),
) (*T, error) {
	var began time.Time // of the first POST of unknown fate
	for try := 0; ; try++ {
		request := newCall(op, p, flags, post)
		made, err := send[T](ctx, c, request)
		if err == nil {
			return made, nil
		}
		unknown := fateUnknown(err)
		if began.IsZero() {
			if !unknown {
				return nil, err
			}
			began = request.began
		}
		made, lookErr := lookTwice(ctx, c.waits.retry(try), func() (*T, error) { return look(began) })
		switch {
		case lookErr != nil:
			return nil, fmt.Errorf("%w; %s all the same: look there before you try again (%w)", err, risk, lookErr)
		case made != nil:
			return made, nil
		case !unknown || try >= c.maxRetries:
			return nil, err
		}
	}
}

// lookTwice looks again after a pause if it finds nothing, because a proxy can give up before the server does. A place that is
// not found holds nothing.
func lookTwice[T any](ctx context.Context, pause time.Duration, look func() (*T, error)) (*T, error) {
	for again := false; ; again = true {
		found, err := look()
		switch {
		case err != nil && !IsNotFound(err):
			return nil, err
		case err == nil && found != nil:
			return found, nil
		case again:
			return nil, nil //nolint:nilnil // nothing, without an error
		}
		if err := sleep(ctx, pause); err != nil {
			return nil, err
		}
	}
}
