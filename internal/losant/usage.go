package losant

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// UsageService reads counts. Its answers serve all who ask the same for the client's life, so callers must not change them.
// In the methods that count over time, an empty organization id means the whole instance, without its sandboxes; the figures
// are some 15 minutes behind.
type UsageService struct {
	client        *Client
	organizations sync.Map // by path: a *shared[*Organization] for the members of a summary
	devices       shared[*DeviceCounts]
	notebooks     shared[*NotebookMinuteCounts]
	payloads      shared[*PayloadStats]
	breakdowns    shared[*PayloadCountsBreakdown]
}

// Range is a span of time. A zero end is not sent, and the server chooses: give both, its choice is not documented.
type Range struct{ Start, End time.Time }

// DeviceCounts holds an entry for each day of a span. Dates keep the server's spelling.
type DeviceCounts struct {
	Start  string        `json:"start"`
	End    string        `json:"end"`
	Counts []DeviceCount `json:"counts"`
}

// DeviceCount tells how many devices were created and deleted on a day, and how many there were.
type DeviceCount struct {
	Date    string `json:"date"`
	Created int64  `json:"created"`
	Deleted int64  `json:"deleted"`
	Total   int64  `json:"total"`
}

// NotebookMinuteCounts holds an entry for each day of a span. Dates keep the server's spelling.
type NotebookMinuteCounts struct {
	Start  string                `json:"start"`
	End    string                `json:"end"`
	Counts []NotebookMinuteCount `json:"counts"`
}

// NotebookMinuteCount holds the minutes that notebooks ran on a day, and the number of runs by their end.
type NotebookMinuteCount struct {
	Date      string `json:"date"`
	Minutes   int64  `json:"minutes"`
	Completed int64  `json:"completed"`
	Canceled  int64  `json:"canceled"`
	Errored   int64  `json:"errored"`
	Timeout   int64  `json:"timeout"`
}

// PayloadCountsBreakdown holds an entry for each day or hour of a span. Dates keep the server's spelling.
type PayloadCountsBreakdown struct {
	Start  string         `json:"start"`
	End    string         `json:"end"`
	Counts []PayloadCount `json:"counts"`
}

// PayloadCount holds the payloads of a day or hour, or their bytes if these were asked for.
type PayloadCount struct {
	Date  string `json:"date"`
	Value int64  `json:"value"`
}

// BreakdownOptions refine a breakdown. The API knows the resolutions 24 h and 1 h. 0 is not sent, and means 24 h.
type BreakdownOptions struct {
	Resolution         time.Duration
	AsBytes            bool // bytes instead of payloads
	IncludeNonBillable bool
}

// Organization returns an organization with the named members of its summary, which tells what it uses at this moment. A write of
// this client to the organization or its people makes the next call ask again.
func (s *UsageService) Organization(ctx context.Context, instanceID, id string, summary ...string) (*Organization, error) {
	p, q := organizationPath(instanceID, id), newReading([]ReadOption{WithSummary(summary...)}).one()
	kept, _ := s.organizations.LoadOrStore(p.text, &shared[*Organization]{})
	reads, _ := kept.(*shared[*Organization])
	return readOnce(ctx, s.client, reads, p, q)
}

// forget is called after a write that may have changed what an organization uses, or may use.
func (s *UsageService) forget(organization path) { s.organizations.Delete(organization.text) }

// DeviceCounts returns the number of devices by day.
func (s *UsageService) DeviceCounts(ctx context.Context, instanceID, organizationID string, r Range) (*DeviceCounts, error) {
	return readOnce(ctx, s.client, &s.devices, usagePath(instanceID, organizationID).word("deviceCounts"), r.query())
}

// NotebookMinuteCounts returns the minutes and runs of notebooks by day.
func (s *UsageService) NotebookMinuteCounts(ctx context.Context, instanceID, organizationID string, r Range) (*NotebookMinuteCounts, error) {
	return readOnce(ctx, s.client, &s.notebooks, usagePath(instanceID, organizationID).word("notebookMinuteCounts"), r.query())
}

// PayloadCounts returns the payloads of the span, or their bytes, by kind and origin.
func (s *UsageService) PayloadCounts(ctx context.Context, instanceID, organizationID string, r Range, asBytes bool) (PayloadStats, error) {
	p, q := usagePath(instanceID, organizationID).word("payloadCounts"), r.query().flag("asBytes", asBytes)
	stats, err := readOnce(ctx, s.client, &s.payloads, p, q)
	if err != nil {
		return nil, err
	}
	return *stats, nil
}

// PayloadCountsBreakdown returns the payloads, or their bytes, by day or hour.
func (s *UsageService) PayloadCountsBreakdown(ctx context.Context, instanceID, organizationID string, r Range, o BreakdownOptions) (*PayloadCountsBreakdown, error) {
	q := r.query()
	if o.Resolution != 0 {
		q = q.with("resolution", strconv.FormatInt(o.Resolution.Milliseconds(), 10))
	}
	q = q.flag("asBytes", o.AsBytes).flag("includeNonBillable", o.IncludeNonBillable)
	return readOnce(ctx, s.client, &s.breakdowns, usagePath(instanceID, organizationID).word("payloadCountsBreakdown"), q)
}

// readOnce reads what is at a path, unless that was read before.
func readOnce[T any](ctx context.Context, client *Client, reads *shared[*T], p path, q query) (*T, error) {
	return reads.get(ctx, p.text+"?"+string(q), func() (*T, error) {
		return send[T](ctx, client, newCall(http.MethodGet, p, q, nil))
	})
}

func usagePath(instanceID, organizationID string) path {
	if organizationID == "" {
		return instancePath(instanceID)
	}
	return organizationPath(instanceID, organizationID)
}

// query returns the parameters of a span.
func (r Range) query() query { return r.add(flags) }

// add appends a span. In requests, times are milliseconds since 1970.
func (r Range) add(q query) query {
	if !r.Start.IsZero() {
		q = q.with("start", strconv.FormatInt(r.Start.UnixMilli(), 10))
	}
	if !r.End.IsZero() {
		q = q.with("end", strconv.FormatInt(r.End.UnixMilli(), 10))
	}
	return q
}
