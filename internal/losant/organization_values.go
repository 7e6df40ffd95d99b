package losant

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
)

// Limits holds limits by the API's keys, whose letter case is irregular (datatable, dataTTL). Losant keeps adding
// keys, so unknown ones are kept. dataTTL and systemInterval are in seconds, storage is in bytes,
// notebookMinutesPerRun and notebookMinutesPerMonth are in minutes, and all others are counts.
type Limits map[string]int64

// UnmarshalJSON decodes the fields that are whole numbers, in any format (1e3, 5.0). It skips null and unknown keys with
// other values. A known limit with another value is an error: it must not pass for one that is not set.
func (l *Limits) UnmarshalJSON(data []byte) error {
	var values RawLimits
	if err := json.Unmarshal(data, &values); err != nil {
		return errors.New("the limits are not an object")
	}
	*l = values.Limits()
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if _, ok := (*l)[key]; !ok && IsLimit(key) && string(values[key]) != "null" {
			return fmt.Errorf("the limit %s is not a whole number", key)
		}
	}
	return nil
}

// RawLimits holds limits as the server returned them. Limits that are sent as a whole keep what the client does not
// understand.
type RawLimits map[string]json.RawMessage

// Limits returns the values that are whole numbers.
func (r RawLimits) Limits() Limits {
	if r == nil {
		return nil
	}
	numbers := make(Limits, len(r))
	for name, value := range r {
		if n, ok := wholeNumber(string(value)); ok {
			numbers[name] = n
		}
	}
	return numbers
}

// With returns a copy with changed values.
func (r RawLimits) With(changed Limits) RawLimits {
	whole := make(RawLimits, len(r)+len(changed))
	maps.Copy(whole, r)
	for name, n := range changed {
		whole[name] = strconv.AppendInt(nil, n, 10)
	}
	return whole
}

// IsLimit reports whether a key is a limit that the API documents. All of them are whole numbers.
func IsLimit(key string) bool { return slices.Contains(limitKeys, key) }

var limitKeys = []string{
	"apitoken", "application", "applicationFlowSlots", "applicationcertificate", "applicationcertificateauthority", "applicationkey",
	"credential", "dashboard", "dataTTL", "datatable", "device", "devicerecipe", "experienceFlowSlots", "experiencedomain",
	"experienceendpoint", "experiencegroup", "experienceslug", "experienceuser", "experienceversion", "experienceview", "file", "flow",
	"instanceApiToken", "instanceCustomNode", "instanceNotificationRule", "integration", "member", "notebook", "notebookInParallel",
	"notebookMinutesPerMonth", "notebookMinutesPerRun", "organization", "payload", "privatefile", "resourcejob", "storage",
	"systemInterval", "webhook",
}

// wholeNumbers returns the fields of a JSON object that are whole numbers, or nil if the JSON is not an object.
func wholeNumbers(data []byte) map[string]int64 {
	var fields RawLimits
	if json.Unmarshal(data, &fields) != nil {
		return nil
	}
	return fields.Limits()
}

func wholeNumber(text string) (int64, bool) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, true
	}
	// Beyond 2^53 a float64 is no longer exact.
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int64(f), true
}

// DisabledAt is when an organization stops accepting payloads: never (the zero value), now, or on a date. Now is only
// written. The server returns the date of that moment.
type DisabledAt struct {
	Now  bool
	Date string // RFC 3339; in the server's format when read
}

// MarshalJSON encodes false, true or the date.
func (d DisabledAt) MarshalJSON() ([]byte, error) {
	if d.Date != "" {
		return json.Marshal(d.Date)
	}
	return json.Marshal(d.Now)
}

// UnmarshalJSON decodes false, true, a date, or null, which means false.
func (d *DisabledAt) UnmarshalJSON(data []byte) error {
	*d = DisabledAt{}
	switch string(data) {
	case "null", "false":
		return nil
	case "true":
		d.Now = true
		return nil
	}
	if json.Unmarshal(data, &d.Date) != nil {
		return errors.New("disabledAt is neither a date nor a boolean")
	}
	return nil
}

// Summary holds usage counts. WithSummary and the server decide which.
type Summary struct {
	// Counts holds every whole number of the summary by its name in the API, such as deviceCount or dashCount.
	Counts       map[string]int64
	PayloadCount PayloadStats
	// StorageStats describes the data tables: count (rows) and size (bytes).
	StorageStats map[string]int64
	// NotebookStats describes the notebooks in the current period: awaitingCompletion, minutesThisPeriod, runsThisPeriod.
	NotebookStats map[string]int64
}

// UnmarshalJSON decodes what it can and skips the rest. A summary is only information, and must not make an
// organization unreadable.
func (s *Summary) UnmarshalJSON(data []byte) error {
	*s = Summary{Counts: wholeNumbers(data)}
	var wire struct {
		PayloadCount  json.RawMessage `json:"payloadCount"`
		StorageStats  json.RawMessage `json:"storageStats"`
		NotebookStats json.RawMessage `json:"notebookStats"`
	}
	if decodeObject(data, &wire) != nil {
		return nil //nolint:nilerr // an unreadable summary is an empty one
	}
	if stats := PayloadStats(nil); json.Unmarshal(wire.PayloadCount, &stats) == nil {
		s.PayloadCount = stats
	}
	s.StorageStats, s.NotebookStats = wholeNumbers(wire.StorageStats), wholeNumbers(wire.NotebookStats)
	return nil
}

// PayloadStats holds numbers of payloads, or of bytes, by kind (deviceState, webhook, …) and origin (device.mqtt,
// flow.flow, …). New kinds and origins can appear. A kind without payloads is absent.
type PayloadStats map[string]map[string]float64

// UnmarshalJSON decodes an object of objects of numbers, and skips everything else in it.
func (p *PayloadStats) UnmarshalJSON(data []byte) error {
	var kinds map[string]json.RawMessage
	if err := unmarshal(data, &kinds); err != nil {
		return err
	}
	*p = make(PayloadStats, len(kinds))
	for kind, value := range kinds {
		var origins map[string]json.RawMessage
		if json.Unmarshal(value, &origins) != nil || origins == nil {
			continue
		}
		numbers := make(map[string]float64, len(origins))
		for origin, value := range origins {
			if n, err := strconv.ParseFloat(string(value), 64); err == nil {
				numbers[origin] = n
			}
		}
		(*p)[kind] = numbers
	}
	return nil
}

// Total returns the sum over all kinds and origins.
func (p PayloadStats) Total() float64 {
	var total float64
	for _, origins := range p {
		for _, n := range origins {
			total += n
		}
	}
	return total
}
