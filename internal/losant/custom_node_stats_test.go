package losant

import (
	"context"
	"testing"
	"time"
)

func TestCustomNodeStatsAndErrors(t *testing.T) {
	t.Parallel()
	span := Range{Start: time.UnixMilli(1000), End: time.UnixMilli(5000)}
	stats := func(ctx context.Context, c *Client) (any, error) {
		return c.CustomNodes.Stats(ctx, instanceID, otherID, span, time.Hour)
	}
	list := func(r Range) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return c.CustomNodes.Errors(ctx, instanceID, otherID, r, 25)
		}
	}
	failed := CustomNodeError{
		Time: "2026-01-01T00:00:00.000Z", DeviceID: "d", DeviceName: "pump", Version: "v1", VersionID: "v", NodeID: "n", NodeLabel: "HTTP",
	}
	failed.Error.Name, failed.Error.Message = "TypeError", "x is undefined"
	checkExchanges(t, map[string]exchange{
		"stats": {
			call: stats, method: "GET", path: nodeAt + "/stats", query: "&duration=4000&end=5000&resolution=3600000",
			response: `{"start":"x","metrics":[{"time":"2026-01-01T00:00:00.000Z","runCount":3,"pathsCompleted":2,"pathsFailed":1,"wallTime":0.5},{"time":"t"}]}`,
			want: &CustomNodeStats{Metrics: []CustomNodeMetric{
				{Time: "2026-01-01T00:00:00.000Z", Runs: new(3.0), PathsCompleted: new(2.0), PathsFailed: new(1.0), WallTime: new(0.5)}, {Time: "t"},
			}},
		},
		"errors": {
			call: list(span), method: "GET", path: nodeAt + "/errors", query: "&duration=4000&end=5000&limit=25&sortDirection=desc",
			response: `{"limit":25,"errors":[{"time":"2026-01-01T00:00:00.000Z","deviceId":"d","deviceName":"pump","flowVersion":"v1","flowVersionId":"v",
				"nodeId":"n","nodeLabel":"HTTP","error":{"name":"TypeError","message":"x is undefined"}}]}`,
			want: []CustomNodeError{failed},
		},
		"empty span": {
			call: list(Range{span.End, span.End}), method: "GET", path: nodeAt + "/errors", query: "&duration=1&end=5000&limit=25&sortDirection=desc",
			response: `{"errors":[]}`, want: []CustomNodeError{},
		},
	})
	for _, tc := range []struct {
		call       func(context.Context, *Client) (any, error)
		body, want string
	}{
		{stats, `{}`, "the statistics have no metrics"},
		{stats, `{"metrics":[{"runCount":1}]}`, "a metric has no time"},
		{list(span), `{}`, "the response has no errors"},
		{list(span), `{"errors":[{"error":{"name":"x"}}]}`, "an error has no time"},
	} {
		c, _ := serve(t, respond(200, tc.body), WithMaxRetries(0))
		_, err := tc.call(t.Context(), c)
		checkError(t, err, tc.want)
	}
}
