package usage_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const application = "575ed18f7ae143cd83dc4aa6"

// billed returns a server with an organization since 2020, and an application of it.
func billed(t *testing.T, opts ...mockserver.Option) (srv *mockserver.Server, id string) {
	t.Helper()
	srv = mockserver.Start(t, opts...)
	id = srv.AddOrganization(mockserver.Doc{"name": "Acme", "creationDate": "2020-01-01T00:00:00Z", "limits": mockserver.Doc{"device": 9}})
	srv.SetSummary(id, mockserver.Doc{"deviceCount": 7, "payloadCount": mockserver.Doc{"timer": mockserver.Doc{"timer.flow": 40}}})
	srv.AddHistoricalSummary(mockserver.Doc{
		"resourceType": "application", "resourceId": application, "resourceName": "Pumps", "resourceProration": 0.94, "deviceCount": 7, "deviceCountProrated": 6.57,
		"ownerType": "organization", "ownerId": id, "ownerName": "Acme", "payloadSizeDetails": mockserver.Doc{"mqtt": mockserver.Doc{"device.mqttIn": 2.5, "x": 1}},
		"currentPeriodStart": "2021-04-01T00:00:00Z", "currentPeriodEnd": "2021-04-30T23:59:59.999Z",
	})
	return srv, id
}

func summariesOf(state object) []any {
	summaries, _ := state["summaries"].([]any)
	return summaries
}

func TestHistoricalSummariesOfAMonth(t *testing.T) {
	t.Parallel()
	srv, id := billed(t)
	source := newDataSource(t, srv, "losant_historical_summaries")
	srv.ResetRequests()
	const query = "&month=1618531200000&sortField=resourceId&sortDirection=asc" // 2021-04-16T00:00:00Z
	one := func(config object) any {
		t.Helper()
		config["month"] = "2021-04"
		all := summariesOf(source.mustRead(config))
		if len(all) != 1 {
			t.Fatalf("%v: got %v", config, all)
		}
		return all[0]
	}
	organization := one(object{})
	for name, want := range map[string]any{
		"resource_id": id, "resource_name": "Acme", "resource_type": "organization", "owner_id": id, "owner_name": "Acme", "owner_type": "organization",
		"period_start": "2021-04-01T00:00:00.000Z", "period_end": "2021-04-30T23:59:59.999Z", "proration": 1.0,
		"payloads_by_type": any(object{"timer": 40.0}), "payload_megabytes_by_type": any(object{}),
	} {
		expectEqual(t, name, want, valueAt(organization, name))
	}
	expectEqual(t, "limit", any(9.0), valueAt(organization, "limits", "device"))
	for name, want := range map[string]any{"device": 7.0, "device_prorated": 7.0, "payload": 40.0, "flow": 0.0, "user": 0.0} {
		expectEqual(t, name, want, valueAt(organization, "counts", name))
	}
	pumps := one(object{"resource_type": "application"})
	for name, want := range map[string]any{
		"resource_id": application, "owner_id": id, "limits": nil, "proration": 0.94, "payloads_by_type": nil, "payload_megabytes_by_type": any(object{"mqtt": 3.5}),
	} {
		expectEqual(t, name, want, valueAt(pumps, name))
	}
	// A number that Losant did not return is not 0.
	expectEqual(t, "prorated devices", any(6.57), valueAt(pumps, "counts", "device_prorated"))
	expectEqual(t, "users", nil, valueAt(pumps, "counts", "user"))
	expectEqual(t, "by owner", pumps, one(object{"resource_type": "application", "owner_id": id}))
	expectEqual(t, "by id", organization, one(object{"resource_id": id}))
	const page = "/historicalSummaries?page=0&perPage=1000&filterField="
	expectGets(t, srv, page+"resourceType&filter=organization"+query, page+"resourceType&filter=application"+query,
		page+"ownerId&filter="+id+query, page+"resourceId&filter="+id+query)
}

// The number of requests depends on pages. The second page has no resource of the first.
func TestHistoricalSummariesOfManyOrganizations(t *testing.T) {
	t.Parallel()
	for setting, requests := range map[string]int{"1000": 1, "100": 5} {
		t.Run(setting+" in a page", func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("max-per-page", setting))
			for i := range 500 {
				srv.AddOrganization(mockserver.Doc{"name": fmt.Sprintf("Org %d", i)})
			}
			state := newDataSource(t, srv, "losant_historical_summaries").mustRead(object{})
			acctest.ExpectCount(t, srv, http.MethodGet, requests)
			last, summaries := "", summariesOf(state)
			for _, summary := range summaries {
				id, _ := valueAt(summary, "resource_id").(string)
				if id <= last {
					t.Fatalf("%s follows %s", id, last)
				}
				last = id
			}
			if month := time.Now().UTC().Format("2006-01"); len(summaries) != 500 || state["month"] != month {
				t.Errorf("got %d summaries of %v", len(summaries), state["month"])
			}
		})
	}
}

func TestHistoricalSummariesUnderAssumptions(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		config object
		want   map[string]string
	}{
		"historical-month-zone":    {object{"month": "2021-04"}, map[string]string{"utc": "Acme <nil> 7", "later": "Acme <nil> 7"}},
		"historical-owner":         {object{"month": "2021-04"}, map[string]string{"itself": "Acme Acme 7", "nobody": "Acme <nil> 7"}},
		"historical-zero":          {object{"month": "2021-04"}, map[string]string{"returned": "Acme Acme 7", "omitted": "Acme Acme 7"}},
		"historical-current-month": {object{}, map[string]string{"included": "Acme Acme 7", "none": ""}},
	} {
		for setting, want := range tc.want {
			t.Run(name+"="+setting, func(t *testing.T) {
				t.Parallel()
				opts := []mockserver.Option{mockserver.With(name, setting)}
				if name == "historical-month-zone" {
					opts = append(opts, mockserver.With("historical-owner", "nobody"))
				}
				srv, _ := billed(t, opts...)
				var got []string
				for _, s := range summariesOf(newDataSource(t, srv, "losant_historical_summaries").mustRead(tc.config)) {
					got = append(got, fmt.Sprintf("%v %v %v", valueAt(s, "resource_name"), valueAt(s, "owner_name"), valueAt(s, "counts", "device")))
				}
				expectEqual(t, "summaries", want, strings.Join(got, ", "))
			})
		}
	}
}

func TestHistoricalSummariesRefusesBadInput(t *testing.T) {
	t.Parallel()
	srv, id := billed(t)
	source := newDataSource(t, srv, "losant_historical_summaries")
	srv.ResetRequests()
	for want, config := range map[string]object{
		"Attribute month value must be a month such as 2030-01": {"month": "2030-13"},
		`got: "2030-1"`:                       {"month": "2030-1"},
		`got: "1969-12"`:                      {"month": "1969-12"},
		"Month 2999-01 is in the future":      {"month": "2999-01"},
		"resource_type value must be one of":  {"resource_type": "device"},
		"24 hexadecimal digits":               {"owner_id": "acme"},
		`"owner_id" cannot be specified when`: {"owner_id": id, "resource_id": id},
	} {
		_, diagnostics := source.read(config)
		if text := strings.Join(acctest.Details(diagnostics), "\n"); !strings.Contains(text, want) {
			t.Errorf("want %q, got %q", want, text)
		}
	}
	acctest.ExpectCount(t, srv, http.MethodGet, 0)
	srv.Fail(mockserver.Fault{Status: http.StatusForbidden})
	_, diagnostics := source.read(object{"month": "2021-04"})
	acctest.ExpectDetails(t, diagnostics, "instance.historicalSummaries")
}
