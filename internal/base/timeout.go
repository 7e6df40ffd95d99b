package base

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// defaultTimeout leaves room for the retries of a throttled request.
const defaultTimeout = 10 * time.Minute

// WithTimeout bounds an operation by the resource's own timeout, for example
// plan.Timeouts.Create, or by ten minutes.
func WithTimeout(
	ctx context.Context, configured func(context.Context, time.Duration) (time.Duration, diag.Diagnostics), diags *diag.Diagnostics,
) (context.Context, context.CancelFunc) {
	timeout, timeoutDiags := configured(ctx, defaultTimeout)
	diags.Append(timeoutDiags...)
	return context.WithTimeout(ctx, timeout)
}
