package losant

import (
	"context"
	"net/http"
	"time"
)

type finishingKey struct{}

// Finishing returns a context for what must not be left half done when ctx ends, because Terraform stops or because the
// operation has a timeout: a write that was sent, or the reads that find out what it has done. The context has the
// values of ctx, and ends a grace period after ctx.
func (c *Client) Finishing(ctx context.Context) (context.Context, context.CancelFunc) {
	finishing, cancel := context.WithCancelCause(context.WithValue(context.WithoutCancel(ctx), finishingKey{}, true))
	forget := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(c.waits.grace, func() { cancel(context.Cause(ctx)) })
		context.AfterFunc(finishing, func() { timer.Stop() })
	})
	return finishing, func() {
		forget()
		cancel(context.Canceled)
	}
}

func isFinishing(ctx context.Context) bool { return ctx.Value(finishingKey{}) != nil }

// sendingContext returns the context in which the requests of a call are sent. A write is not abandoned when ctx ends,
// because the server would go on with it. A read is.
func (c *Client) sendingContext(ctx context.Context, call *call) (context.Context, context.CancelFunc) {
	if call.operation.method == http.MethodGet {
		return ctx, func() {}
	}
	return c.Finishing(ctx)
}
