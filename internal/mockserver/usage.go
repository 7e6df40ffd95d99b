package mockserver

import (
	"hash/fnv"
	"slices"
	"time"
)

const (
	dayMillis  = "86400000"
	hourMillis = "3600000"
	day        = 24 * time.Hour

	// maxRange limits the work for one request. The API keeps usage for a much shorter time.
	maxRange = 3700 * day
)

// usageNoun describes the usage of an organization, of a sandbox, or of all organizations of an instance.
func usageNoun() noun {
	asBytes := booleanParam("asBytes")
	span := []param{{name: "start", digits: true}, {name: "end", digits: true}}
	payload := append(slices.Clip(span), asBytes)
	breakdown := append(slices.Clip(payload), booleanParam("includeNonBillable"),
		param{name: "resolution", fallback: dayMillis, values: []string{dayMillis, hourMillis}})
	var all []route
	for _, of := range []struct{ path, family string }{{"/", "instance."}, {"/orgs/{orgId}/", "instanceOrg."}, {"/sandboxes/{instanceSandboxId}/", "instanceSandbox."}} {
		for _, r := range []route{
			{operation: "deviceCounts", handle: deviceCounts, params: span},
			{operation: "notebookMinuteCounts", handle: notebookMinuteCounts, params: span},
			{operation: "payloadCounts", handle: payloadCounts, params: payload},
			{operation: "payloadCountsBreakdown", handle: payloadCountsBreakdown, params: breakdown},
		} {
			r.method, r.path, r.operation = "GET", of.path+r.operation, of.family+r.operation
			all = append(all, r)
		}
	}
	return noun{path: instancePath, routes: all, id: "instanceSandboxId", find: findSandbox}
}

// The usage is not stored. It is a pure function of the id of its owner and the hour, so that a request always returns
// the same numbers, and those of a range are the sum of its parts.

// payload counts the payloads of one owner in one hour.
type payload struct{ billable, free, bytes int }

// mix scrambles a number, so that neighboring hours look unrelated.
func mix(n uint64) uint64 {
	n ^= n >> 30
	n *= 0xbf58476d1ce4e5b9
	n ^= n >> 27
	n *= 0x94d049bb133111eb
	return n ^ n>>31
}

func hash(id string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	return h.Sum64()
}

// sample returns a random-looking number from 0 to n-1 for an owner and a unit of time.
func sample(owner uint64, unit int64, salt, n uint64) int {
	return int(mix(mix(owner^salt)+uint64(unit)) % n) //nolint:gosec // Time since 1970 and a small remainder.
}

func payloadsInHour(owner uint64, hour int64) payload {
	busy := 40 + sample(owner, 0, 1, 400)
	// There is less traffic at night.
	if h := hour % 24; h < 7 || h > 19 {
		busy /= 3
	}
	billable := busy + sample(owner, hour, 2, uint64(busy)) //nolint:gosec // busy is positive.
	free := billable / 5
	return payload{billable: billable, free: free, bytes: 180 + sample(owner, hour, 3, 120)}
}

// span is a checked time range.
type span struct{ start, end time.Time }

// span reads start and end, which are milliseconds since 1970. They default to the last 30 days.
func (c *call) span() (span, error) {
	s := span{end: c.clock()}
	if millis, ok := c.integer("end"); ok {
		s.end = time.UnixMilli(millis)
	}
	s.start = s.end.Add(-30 * day)
	if millis, ok := c.integer("start"); ok {
		s.start = time.UnixMilli(millis)
	}
	switch {
	case s.end.Before(s.start):
		return s, invalid("end must not be before start")
	case s.end.Sub(s.start) > maxRange:
		return s, invalid("start and end must not be more than %d days apart", maxRange/day)
	}
	return s, nil
}

// units returns the first and the last day or hour of a span, counted from 1970.
func (s span) units(width time.Duration) (first, last int64) {
	floor := func(t time.Time) int64 { return t.UnixMilli() / width.Milliseconds() }
	return floor(s.start), floor(s.end)
}

// ownerHashes returns the hash of the organization or the sandbox, or of all organizations of the instance.
func (c *call) ownerHashes() []uint64 {
	if c.organization != nil {
		return []uint64{hash(text(c.organization.doc, "id"))}
	}
	if sandbox := found[Doc](c); sandbox != nil {
		return []uint64{hash(text(sandbox, "id"))}
	}
	var out []uint64
	for id := range c.instance.organizations {
		out = append(out, hash(id))
	}
	return out
}

