package usage_test

import (
	"cmp"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const january = "start=1767225600000&end=1769903999000"

// Each data source requests what is configured, with one request for equal
// configurations, and stores each number of the response under its name, in order.
func TestCountsReadsConfiguredRange(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		typeName string
		config   object
		query    string // after the range
		path     string
		response string
		want     object
	}{
		"devices by day": {
			typeName: "losant_device_counts", path: "/deviceCounts",
			response: `{"counts":[{"date":"2026-01-02T00:00:00.000Z","created":1,"deleted":2,"total":3},{"date":"2026-01-01T00:00:00.000Z","created":4,"deleted":5,"total":6}]}`,
			want: object{"counts": []any{
				object{"date": "2026-01-01T00:00:00.000Z", "created": 4.0, "deleted": 5.0, "total": 6.0},
				object{"date": "2026-01-02T00:00:00.000Z", "created": 1.0, "deleted": 2.0, "total": 3.0},
			}},
		},
		"notebook minutes by day": {
			typeName: "losant_notebook_minute_counts", path: "/notebookMinuteCounts",
			response: `{"counts":[{"date":"2026-01-02T00:00:00.000Z","minutes":1,"completed":2,"canceled":3,"errored":4,"timeout":5},{"date":"2026-01-01T00:00:00.000Z"}]}`,
			want: object{"counts": []any{
				object{"date": "2026-01-01T00:00:00.000Z", "minutes": 0.0, "completed": 0.0, "canceled": 0.0, "errored": 0.0, "timeout": 0.0},
				object{"date": "2026-01-02T00:00:00.000Z", "minutes": 1.0, "completed": 2.0, "canceled": 3.0, "errored": 4.0, "timeout": 5.0},
			}},
		},
		"payloads by group": {
			typeName: "losant_payload_counts", path: "/payloadCounts",
			response: `{"timer":{"timer.flow":7},"deviceState":{"flow.flow":20,"device.mqtt":0.5},"webhook":{}}`,
			want: object{"total": 27.5, "as_bytes": nil, "groups": []any{
				object{"group": "deviceState", "origin": "device.mqtt", "value": 0.5},
				object{"group": "deviceState", "origin": "flow.flow", "value": 20.0},
				object{"group": "timer", "origin": "timer.flow", "value": 7.0},
			}},
		},
		"bytes by group": {
			typeName: "losant_payload_counts", config: object{"as_bytes": true}, path: "/payloadCounts", query: "&asBytes=true",
			response: `{}`, want: object{"total": 0.0, "as_bytes": true, "groups": []any{}},
		},
		"breakdown by default resolution": {
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
			source := newDataSource(t, srv, tc.typeName)
			config := object{"start": "2026-01-01T00:00:00Z", "end": "2026-02-01T00:59:59+01:00"}
			want := object{"instance_id": srv.InstanceID(), "organization_id": nil, "sandbox_id": nil, "last": nil, "start": config["start"], "end": config["end"]}
			maps.Copy(config, tc.config)
			maps.Copy(want, tc.config)
			maps.Copy(want, tc.want)
			expectEqual(t, "counts of the instance", want, source.mustRead(config))
			config["organization_id"], want["organization_id"] = id, id
			expectEqual(t, "counts of the organization", want, source.mustRead(config))
			config["end"] = "2026-01-31T23:59:59Z"
			source.mustRead(config)
			delete(config, "organization_id")
			config["sandbox_id"], config["end"] = id, want["end"]
			want["organization_id"], want["sandbox_id"] = nil, id
			expectEqual(t, "counts of the sandbox", want, source.mustRead(config))
			query := "?" + january + tc.query
			expectGets(t, srv, tc.path+query, "/orgs/"+id+tc.path+query, "/sandboxes/"+id+tc.path+query)
		})
	}
}

