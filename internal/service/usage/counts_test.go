package usage_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const january = "start=1767225600000&end=1769903999000"

// object is an object in the state.
type object = map[string]any

// Each data source sends what the configuration says, once for equal configurations,
// and fills in each figure of the response, sorted.
func TestCounts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		typeName string
		config   object
		query    string // after the range
		path     string
		response string
		want     object
	}{
		"devices": {
			typeName: "losant_device_counts", path: "/deviceCounts",
			response: `{"counts":[{"date":"2026-01-02T00:00:00.000Z","created":1,"deleted":2,"total":3},{"date":"2026-01-01T00:00:00.000Z","created":4,"deleted":5,"total":6}]}`,
			want: object{"counts": []any{
				object{"date": "2026-01-01T00:00:00.000Z", "created": 4.0, "deleted": 5.0, "total": 6.0},
				object{"date": "2026-01-02T00:00:00.000Z", "created": 1.0, "deleted": 2.0, "total": 3.0},
			}},
		},
		"notebooks": {
			typeName: "losant_notebook_minute_counts", path: "/notebookMinuteCounts",
			response: `{"counts":[{"date":"2026-01-02T00:00:00.000Z","minutes":1,"completed":2,"canceled":3,"errored":4,"timeout":5},{"date":"2026-01-01T00:00:00.000Z"}]}`,
			want: object{"counts": []any{
				object{"date": "2026-01-01T00:00:00.000Z", "minutes": 0.0, "completed": 0.0, "canceled": 0.0, "errored": 0.0, "timeout": 0.0},
				object{"date": "2026-01-02T00:00:00.000Z", "minutes": 1.0, "completed": 2.0, "canceled": 3.0, "errored": 4.0, "timeout": 5.0},
			}},
		},
		"payloads": {
			typeName: "losant_payload_counts", path: "/payloadCounts",
			response: `{"timer":{"timer.flow":7},"deviceState":{"flow.flow":20,"device.mqtt":0.5},"webhook":{}}`,
			want: object{"total": 27.5, "as_bytes": nil, "groups": []any{
				object{"group": "deviceState", "origin": "device.mqtt", "value": 0.5},
				object{"group": "deviceState", "origin": "flow.flow", "value": 20.0},
				object{"group": "timer", "origin": "timer.flow", "value": 7.0},
			}},
		},
		"bytes": {
			typeName: "losant_payload_counts", config: object{"as_bytes": true}, path: "/payloadCounts", query: "&asBytes=true",
			response: `{}`, want: object{"total": 0.0, "as_bytes": true, "groups": []any{}},
		},
		"breakdown": {
			typeName: "losant_payload_counts_breakdown", path: "/payloadCountsBreakdown", query: "&resolution=86400000",
			response: `{"counts":[{"date":"2026-01-02T00:00:00.000Z","value":1},{"date":"2026-01-01T00:00:00.000Z","value":2}]}`,
			want: object{"resolution": nil, "as_bytes": nil, "include_non_billable": nil, "counts": []any{
				object{"date": "2026-01-01T00:00:00.000Z", "value": 2.0}, object{"date": "2026-01-02T00:00:00.000Z", "value": 1.0},
			}},
		},
		"breakdown by day": {
			typeName: "losant_payload_counts_breakdown", config: object{"resolution": "1d", "as_bytes": false, "include_non_billable": false},
			path: "/payloadCountsBreakdown", query: "&resolution=86400000", response: `{"counts":[]}`,
			want: object{"resolution": "1d", "as_bytes": false, "include_non_billable": false, "counts": []any{}},
		},
		"breakdown of everything by hour": {
			typeName: "losant_payload_counts_breakdown", config: object{"resolution": "1h", "as_bytes": true, "include_non_billable": true},
			path: "/payloadCountsBreakdown", query: "&resolution=3600000&asBytes=true&includeNonBillable=true", response: `{"counts":[]}`,
			want: object{"resolution": "1h", "as_bytes": true, "include_non_billable": true, "counts": []any{}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			id := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
			srv.Fail(mockserver.Fault{Status: http.StatusOK, Body: tc.response, Times: -1})
			source := newSource(t, srv, tc.typeName)
			config := object{"start": "2026-01-01T00:00:00Z", "end": "2026-02-01T00:59:59+01:00"}
			want := object{"instance_id": srv.InstanceID(), "organization_id": nil, "last": nil, "start": config["start"], "end": config["end"]}
			for _, into := range []object{config, want} {
				for name, value := range tc.config {
					into[name] = value
				}
			}
			for name, value := range tc.want {
				want[name] = value
			}
			expectEqual(t, "instance", want, source.mustRead(config))
			config["organization_id"], want["organization_id"] = id, id
			expectEqual(t, "organization", want, source.mustRead(config))
			config["end"] = "2026-01-31T23:59:59Z"
			source.mustRead(config)
			expectGets(t, srv, tc.path+"?"+january+tc.query, "/orgs/"+id+tc.path+"?"+january+tc.query)
		})
	}
}

