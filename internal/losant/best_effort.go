package losant

import "context"

type bestEffortKey struct{}

// BestEffort returns a context for reads that a run can do without. They are retried for seconds only, so that they do
// not delay the run, and their failures do not count as an outage.
func BestEffort(ctx context.Context) context.Context {
	return context.WithValue(ctx, bestEffortKey{}, true)
}

func isBestEffort(ctx context.Context) bool { return ctx.Value(bestEffortKey{}) != nil }
