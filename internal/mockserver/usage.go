package mockserver

import (
	"hash/fnv"
	"time"
)

const (
	dayMillis  = "86400000"
	hourMillis = "3600000"
	day        = 24 * time.Hour

	// maxRange bounds the work of one answer; the API keeps usage for much less.
	maxRange = 3700 * day
)

// Usage is no state but a pure function of the organization's id and the hour: the same range always tells the same
// figures, and a range is the sum of its parts.

// payload counts the payloads of one organization in one hour.
type payload struct{ billable, free, bytes int }

// mix scrambles a number so that neighbouring hours look unrelated.
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

// at is a random-looking number from 0 to below n for an organization and a unit of time.
func at(organization uint64, unit int64, salt, n uint64) int {
	return int(mix(mix(organization^salt)+uint64(unit)) % n) //nolint:gosec // Time since 1970 and a small remainder.
}

func payloadsInHour(organization uint64, hour int64) payload {
	busy := 40 + at(organization, 0, 1, 400)
	// More is sent by day than by night.
	if h := hour % 24; h < 7 || h > 19 {
		busy /= 3
	}
	billable := busy + at(organization, hour, 2, uint64(busy)) //nolint:gosec // busy is positive.
	free := billable / 5
	return payload{billable: billable, free: free, bytes: 180 + at(organization, hour, 3, 120)}
}

// span is a checked time range: its ends as asked, and the whole days or hours that it touches.
type span struct{ start, end time.Time }

// span reads start and end, which are milliseconds since 1970. By default they are the last 30 days.
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

// units numbers the days or hours that a span touches, counted from 1970.
func (s span) units(width time.Duration) (first, last int64) {
	floor := func(t time.Time) int64 { return t.UnixMilli() / width.Milliseconds() }
	return floor(s.start), floor(s.end)
}

// subjects are the hashes of the organizations whose usage is asked for: one, or all of the instance.
func (c *call) subjects() []uint64 {
	if c.organization != nil {
		return []uint64{hash(text(c.organization.doc, "id"))}
	}
	var out []uint64
	for id := range c.instance.organizations {
		out = append(out, hash(id))
	}
	return out
}

// series answers one entry per unit of the asked span, each made of the sums that add fills in.
func (c *call) series(kind string, width time.Duration, names []string, add func(organization uint64, unit int64, sums Doc)) (any, error) {
	asked, err := c.span()
	if err != nil {
		return nil, err
	}
	counts, subjects := []any{}, c.subjects()
	first, last := asked.units(width)
	for unit := first; unit <= last; unit++ {
		sums := Doc{"date": date(time.UnixMilli(unit * width.Milliseconds()))}
		for _, name := range names {
			sums[name] = 0
		}
		for _, subject := range subjects {
			add(subject, unit, sums)
		}
		counts = append(counts, sums)
	}
	doc := Doc{"start": date(asked.start), "end": date(asked.end), "counts": counts}
	return c.hypermedia(doc, kind, nil), nil
}

func plus(sums Doc, name string, n int) {
	before, _ := sums[name].(int)
	sums[name] = before + n
}

func deviceCounts(c *call) (any, error) {
	total := func(organization uint64, day int64) int {
		return 50 + at(organization, 0, 4, 500) + at(organization, day, 5, 20)
	}
	return c.series("deviceCounts", day, []string{"created", "deleted", "total"}, func(o uint64, day int64, sums Doc) {
		grown, churn := total(o, day)-total(o, day-1), at(o, day, 6, 4)
		plus(sums, "created", max(grown, 0)+churn)
		plus(sums, "deleted", max(-grown, 0)+churn)
		plus(sums, "total", total(o, day))
	})
}

func notebookMinuteCounts(c *call) (any, error) {
	names := []string{"minutes", "completed", "canceled", "errored", "timeout"}
	return c.series("notebookMinuteCounts", day, names, func(o uint64, day int64, sums Doc) {
		completed := at(o, day, 7, 12)
		plus(sums, "completed", completed)
		plus(sums, "canceled", at(o, day, 8, 8)/7)
		plus(sums, "errored", at(o, day, 9, 5)/4)
		plus(sums, "timeout", at(o, day, 10, 20)/19)
		plus(sums, "minutes", completed*(1+at(o, day, 11, 9)))
	})
}

func payloadCountsBreakdown(c *call) (any, error) {
	width, hours := day, int64(24)
	if c.params["resolution"] == hourMillis {
		width, hours = time.Hour, 1
	}
	return c.series("payloadCountsBreakdown", width, []string{"value"}, func(o uint64, unit int64, sums Doc) {
		for hour := unit * hours; hour < (unit+1)*hours; hour++ {
			plus(sums, "value", c.measure(payloadsInHour(o, hour)))
		}
	})
}

// measure is the payloads or, with asBytes, the bytes of an hour.
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

// origins share out the payloads of an organization, in percent. What rounding leaves over goes to the first.
var origins = []struct {
	group, origin string
	percent       int
}{
	{"deviceState", "device.mqtt", 70},
	{"timer", "timer.flow", 15},
	{"webhook", "public.rest", 10},
	{"deviceConnect", "device.mqtt", 5},
}

// payloadCounts sums whole days, as the breakdown by day does. Groups without payloads are absent.
func payloadCounts(c *call) (any, error) {
	asked, err := c.span()
	if err != nil {
		return nil, err
	}
	total := 0
	first, last := asked.units(day)
	for _, subject := range c.subjects() {
		for hour := first * 24; hour < (last+1)*24; hour++ {
			total += c.measure(payloadsInHour(subject, hour))
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
