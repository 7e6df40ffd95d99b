package losant

import (
	"encoding/json"
	"maps"
	"reflect"
	"strings"
	"testing"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Limits{
		`{}`:                       {},
		`{"device":5,"dataTTL":0}`: {"device": 5, "dataTTL": 0},
		`{"a":1e3,"b":5.0,"c":-0,"d":-2,"e":9007199254740993}`:                                        {"a": 1000, "b": 5, "c": 0, "d": -2, "e": 9007199254740993},
		`{"a":1.5,"b":"5","c":null,"d":true,"e":{},"f":[1],"g":1e300,"h":9223372036854775808,"ok":1}`: {"ok": 1},
		`{"dataTTL":null}`: {},
		`null`:             nil,
	} {
		got := Limits{"stale": 1}
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		if !maps.Equal(got, want) || (got == nil) != (want == nil) {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

// A limit that is not understood must not pass for one that is not set.
func TestUnreadableLimits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"unlimited"`:               "the limits are not an object",
		`[1]`:                       "the limits are not an object",
		`{"dataTTL":"15552000"}`:    "the limit dataTTL is not a whole number",
		`{"dataTTL":1.5}`:           "the limit dataTTL is not a whole number",
		`{"dataTTL":1e300}`:         "the limit dataTTL is not a whole number",
		`{"device":1,"storage":{}}`: "the limit storage is not a whole number",
	} {
		checkError(t, json.Unmarshal([]byte(text), new(Limits)), want)
	}
}

func TestRawLimits(t *testing.T) {
	t.Parallel()
	var raw RawLimits
	if err := json.Unmarshal([]byte(`{"device":10,"dashboard":"unlimited","payload":1.5,"new":{"a":[1]}}`), &raw); err != nil {
		t.Fatal(err)
	}
	if got := raw.Limits(); !maps.Equal(got, Limits{"device": 10}) {
		t.Errorf("limits %v", got)
	}
	text, err := json.Marshal(raw.With(Limits{"device": 99}))
	if want := `{"dashboard":"unlimited","device":99,"new":{"a":[1]},"payload":1.5}`; err != nil || string(text) != want {
		t.Errorf("got %s, %v, want %s", text, err, want)
	}
	if got := RawLimits(nil).Limits(); got != nil {
		t.Errorf("limits of nothing: %v", got)
	}
}

func TestDisabledAt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]DisabledAt{
		`false`: {}, `true`: {Now: true}, `"2030-01-01T00:00:00.000Z"`: {Date: "2030-01-01T00:00:00.000Z"},
	} {
		var got DisabledAt
		if err := json.Unmarshal([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", text, got, err, want)
		}
		if back, err := json.Marshal(want); err != nil || string(back) != text {
			t.Errorf("%+v: got %s, %v, want %s", want, back, err, text)
		}
	}
	wrapped := struct{ D DisabledAt }{DisabledAt{Now: true}}
	if err := json.Unmarshal([]byte(`{"D":null}`), &wrapped); err != nil || wrapped.D != (DisabledAt{}) {
		t.Errorf("null: got %+v, %v", wrapped.D, err)
	}
	for _, text := range []string{`5`, `{}`, `[]`} {
		if err := json.Unmarshal([]byte(text), new(DisabledAt)); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Summary{
		`{}`: {Counts: map[string]int64{}},
		`{"deviceCount":6,"dashCount":2.0,"newCount":1,"odd":"x"}`: {Counts: map[string]int64{"deviceCount": 6, "dashCount": 2, "newCount": 1}},
		`{"payloadCount":{"timer":{"timer.flow":2,"x":"y"},"odd":3,"none":{}},"storageStats":{"size":7.0},"notebookStats":{}}`: {
			Counts:        map[string]int64{},
			PayloadCount:  PayloadStats{"timer": {"timer.flow": 2}, "none": {}},
			StorageStats:  map[string]int64{"size": 7},
			NotebookStats: map[string]int64{},
		},
		`{"payloadCount":9,"storageStats":"none","notebookStats":null}`: {Counts: map[string]int64{"payloadCount": 9}},
		`"unavailable"`: {},
		`[1]`:           {},
	} {
		got := Summary{StorageStats: map[string]int64{}}
		if err := json.Unmarshal([]byte(text), &got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v, want %+v", text, got, err, want)
		}
	}
}

func TestPayloadStatsTotal(t *testing.T) {
	t.Parallel()
	stats := PayloadStats{"deviceState": {"device.mqtt": 1244049, "flow.flow": 5215}, "webhook": {"public.rest": 1713284}, "mqtt": nil}
	if got := stats.Total(); got != 2962548 {
		t.Errorf("total %f", got)
	}
	if got := PayloadStats(nil).Total(); got != 0 {
		t.Errorf("total of nil: %f", got)
	}
}

// Odd values are tolerated only where Terraform would not overwrite them.
func TestOrganizationLeniency(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{"id":"1","limits":"none","summary":[]}`:                                                               false,
		`{"id":"1","limits":{"device":null},"summary":{"deviceCount":{}}}`:                                      true,
		`{"id":"1","limits":null,"summary":null,"banner":null,"tags":null,"disabledAt":null,"isReadOnly":null}`: true,
		`{"id":"1","unknown":{"a":[1]}}`:                                                                        true,
		`{"orgId":"1"}`:                                                                                         true,
		`{"id":"","orgId":"1"}`:                                                                                 true,
		`{"id":"1","name":5}`:                                                                                   false,
		`{"id":"1","tags":{"a":"b"}}`:                                                                           false,
		`{"id":"1","disabledAt":5}`:                                                                             false,
		`{"id":"1","isReadOnly":"yes"}`:                                                                         false,
		`["id"]`:                                                                                                false,
		`{"id":"1"`:                                                                                             false,
	} {
		var got Organization
		err := json.Unmarshal([]byte(text), &got)
		if (err == nil) != want || want && got.ID != "1" {
			t.Errorf("%s: id %q, error %v", text, got.ID, err)
		}
	}
}

func FuzzDecodeOrganization(f *testing.F) {
	for _, seed := range []string{
		orgJSON, orgJSON[:200], `{"orgId":"1","limits":{"a":1e999}}`, `{"id":"1","summary":{"payloadCount":{"a":{"b":-1e-9}}}}`,
		`{"id":"1","disabledAt":true,"tags":[{}],"banner":{}}`, `{}`, `null`, `[]`, `<html>`, ``, `{"id":`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var org Organization
		err := decodeObject(text, &org)
		if err == nil && !json.Valid(text) {
			t.Error("no error for invalid JSON")
		}
		if err != nil || org.validate() != nil {
			return
		}
		// What was decoded can be sent again.
		if _, err := json.Marshal(OrganizationPost{Name: org.Name, Limits: org.Limits, Tags: org.Tags, DisabledAt: &org.DisabledAt, Banner: org.Banner}); err != nil {
			t.Error(err)
		}
	})
}

func BenchmarkDecodePage(b *testing.B) {
	text := []byte(`{"totalCount":1000,"perPage":1000,"items":[` + strings.Repeat(orgJSON+",", 999) + orgJSON + `]}`)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		var page list[Organization]
		if err := decodeObject(text, &page); err != nil || page.validate() != nil {
			b.Fatal(err)
		}
	}
}