// The request for a range relative to now has both ends. Now is the same in the
// whole run.
func TestLast(t *testing.T) {
	t.Parallel()
	for last, want := range map[string]time.Duration{"": 30 * 24 * time.Hour, "30d": 30 * 24 * time.Hour, "1w2d12h": 228 * time.Hour, "1s": time.Second} {
		t.Run(last, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			source := newSource(t, srv, "losant_device_counts")
			config := object{}
			if last != "" {
				config["last"] = last
			}
			before := time.Now().Truncate(time.Millisecond)
			state := source.mustRead(config)
			after := time.Now()
			time.Sleep(2 * time.Millisecond)
			expectEqual(t, "second read", state, source.mustRead(config))
			start, end := instant(t, state["start"]), instant(t, state["end"])
			if end.Sub(start) != want || end.Before(before) || end.After(after) {
				t.Errorf("from %s to %s", start, end)
			}
			request := srv.Requests()[0].Query
			if len(srv.Requests()) != 1 || request.Get("start") != millis(start) || request.Get("end") != millis(end) {
				t.Errorf("sent %v", request)
			}
		})
	}
}

// Different expressions of the same range cause one request in a run.
func TestEqualRangesAreOneRequest(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	source := newSource(t, srv, "losant_payload_counts")
	for _, config := range []object{{}, {"last": "30d"}, {"last": "4w2d"}, {"last": "2592000s"}, {"as_bytes": false}, {"instance_id": srv.InstanceID()}} {
		source.mustRead(config)
	}
	acctest.ExpectCount(t, srv, http.MethodGet, 1)
	source.mustRead(object{"as_bytes": true})
	source.in("losant_device_counts").mustRead(object{})
	acctest.ExpectCount(t, srv, http.MethodGet, 3)
}

