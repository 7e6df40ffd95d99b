package base

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
)

// defaultTimeout leaves enough time to retry throttled requests.
const defaultTimeout = 10 * time.Minute

// WithTimeout limits the context to a timeout of the resource, for example
// plan.Timeouts.Create. It defaults to ten minutes.
func WithTimeout(
	ctx context.Context, configured func(context.Context, time.Duration) (time.Duration, diag.Diagnostics), diags *diag.Diagnostics,
) (context.Context, context.CancelFunc) {
	timeout, timeoutDiags := configured(ctx, defaultTimeout)
	diags.Append(timeoutDiags...)
	return context.WithTimeout(ctx, timeout)
}
