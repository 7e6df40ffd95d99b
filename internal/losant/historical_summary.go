package losant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"time"
)

var opListHistoricalSummaries = newOperation("instance.historicalSummaries", http.MethodGet, readAccess)

// HistoricalSummary is what an organization, an application or a white label used in a calendar month. Dates are in
// the server's format.
type HistoricalSummary struct {
	ResourceType       string       `json:"resourceType"` // organization, application or whitelabel
	ResourceID         string       `json:"resourceId"`
	ResourceName       string       `json:"resourceName"`
	ResourceProration  *float64     `json:"resourceProration"` // the share of the month in which the resource existed
	OwnerType          string       `json:"ownerType"`         // organization or user
	OwnerID            string       `json:"ownerId"`
	OwnerName          string       `json:"ownerName"`
	Limits             Limits       `json:"limits"`
	CurrentPeriodStart string       `json:"currentPeriodStart"`
	CurrentPeriodEnd   string       `json:"currentPeriodEnd"`
	PayloadCounts      PayloadStats `json:"payloadCountDetails"`
	PayloadMegabytes   PayloadStats `json:"payloadSizeDetails"`

	// Numbers holds every number of the summary by its name in the API, such as deviceCountProrated.
	Numbers map[string]float64 `json:"-"`
}

// HistoricalSummaryFilter selects summaries. Month is any time in the month, in UTC. All other fields that are set
// must match.
type HistoricalSummaryFilter struct {
	Month                             time.Time
	ResourceType, ResourceID, OwnerID string
}

// UnmarshalJSON decodes a summary, whose numbers can have fractions.
func (h *HistoricalSummary) UnmarshalJSON(data []byte) error {
	type plain HistoricalSummary
	if err := decodeObject(data, (*plain)(h)); err != nil {
		return err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	h.Numbers = map[string]float64{}
	for name, value := range fields {
		if n, err := strconv.ParseFloat(string(value), 64); err == nil {
			h.Numbers[name] = n
		}
	}
	return nil
}

// identity returns no instance, because a summary names none.
func (h *HistoricalSummary) identity() (instanceID, id string) {
	return "", h.ResourceID + " " + h.CurrentPeriodStart
}

func (h *HistoricalSummary) validate() error {
	if h.ResourceID == "" {
		return errors.New("the summary has no resource id")
	}
	return nil
}

func (h *HistoricalSummary) complete() error {
	switch {
	case h.ResourceType == "":
		return errors.New("the summary has no resource type")
	case len(h.Numbers) == 0:
		return errors.New("the summary has no numbers")
	}
	return nil
}

// HistoricalSummaries yields what each resource used in a month, sorted by the ID of the resource. It takes
// WithPageSize. A resource that is listed twice, and a summary of another month, are errors: somebody would be billed
// for them.
func (s *UsageService) HistoricalSummaries(
	ctx context.Context, instanceID string, filter HistoricalSummaryFilter, opts ...ReadOption,
) iter.Seq2[*HistoricalSummary, error] {
	return func(yield func(*HistoricalSummary, error) bool) {
		seen := map[string]bool{}
		p := instancePath(instanceID).segment("historicalSummaries")
		all := source[HistoricalSummary]{opListHistoricalSummaries, s.client.clean(p.text), newReadOptions(opts).pageSize, func(number int) (*list[HistoricalSummary], error) {
			return s.summariesPage(ctx, p, number, filter, opts)
		}}.all()
		for summary, err := range all {
			if err == nil && !filter.matches(summary) {
				continue
			}
			if err == nil {
				err = filter.check(summary, seen)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			seen[summary.ResourceID] = true
			if !yield(summary, nil) {
				return
			}
		}
	}
}

func (s *UsageService) summariesPage(
	ctx context.Context, p path, number int, filter HistoricalSummaryFilter, opts []ReadOption,
) (*list[HistoricalSummary], error) {
	q, err := newReadOptions(append([]ReadOption{filter.option()}, opts...)).pageQuery(number)
	if err != nil {
		return nil, err
	}
	// The default sort field is the same in all summaries, so that pages could repeat or omit some. The middle of the
	// month is in the same month in every time zone.
	start := filter.start()
	middle := start.Add(start.AddDate(0, 1, 0).Sub(start) / 2)
	q = q.with("month", strconv.FormatInt(middle.UnixMilli(), 10)).with("sortField", "resourceId").with("sortDirection", "asc")
	return send[list[HistoricalSummary]](ctx, s.client, newCall(opListHistoricalSummaries, p, q, nil))
}

// option returns the narrowest filter. The API takes one.
func (f HistoricalSummaryFilter) option() ReadOption {
	switch {
	case f.ResourceID != "":
		return WithFilter("resourceId", f.ResourceID)
	case f.OwnerID != "":
		return WithFilter("ownerId", f.OwnerID)
	case f.ResourceType != "":
		return WithFilter("resourceType", f.ResourceType)
	}
	return WithFilter("", "")
}

func (f HistoricalSummaryFilter) matches(h *HistoricalSummary) bool {
	same := func(want, got string) bool { return want == "" || strings.EqualFold(want, got) }
	return same(f.ResourceType, h.ResourceType) && same(f.ResourceID, h.ResourceID) && same(f.OwnerID, h.OwnerID)
}

// start returns the start of the month.
func (f HistoricalSummaryFilter) start() time.Time {
	month := f.Month.UTC()
	return time.Date(month.Year(), month.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// check returns an error for a resource that was seen before, and for a period that has no part of the month.
func (f HistoricalSummaryFilter) check(h *HistoricalSummary, seen map[string]bool) error {
	if seen[h.ResourceID] {
		return fmt.Errorf("%s %s is in the list twice", h.ResourceType, h.ResourceID)
	}
	begin, errBegin := time.Parse(time.RFC3339, h.CurrentPeriodStart)
	end, errEnd := time.Parse(time.RFC3339, h.CurrentPeriodEnd)
	month := f.start()
	if errBegin == nil && !begin.Before(month.AddDate(0, 1, 0)) || errEnd == nil && end.Before(month) {
		return fmt.Errorf("the summary of %s %s is of %s to %s, not of %s",
			h.ResourceType, h.ResourceID, h.CurrentPeriodStart, h.CurrentPeriodEnd, month.Format("2006-01"))
	}
	return nil
}