// Both ends of a range that ends at the current time are sent, and the current time
// is the same for the whole run.
func TestRangeEndsAtTheTimeOfTheRun(t *testing.T) {
	t.Parallel()
	for last, want := range map[string]time.Duration{"": 30 * 24 * time.Hour, "30d": 30 * 24 * time.Hour, "1w2d12h": 228 * time.Hour, "1s": time.Second} {
		t.Run(cmp.Or(last, "last is not set"), func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			source := newDataSource(t, srv, "losant_device_counts")
			config := object{}
			if last != "" {
				config["last"] = last
			}
			before := time.Now().Truncate(time.Millisecond)
			state := source.mustRead(config)
			after := time.Now()
			time.Sleep(2 * time.Millisecond)
			expectEqual(t, "second read", state, source.mustRead(config))
			start, end := parseTime(t, state["start"]), parseTime(t, state["end"])
			if end.Sub(start) != want || end.Before(before) || end.After(after) {
				t.Errorf("expected %s that end now, got: from %s to %s", want, start, end)
			}
			acctest.ExpectCount(t, srv, http.MethodGet, 1)
			if query := srv.Requests()[0].Query; query.Get("start") != millis(start) || query.Get("end") != millis(end) {
				t.Errorf("expected a request from %s to %s, got: %v", millis(start), millis(end), query)
			}
		})
	}
}

// The counts of a sandbox that losant_instance_sandboxes lists are those of its person, whatever its ID is.
func TestCountsOfListedSandboxes(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{"user-id", "own"} {
		srv := mockserver.Start(t, mockserver.With("sandbox-id", setting))
		srv.AddAccount(mockserver.Doc{"email": "jane@acme.example"})
		source := newDataSource(t, srv, "losant_instance_sandboxes")
		sandboxes, _ := source.mustRead(object{})["sandboxes"].([]any)
		id := valueAt(sandboxes[0], "id")
		for _, typeName := range []string{"losant_device_counts", "losant_payload_counts_breakdown", "losant_notebook_minute_counts"} {
			counts, _ := source.withType(typeName).mustRead(object{"sandbox_id": id, "last": "7d"})["counts"].([]any)
			if len(counts) != 8 { // A range of 7 days covers parts of 8 days.
				t.Errorf("%s: %s has %d days", setting, typeName, len(counts))
			}
		}
		if total, _ := source.withType("losant_payload_counts").mustRead(object{"sandbox_id": id})["total"].(float64); total == 0 {
			t.Errorf("%s: no payloads", setting)
		}
	}
}

// In one run, all forms of the same range share one request.
func TestEqualRangesShareOneRequest(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	source := newDataSource(t, srv, "losant_payload_counts")
	for _, config := range []object{{}, {"last": "30d"}, {"last": "4w2d"}, {"last": "2592000s"}, {"as_bytes": false}, {"instance_id": srv.InstanceID()}} {
		source.mustRead(config)
	}
	acctest.ExpectCount(t, srv, http.MethodGet, 1)
	source.mustRead(object{"as_bytes": true})
	source.withType("losant_device_counts").mustRead(object{})
	acctest.ExpectCount(t, srv, http.MethodGet, 3)
}

