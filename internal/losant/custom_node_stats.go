package losant

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// The operations on what the runs of custom nodes did.
var (
	opGetCustomNodeStats   = newOperation("instanceCustomNode.stats", http.MethodGet, readAccess)
	opListCustomNodeErrors = newOperation("instanceCustomNode.errors", http.MethodGet, readAccess)
)

// CustomNodeStats holds what the runs of a custom node did, by interval. Dates are in the server's format.
type CustomNodeStats struct {
	Metrics []CustomNodeMetric `json:"metrics"`
}

// CustomNodeMetric is what the runs of an interval did. A number that the server did not return is nil.
type CustomNodeMetric struct {
	Time           string   `json:"time"` // the start of the interval
	Runs           *float64 `json:"runCount"`
	PathsCompleted *float64 `json:"pathsCompleted"`
	PathsFailed    *float64 `json:"pathsFailed"`
	WallTime       *float64 `json:"wallTime"` // of an undocumented unit
}

func (s *CustomNodeStats) validate() error {
	if s.Metrics == nil {
		return errors.New("the statistics have no metrics")
	}
	for _, m := range s.Metrics {
		if m.Time == "" {
			return errors.New("a metric has no time")
		}
	}
	return nil
}

// customNodeErrors is the response for the errors of a custom node.
type customNodeErrors struct {
	Errors []CustomNodeError `json:"errors"`
}

// CustomNodeError is an error that ended a run of a custom node. Dates are in the server's format.
type CustomNodeError struct {
	Time       string `json:"time"`
	DeviceID   string `json:"deviceId"`
	DeviceName string `json:"deviceName"`
	Version    string `json:"flowVersion"`
	VersionID  string `json:"flowVersionId"`
	NodeID     string `json:"nodeId"` // of the node in the definition that failed
	NodeLabel  string `json:"nodeLabel"`
	Error      struct {
		Name    string `json:"name"`
		Message string `json:"message"`
	} `json:"error"`
}

func (e *customNodeErrors) validate() error {
	if e.Errors == nil {
		return errors.New("the response has no errors")
	}
	for _, one := range e.Errors {
		if one.Time == "" {
			return errors.New("an error has no time")
		}
	}
	return nil
}

// Stats returns what the runs of a custom node did, in intervals of the resolution.
func (s *CustomNodeService) Stats(ctx context.Context, instanceID, id string, r Range, resolution time.Duration) (*CustomNodeStats, error) {
	q := r.addDuration(baseQuery).with("resolution", strconv.FormatInt(resolution.Milliseconds(), 10))
	return send[CustomNodeStats](ctx, s.client, newCall(opGetCustomNodeStats, customNodePath(instanceID, id).segment("stats"), q, nil))
}

// Errors returns the newest errors of the runs of a custom node, at most limit.
func (s *CustomNodeService) Errors(ctx context.Context, instanceID, id string, r Range, limit int) ([]CustomNodeError, error) {
	q := r.addDuration(baseQuery).with("limit", strconv.Itoa(limit)).with("sortDirection", "desc")
	found, err := send[customNodeErrors](ctx, s.client, newCall(opListCustomNodeErrors, customNodePath(instanceID, id).segment("errors"), q, nil))
	if err != nil {
		return nil, err
	}
	return found.Errors, nil
}

// addDuration appends the span as its length and its end, both of which must be set. The length is never 0, which could
// mean the server's default.
func (r Range) addDuration(q query) query {
	length := max(r.End.Sub(r.Start).Milliseconds(), 1)
	return q.with("duration", strconv.FormatInt(length, 10)).with("end", strconv.FormatInt(r.End.UnixMilli(), 10))
}
