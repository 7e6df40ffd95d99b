package base

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// defaultTimeout leaves enough time to retry throttled requests.
const defaultTimeout = 10 * time.Minute

// IsTimeout accepts the durations that a timeout may have.
func IsTimeout() validator.String {
	return HasFormat("Invalid timeout", "value must be a duration of at least 1s, such as 30s, 10m or 1h30m", func(text string) bool {
		timeout, err := time.ParseDuration(text)
		return err == nil && timeout >= time.Second
	})
}

// WithTimeout limits the context to a timeout of the resource, for example
// plan.Timeouts.Create. It defaults to ten minutes.
func WithTimeout(
	ctx context.Context, configured func(context.Context, time.Duration) (time.Duration, diag.Diagnostics), diags *diag.Diagnostics,
) (context.Context, context.CancelFunc) {
	timeout, timeoutDiags := configured(ctx, defaultTimeout)
	diags.Append(timeoutDiags...)
	return context.WithTimeout(ctx, timeout)
}
