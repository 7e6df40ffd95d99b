package losant

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// usage is something that the API counts over time, of an organization and of a whole instance.
type usage struct {
	segment                string // of the path
	organization, instance operation
}

func newUsage(segment, organization, instance string) usage {
	return usage{segment, newOperation(organization, http.MethodGet, readAccess), newOperation(instance, http.MethodGet, readAccess)}
}

var (
	deviceUsage           = newUsage("deviceCounts", "instanceOrg.deviceCounts", "instance.deviceCounts")
	notebookUsage         = newUsage("notebookMinuteCounts", "instanceOrg.notebookMinuteCounts", "instance.notebookMinuteCounts")
	payloadUsage          = newUsage("payloadCounts", "instanceOrg.payloadCounts", "instance.payloadCounts")
	payloadBreakdownUsage = newUsage("payloadCountsBreakdown", "instanceOrg.payloadCountsBreakdown", "instance.payloadCountsBreakdown")
)

// of returns the operation and the path that count the usage of an organization, or of the whole instance if ref has no ID.
func (u usage) of(ref OrganizationRef) (operation, path) {
	if ref.ID == "" {
		return u.instance, instancePath(ref.InstanceID).word(u.segment)
	}
	return u.organization, ref.path().word(u.segment)
}

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
func (s *UsageService) Organization(ctx context.Context, ref OrganizationRef, summary ...string) (*Organization, error) {
	p, q := ref.path(), newReading([]ReadOption{WithSummary(summary...)}).one()
	kept, _ := s.organizations.LoadOrStore(p.text, &shared[*Organization]{})
	reads, _ := kept.(*shared[*Organization])
	return readOnce(ctx, s.client, reads, opGetOrganization, p, q)
}

// forget is called after a write that may have changed what an organization uses, or may use.
func (s *UsageService) forget(organization path) { s.organizations.Delete(organization.text) }

// DeviceCounts returns the number of devices by day.
func (s *UsageService) DeviceCounts(ctx context.Context, ref OrganizationRef, r Range) (*DeviceCounts, error) {
	op, p := deviceUsage.of(ref)
	return readOnce(ctx, s.client, &s.devices, op, p, r.query())
}

// NotebookMinuteCounts returns the minutes and runs of notebooks by day.
func (s *UsageService) NotebookMinuteCounts(ctx context.Context, ref OrganizationRef, r Range) (*NotebookMinuteCounts, error) {
	op, p := notebookUsage.of(ref)
	return readOnce(ctx, s.client, &s.notebooks, op, p, r.query())
}

// PayloadCounts returns the payloads of the span, or their bytes, by kind and origin.
func (s *UsageService) PayloadCounts(ctx context.Context, ref OrganizationRef, r Range, asBytes bool) (PayloadStats, error) {
	op, p := payloadUsage.of(ref)
	stats, err := readOnce(ctx, s.client, &s.payloads, op, p, r.query().flag("asBytes", asBytes))
	if err != nil {
		return nil, err
	}
	return *stats, nil
}

// PayloadCountsBreakdown returns the payloads, or their bytes, by day or hour.
func (s *UsageService) PayloadCountsBreakdown(ctx context.Context, ref OrganizationRef, r Range, o BreakdownOptions) (*PayloadCountsBreakdown, error) {
	q := r.query()
	if o.Resolution != 0 {
		q = q.with("resolution", strconv.FormatInt(o.Resolution.Milliseconds(), 10))
	}
	q = q.flag("asBytes", o.AsBytes).flag("includeNonBillable", o.IncludeNonBillable)
	op, p := payloadBreakdownUsage.of(ref)
	return readOnce(ctx, s.client, &s.breakdowns, op, p, q)
}

// readOnce reads what is at a path, unless that was read before.
func readOnce[T any](ctx context.Context, client *Client, reads *shared[*T], op operation, p path, q query) (*T, error) {
	return reads.get(ctx, p.text+"?"+string(q), func() (*T, error) {
		return send[T](ctx, client, newCall(op, p, q, nil))
	})
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
