package losant

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// UsageOwner is whose usage is counted: the organization or the sandbox with the ID, or the whole instance if there is
// neither.
type UsageOwner struct{ InstanceID, OrganizationID, SandboxID string }

// usage is something that the API counts over time, for each kind of owner.
type usage struct {
	segment                         string // of the path
	organization, sandbox, instance operation
}

func newUsage(segment string) usage {
	of := func(resource string) operation { return newOperation(resource+"."+segment, http.MethodGet, readAccess) }
	return usage{segment, of("instanceOrg"), of("instanceSandbox"), of("instance")}
}

var (
	deviceUsage           = newUsage("deviceCounts")
	notebookUsage         = newUsage("notebookMinuteCounts")
	payloadUsage          = newUsage("payloadCounts")
	payloadBreakdownUsage = newUsage("payloadCountsBreakdown")
)

// of returns the operation and the path that count the usage of an owner.
func (u usage) of(owner UsageOwner) (operation, path) {
	switch {
	case owner.OrganizationID != "":
		return u.organization, OrganizationRef{owner.InstanceID, owner.OrganizationID}.path().segment(u.segment)
	case owner.SandboxID != "":
		return u.sandbox, sandboxesPath(owner.InstanceID).id("sandbox", owner.SandboxID).segment(u.segment)
	}
	return u.instance, instancePath(owner.InstanceID).segment(u.segment)
}

// UsageService reads counts. Equal calls share one request for the client's life. The results are shared, so callers
// must not change them. The figures of the methods that count over time are about 15 minutes old. Those of the whole
// instance do not include its sandboxes.
type UsageService struct {
	client        *Client
	organizations sync.Map // by path: a *readCache[*Organization], by query
	devices       readCache[*DeviceCounts]
	notebooks     readCache[*NotebookMinuteCounts]
	payloads      readCache[*PayloadStats]
	breakdowns    readCache[*PayloadCountsBreakdown]
}

// Range is a span of time. A Start or End that is zero is not sent. The default of the server is not documented.
type Range struct{ Start, End time.Time }

// DeviceCounts holds an entry for each day of a span. Dates are in the server's format.
type DeviceCounts struct {
	Start  string        `json:"start"`
	End    string        `json:"end"`
	Counts []DeviceCount `json:"counts"`
}

// DeviceCount is how many devices were created and deleted on a day, and how many there were.
type DeviceCount struct {
	Date    string `json:"date"`
	Created int64  `json:"created"`
	Deleted int64  `json:"deleted"`
	Total   int64  `json:"total"`
}

// NotebookMinuteCounts holds an entry for each day of a span. Dates are in the server's format.
type NotebookMinuteCounts struct {
	Start  string                `json:"start"`
	End    string                `json:"end"`
	Counts []NotebookMinuteCount `json:"counts"`
}

// NotebookMinuteCount is how many minutes notebooks ran on a day, and how many runs ended in which way.
type NotebookMinuteCount struct {
	Date      string `json:"date"`
	Minutes   int64  `json:"minutes"`
	Completed int64  `json:"completed"`
	Canceled  int64  `json:"canceled"`
	Errored   int64  `json:"errored"`
	Timeout   int64  `json:"timeout"`
}

// PayloadCountsBreakdown holds an entry for each day or hour of a span. Dates are in the server's format.
type PayloadCountsBreakdown struct {
	Start  string         `json:"start"`
	End    string         `json:"end"`
	Counts []PayloadCount `json:"counts"`
}

// PayloadCount is the number of payloads in a day or an hour, or their bytes.
type PayloadCount struct {
	Date  string `json:"date"`
	Value int64  `json:"value"`
}

// BreakdownOptions refine a breakdown.
type BreakdownOptions struct {
	Resolution         time.Duration // 24 h or 1 h; defaults to 24 h
	AsBytes            bool          // bytes instead of payloads
	IncludeNonBillable bool
}

// Organization returns an organization with the given fields of its summary, which are its usage at this moment.
// Equal calls share one request until this client changes the organization or who belongs to it.
func (s *UsageService) Organization(ctx context.Context, ref OrganizationRef, summary ...string) (*Organization, error) {
	p, q := ref.path(), newReadOptions([]ReadOption{WithSummary(summary...)}).objectQuery()
	value, _ := s.organizations.LoadOrStore(p.text, &readCache[*Organization]{})
	reads, _ := value.(*readCache[*Organization])
	return readOnce(ctx, s.client, reads, opGetOrganization, p, q)
}

// forget is called after a write that may have changed what an organization uses, or may use.
func (s *UsageService) forget(organization path) { s.organizations.Delete(organization.text) }

// DeviceCounts returns the number of devices by day.
func (s *UsageService) DeviceCounts(ctx context.Context, owner UsageOwner, r Range) (*DeviceCounts, error) {
	op, p := deviceUsage.of(owner)
	return readOnce(ctx, s.client, &s.devices, op, p, r.query())
}

// NotebookMinuteCounts returns the minutes and the runs of notebooks by day.
func (s *UsageService) NotebookMinuteCounts(ctx context.Context, owner UsageOwner, r Range) (*NotebookMinuteCounts, error) {
	op, p := notebookUsage.of(owner)
	return readOnce(ctx, s.client, &s.notebooks, op, p, r.query())
}

// PayloadCounts returns the numbers of payloads in the span, or their bytes, by kind and origin.
func (s *UsageService) PayloadCounts(ctx context.Context, owner UsageOwner, r Range, asBytes bool) (PayloadStats, error) {
	op, p := payloadUsage.of(owner)
	stats, err := readOnce(ctx, s.client, &s.payloads, op, p, r.query().withFlag("asBytes", asBytes))
	if err != nil {
		return nil, err
	}
	return *stats, nil
}

// PayloadCountsBreakdown returns the numbers of payloads, or their bytes, by day or hour.
func (s *UsageService) PayloadCountsBreakdown(
	ctx context.Context, owner UsageOwner, r Range, o BreakdownOptions,
) (*PayloadCountsBreakdown, error) {
	q := r.query()
	if o.Resolution != 0 {
		q = q.with("resolution", strconv.FormatInt(o.Resolution.Milliseconds(), 10))
	}
	q = q.withFlag("asBytes", o.AsBytes).withFlag("includeNonBillable", o.IncludeNonBillable)
	op, p := payloadBreakdownUsage.of(owner)
	return readOnce(ctx, s.client, &s.breakdowns, op, p, q)
}

// readOnce reads an object, unless it was read before.
func readOnce[T any](ctx context.Context, client *Client, reads *readCache[*T], op operation, p path, q query) (*T, error) {
	return reads.get(ctx, p.text+"?"+string(q), func(ctx context.Context) (*T, error) {
		return send[T](ctx, client, newCall(op, p, q, nil))
	})
}

// query returns the query of a request for a span.
func (r Range) query() query { return r.add(baseQuery) }

// add appends the span. Times in requests are milliseconds since 1970.
func (r Range) add(q query) query {
	if !r.Start.IsZero() {
		q = q.with("start", strconv.FormatInt(r.Start.UnixMilli(), 10))
	}
	if !r.End.IsZero() {
		q = q.with("end", strconv.FormatInt(r.End.UnixMilli(), 10))
	}
	return q
}