// An error names the attribute, and no request is sent.
func TestInvalidArguments(t *testing.T) {
	t.Parallel()
	const start, end = "2026-01-02T00:00:00Z", "2026-01-01T23:59:59.999Z"
	series := []string{"losant_device_counts", "losant_payload_counts", "losant_payload_counts_breakdown", "losant_notebook_minute_counts"}
	for name, tc := range map[string]struct {
		types  []string
		config object
		at     string
		want   string
	}{
		"end before start":              {series, object{"start": start, "end": end}, "end", "must not be before start"},
		"start after now":               {series, object{"start": "2999-01-01T00:00:00Z"}, "start", "ends at"},
		"end alone":                     {series, object{"end": end}, "end", `Attribute "start" must be specified when "end" is specified`},
		"last and start":                {series, object{"last": "30d", "start": start}, "last", `Attribute "start" cannot be specified when "last" is specified`},
		"last and both":                 {series, object{"last": "30d", "start": end, "end": start}, "last", `Attribute "end" cannot be specified when "last" is specified`},
		"not a timestamp":               {series, object{"start": "yesterday"}, "start", "RFC 3339"},
		"date without time":             {series, object{"start": start, "end": "2026-01-03"}, "end", "RFC 3339"},
		"not a duration":                {series, object{"last": "a month"}, "last", "must be a duration such as 90d"},
		"zero":                          {series, object{"last": "0d"}, "last", "must be longer than zero"},
		"overflow":                      {series, object{"last": "99999999999999999w"}, "last", "must be less than 2^63 seconds"},
		"too long":                      {series, object{"last": "15000000000000w"}, "last", "must not be before 1970-01-01"},
		"too early":                     {series, object{"start": "1969-12-31T23:59:59Z"}, "start", "must not be before 1970-01-01"},
		"resolution":                    {series[2:3], object{"resolution": "1w"}, "resolution", "1h"},
		"resolution in hours":           {series[2:3], object{"resolution": "24h"}, "resolution", "1d"},
		"invalid organization":          {series, object{"organization_id": "acme"}, "organization_id", "24 hexadecimal digits"},
		"invalid organization of usage": {[]string{"losant_organization_usage"}, object{"organization_id": "acme"}, "organization_id", "24 hexadecimal digits"},
		"invalid instance":              {append(series, "losant_limit_allocation"), object{"instance_id": "acme"}, "instance_id", "24 hexadecimal digits"},
		"threshold of 0": {
			[]string{"losant_organization_usage"},
			object{"organization_id": "60106426dc03c6aad06540bb", "threshold": 0},
			"threshold", "between 0.01",
		},
		"percent": {
			[]string{"losant_organization_usage"},
			object{"organization_id": "60106426dc03c6aad06540bb", "threshold": 80},
			"threshold", "between 0.01",
		},
	} {
		for _, typeName := range tc.types {
			t.Run(name+" in "+typeName, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t)
				_, diagnostics := newSource(t, srv, typeName).read(tc.config)
				if !hasDiagnostic(diagnostics, tc.at, tc.want) {
					t.Errorf("got %q", acctest.Details(diagnostics))
				}
				acctest.ExpectCount(t, srv, http.MethodGet, 0)
			})
		}
	}
}

// A value that is known only after apply is not an error.
func TestUnknownArgumentsAreValid(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	for _, config := range []object{
		{"start": acctest.Unknown, "end": "2026-01-01T00:00:00Z"},
		{"start": "2026-01-01T00:00:00Z", "end": acctest.Unknown},
		{"last": acctest.Unknown, "start": acctest.Unknown},
		{"organization_id": acctest.Unknown, "instance_id": acctest.Unknown},
		{"resolution": acctest.Unknown, "as_bytes": acctest.Unknown},
	} {
		if _, diagnostics := newSource(t, srv, "losant_payload_counts_breakdown").read(config); len(diagnostics) > 0 {
			t.Errorf("%v: %q", config, acctest.Details(diagnostics))
		}
	}
	acctest.ExpectCount(t, srv, http.MethodGet, 0)
}

// Errors name the object and the required scopes.
func TestErrorsNameTheScopes(t *testing.T) {
	t.Parallel()
	const missing = "60106426dc03c6aad06540bb"
	for name, operation := range map[string]string{
		"losant_device_counts":            "deviceCounts",
		"losant_payload_counts":           "payloadCounts",
		"losant_payload_counts_breakdown": "payloadCountsBreakdown",
		"losant_notebook_minute_counts":   "notebookMinuteCounts",
		"losant_organization_usage":       "get",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			source := newSource(t, srv, name)
			_, diagnostics := source.read(object{"organization_id": missing})
			if len(diagnostics) != 1 || diagnostics[0].Summary != "Could not read the usage of organization "+missing || !strings.Contains(diagnostics[0].Detail, "404 NotFound") {
				t.Errorf("got %q", acctest.Details(diagnostics))
			}
			srv.Fail(mockserver.Fault{Status: http.StatusForbidden})
			_, diagnostics = source.read(object{"organization_id": missing})
			acctest.ExpectDetails(t, diagnostics, "all.Instance.read, instanceOrg.*, instanceOrg."+operation)
			if name == "losant_organization_usage" {
				return
			}
			srv.Fail(mockserver.Fault{Status: http.StatusForbidden})
			_, diagnostics = source.read(object{})
			acctest.ExpectDetails(t, diagnostics, "all.Instance.read, instance.*, instance."+operation)
		})
	}
}

func hasDiagnostic(diagnostics []*tfprotov6.Diagnostic, attribute, part string) bool {
	for _, d := range diagnostics {
		if acctest.RootOf(d) == attribute && strings.Contains(d.Summary+" "+d.Detail, part) {
			return true
		}
	}
	return false
}