// A mistake is reported at its attribute, and nothing is sent.
func TestMistakesAreReportedAtTheirAttribute(t *testing.T) {
	t.Parallel()
	const start, end = "2026-01-02T00:00:00Z", "2026-01-01T23:59:59.999Z"
	countTypes := []string{"losant_device_counts", "losant_payload_counts", "losant_payload_counts_breakdown", "losant_notebook_minute_counts"}
	for name, tc := range map[string]struct {
		types     []string
		config    object
		attribute string
		want      string
	}{
		"end before start":                       {countTypes, object{"start": start, "end": end}, "end", "must not be before start"},
		"start after now":                        {countTypes, object{"start": "2999-01-01T00:00:00Z"}, "start", "ends at"},
		"end without start":                      {countTypes, object{"end": end}, "end", `Attribute "start" must be specified when "end" is specified`},
		"last with start":                        {countTypes, object{"last": "30d", "start": start}, "last", `Attribute "start" cannot be specified when "last" is specified`},
		"last with start and end":                {countTypes, object{"last": "30d", "start": end, "end": start}, "last", `Attribute "end" cannot be specified when "last" is specified`},
		"start is not a timestamp":               {countTypes, object{"start": "yesterday"}, "start", "RFC 3339"},
		"end is a date without time":             {countTypes, object{"start": start, "end": "2026-01-03"}, "end", "RFC 3339"},
		"last is not a duration":                 {countTypes, object{"last": "a month"}, "last", "must be a duration such as 90d"},
		"last is zero":                           {countTypes, object{"last": "0d"}, "last", "must be longer than zero"},
		"last is too long to represent":          {countTypes, object{"last": "99999999999999999w"}, "last", "must be less than 2^63 seconds"},
		"last reaches before 1970":               {countTypes, object{"last": "15000000000000w"}, "last", "before 1970-01-01"},
		"start before 1970":                      {countTypes, object{"start": "1969-12-31T23:59:59Z"}, "start", "before 1970-01-01"},
		"resolution of a week":                   {countTypes[2:3], object{"resolution": "1w"}, "resolution", "1h"},
		"resolution of 24 hours":                 {countTypes[2:3], object{"resolution": "24h"}, "resolution", "1d"},
		"organization_id of counts is not an id": {countTypes, object{"organization_id": "acme"}, "organization_id", "24 hexadecimal digits"},
		"sandbox_id is not an id":                {countTypes, object{"sandbox_id": "jane"}, "sandbox_id", "24 hexadecimal digits"},
		"sandbox and organization": {
			countTypes,
			object{"sandbox_id": "60106426dc03c6aad06540bb", "organization_id": "60106426dc03c6aad06540bb"},
			"sandbox_id", `Attribute "organization_id" cannot be specified when "sandbox_id" is specified`,
		},
		"organization_id of usage is not an id": {[]string{"losant_organization_usage"}, object{"organization_id": "acme"}, "organization_id", "24 hexadecimal digits"},
		"instance_id is not an id":              {append(countTypes, "losant_limit_allocation"), object{"instance_id": "acme"}, "instance_id", "24 hexadecimal digits"},
		"threshold of 0": {
			[]string{"losant_organization_usage"},
			object{"organization_id": "60106426dc03c6aad06540bb", "threshold": 0},
			"threshold", "must be from 0.01 to 1",
		},
		"threshold in percent": {
			[]string{"losant_organization_usage"},
			object{"organization_id": "60106426dc03c6aad06540bb", "threshold": 80},
			"threshold", "must be from 0.01 to 1",
		},
	} {
		for _, typeName := range tc.types {
			t.Run(name+" in "+typeName, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t)
				_, diagnostics := newDataSource(t, srv, typeName).read(tc.config)
				if !hasDiagnostic(diagnostics, tc.attribute, tc.want) {
					t.Errorf("expected %q at %s, got: %q", tc.want, tc.attribute, acctest.Details(diagnostics))
				}
				acctest.ExpectCount(t, srv, http.MethodGet, 0)
			})
		}
	}
}

// A value that is not known before the apply is not a mistake.
func TestUnknownArgumentsAreValid(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	for _, config := range []object{
		{"start": acctest.Unknown, "end": "2026-01-01T00:00:00Z"},
		{"start": "2026-01-01T00:00:00Z", "end": acctest.Unknown},
		{"last": acctest.Unknown, "start": acctest.Unknown},
		{"organization_id": acctest.Unknown, "instance_id": acctest.Unknown},
		{"sandbox_id": acctest.Unknown, "as_bytes": acctest.Unknown},
		{"resolution": acctest.Unknown, "as_bytes": acctest.Unknown},
	} {
		if diagnostics := newDataSource(t, srv, "losant_payload_counts_breakdown").validate(config); len(diagnostics) > 0 {
			t.Errorf("%v: %q", config, acctest.Details(diagnostics))
		}
	}
	acctest.ExpectCount(t, srv, http.MethodGet, 0)
}

// An error names the organization or instance, and a 403 names the scopes that the
// operation needs.
func TestErrorsNameParentAndScopes(t *testing.T) {
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
			source := newDataSource(t, srv, name)
			_, diagnostics := source.read(object{"organization_id": missing})
			if len(diagnostics) != 1 || diagnostics[0].Summary != "Could not read the usage of organization "+missing || !strings.Contains(diagnostics[0].Detail, "404 NotFound") {
				t.Errorf("expected 404 for organization %s, got: %q", missing, acctest.Details(diagnostics))
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
			_, diagnostics = source.read(object{"sandbox_id": missing})
			acctest.ExpectDetails(t, diagnostics, "ERROR Could not read the usage of sandbox "+missing+": ")
			srv.Fail(mockserver.Fault{Status: http.StatusForbidden})
			_, diagnostics = source.read(object{"sandbox_id": missing})
			acctest.ExpectDetails(t, diagnostics, "all.Instance.read, instanceSandbox.*, instanceSandbox."+operation)
		})
	}
}

// hasDiagnostic reports whether a diagnostic is at the attribute and contains the
// text.
func hasDiagnostic(diagnostics []*tfprotov6.Diagnostic, attribute, text string) bool {
	for _, d := range diagnostics {
		if acctest.RootOf(d) == attribute && strings.Contains(d.Summary+" "+d.Detail, text) {
			return true
		}
	}
	return false
}