// series returns one entry for each unit of the requested span, with the sums that add fills in.
func (c *call) series(kind string, width time.Duration, names []string, add func(owner uint64, unit int64, sums Doc)) (any, error) {
	requested, err := c.span()
	if err != nil {
		return nil, err
	}
	counts, owners := []any{}, c.ownerHashes()
	first, last := requested.units(width)
	for unit := first; unit <= last; unit++ {
		sums := Doc{"date": date(time.UnixMilli(unit * width.Milliseconds()))}
		for _, name := range names {
			sums[name] = 0
		}
		for _, o := range owners {
			add(o, unit, sums)
		}
		counts = append(counts, sums)
	}
	doc := Doc{"start": date(requested.start), "end": date(requested.end), "counts": counts}
	return c.hypermedia(doc, kind, nil), nil
}

func increase(sums Doc, name string, n int) {
	before, _ := sums[name].(int)
	sums[name] = before + n
}

func deviceCounts(c *call) (any, error) {
	total := func(owner uint64, day int64) int {
		return 50 + sample(owner, 0, 4, 500) + sample(owner, day, 5, 20)
	}
	return c.series("deviceCounts", day, []string{"created", "deleted", "total"}, func(o uint64, day int64, sums Doc) {
		grown, churn := total(o, day)-total(o, day-1), sample(o, day, 6, 4)
		increase(sums, "created", max(grown, 0)+churn)
		increase(sums, "deleted", max(-grown, 0)+churn)
		increase(sums, "total", total(o, day))
	})
}

func notebookMinuteCounts(c *call) (any, error) {
	names := []string{"minutes", "completed", "canceled", "errored", "timeout"}
	return c.series("notebookMinuteCounts", day, names, func(o uint64, day int64, sums Doc) {
		completed := sample(o, day, 7, 12)
		increase(sums, "completed", completed)
		increase(sums, "canceled", sample(o, day, 8, 8)/7)
		increase(sums, "errored", sample(o, day, 9, 5)/4)
		increase(sums, "timeout", sample(o, day, 10, 20)/19)
		increase(sums, "minutes", completed*(1+sample(o, day, 11, 9)))
	})
}

func payloadCountsBreakdown(c *call) (any, error) {
	width, hours := day, int64(24)
	if c.params["resolution"] == hourMillis {
		width, hours = time.Hour, 1
	}
	return c.series("payloadCountsBreakdown", width, []string{"value"}, func(o uint64, unit int64, sums Doc) {
		for hour := unit * hours; hour < (unit+1)*hours; hour++ {
			increase(sums, "value", c.measure(payloadsInHour(o, hour)))
		}
	})
}

// measure returns the payloads or, with asBytes, the bytes of an hour.
func (c *call) measure(p payload) int {
	n := p.billable
	if c.params["includeNonBillable"] == "true" {
		n += p.free
	}
	if c.params["asBytes"] == "true" {
		n *= p.bytes
	}
	return n
}

// origins divides the payloads of an owner. The first one also gets the remainder from rounding.
var origins = []struct {
	group, origin string
	percent       int
}{
	{"deviceState", "device.mqtt", 70},
	{"timer", "timer.flow", 15},
	{"webhook", "public.rest", 10},
	{"deviceConnect", "device.mqtt", 5},
}

// payloadCounts sums whole days, as the breakdown by day does. It leaves out groups without payloads.
func payloadCounts(c *call) (any, error) {
	requested, err := c.span()
	if err != nil {
		return nil, err
	}
	total := 0
	first, last := requested.units(day)
	for _, o := range c.ownerHashes() {
		for hour := first * 24; hour < (last+1)*24; hour++ {
			total += c.measure(payloadsInHour(o, hour))
		}
	}
	doc, rest := Doc{}, total
	for _, o := range origins[1:] {
		if n := total * o.percent / 100; n > 0 {
			doc[o.group] = Doc{o.origin: n}
			rest -= n
		}
	}
	if rest > 0 {
		doc[origins[0].group] = Doc{origins[0].origin: rest}
	}
	return c.hypermedia(doc, "payloadStats", nil), nil
}
