package losant

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestUsage(t *testing.T) {
	t.Parallel()
	span := Range{Start: time.UnixMilli(1700000000123), End: time.UnixMilli(1700086400000)}
	const spanQuery, dates = "&start=1700000000123&end=1700086400000", `"start":"1999-05-20T05:00:00.000Z","end":"1999-06-20T04:59:59.999Z"`
	const start, end, date = "1999-05-20T05:00:00.000Z", "1999-06-20T04:59:59.999Z", "1999-06-20T00:00:00.000Z"
	ofOrg := UsageOwner{InstanceID: instanceID, OrganizationID: orgID}
	payloads := func(organizationID string, r Range, asBytes bool) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return c.Usage.PayloadCounts(ctx, UsageOwner{InstanceID: instanceID, OrganizationID: organizationID}, r, asBytes)
		}
	}
	breakdown := func(r Range, o BreakdownOptions) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return c.Usage.PayloadCountsBreakdown(ctx, ofOrg, r, o)
		}
	}
	checkExchanges(t, map[string]exchange{
		"devices of an organization": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Usage.DeviceCounts(ctx, ofOrg, span)
			},
			method: "GET", path: orgAt + "/deviceCounts", query: spanQuery,
			response: `{` + dates + `,"counts":[{"date":"` + date + `","created":4,"deleted":1,"total":17}]}`,
			want:     &DeviceCounts{Start: start, End: end, Counts: []DeviceCount{{Date: date, Created: 4, Deleted: 1, Total: 17}}},
		},
		"devices of the instance": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Usage.DeviceCounts(ctx, UsageOwner{InstanceID: instanceID}, Range{Start: time.UnixMilli(5)})
			},
			method: "GET", path: instanceAt + "/deviceCounts", query: "&start=5", response: `{"counts":[]}`,
			want: &DeviceCounts{Counts: []DeviceCount{}},
		},
		"devices of a sandbox": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Usage.DeviceCounts(ctx, UsageOwner{InstanceID: instanceID, SandboxID: otherID}, Range{})
			},
			method: "GET", path: instanceAt + "/sandboxes/" + otherID + "/deviceCounts", response: `{"counts":[]}`,
			want: &DeviceCounts{Counts: []DeviceCount{}},
		},
		"notebooks": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Usage.NotebookMinuteCounts(ctx, ofOrg, span)
			},
			method: "GET", path: orgAt + "/notebookMinuteCounts", query: spanQuery,
			response: `{` + dates + `,"counts":[{"date":"` + date + `","minutes":17,"completed":4,"canceled":3,"errored":1,"timeout":2}]}`,
			want: &NotebookMinuteCounts{Start: start, End: end, Counts: []NotebookMinuteCount{
				{Date: date, Minutes: 17, Completed: 4, Canceled: 3, Errored: 1, Timeout: 2},
			}},
		},
		"payloads": {
			call: payloads(orgID, Range{}, false), method: "GET", path: orgAt + "/payloadCounts",
			response: `{"timer":{"timer.flow":19772},"mqtt":{"device.mqttIn":0.5}}`,
			want:     PayloadStats{"timer": {"timer.flow": 19772}, "mqtt": {"device.mqttIn": 0.5}},
		},
		"bytes of payloads": {
			call: payloads("", span, true), method: "GET", path: instanceAt + "/payloadCounts", query: spanQuery + "&asBytes=true",
			response: `{}`, want: PayloadStats{},
		},
		"breakdown": {
			call: breakdown(span, BreakdownOptions{}), method: "GET", path: orgAt + "/payloadCountsBreakdown", query: spanQuery,
			response: `{` + dates + `,"counts":[{"date":"` + date + `","value":17}]}`,
			want:     &PayloadCountsBreakdown{Start: start, End: end, Counts: []PayloadCount{{Date: date, Value: 17}}},
		},
		"breakdown with all options": {
			call:   breakdown(Range{End: span.End}, BreakdownOptions{Resolution: time.Hour, AsBytes: true, IncludeNonBillable: true}),
			method: "GET", path: orgAt + "/payloadCountsBreakdown",
			query:    "&end=1700086400000&resolution=3600000&asBytes=true&includeNonBillable=true",
			response: `{}`, want: &PayloadCountsBreakdown{},
		},
	})
}

// Equal reads share a request until this client writes the organization or its roster.
func TestUsageIsShared(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, func(w http.ResponseWriter, req *http.Request) {
		respond(200, `{"id":"`+req.URL.Path[strings.LastIndex(req.URL.Path, "/")+1:]+`","name":"Acme","limits":{},"counts":[],"items":[],"success":true}`)(w, req)
	})
	const other = "60106426dc03c6aad0654aaa"
	organization := func(id string, fields ...string) func() error {
		return func() error {
			_, err := c.Usage.Organization(t.Context(), OrganizationRef{instanceID, id}, fields...)
			return err
		}
	}
	devices := func(organizationID string, start int64) func() error {
		return func() error {
			_, err := c.Usage.DeviceCounts(t.Context(), UsageOwner{InstanceID: instanceID, OrganizationID: organizationID}, Range{Start: time.UnixMilli(start)})
			return err
		}
	}
	for i, tc := range []struct {
		call     func() error
		requests int
	}{
		{organization(orgID, "deviceCount", "keyCount"), 1},
		{organization(orgID, "deviceCount", "keyCount"), 1},
		{organization(orgID, "deviceCount"), 2},
		{organization(other, "deviceCount"), 3},
		{devices(orgID, 1), 4},
		{devices(orgID, 1), 4},
		{devices(orgID, 2), 5},
		{devices("", 1), 6},
		{func() error { return c.Members.Remove(t.Context(), orgRef, "1") }, 7},
		{organization(other, "deviceCount"), 7},
		{organization(orgID, "deviceCount"), 8},
		{organization(orgID, "deviceCount"), 8},
		{func() error {
			_, err := c.Organizations.Update(t.Context(), orgRef, OrganizationPatch{Name: Set("b")})
			return err
		}, 9},
		{organization(orgID, "deviceCount"), 10},
		{devices(orgID, 1), 10},
	} {
		if err := tc.call(); err != nil {
			t.Fatalf("call %d: %v", i, err)
		}
		if got := len(seen.all()); got != tc.requests {
			t.Errorf("call %d: %d requests, want %d", i, got, tc.requests)
		}
	}
}

func TestUsageOrganization(t *testing.T) {
	t.Parallel()
	checkExchanges(t, map[string]exchange{
		"organization": {
			call: func(ctx context.Context, c *Client) (any, error) {
				org, err := c.Usage.Organization(ctx, orgRef, "deviceCount", "storageStats")
				if err != nil {
					return nil, err
				}
				return org.Summary, nil
			},
			method: "GET", path: orgAt, query: "&summaryInclude=deviceCount%2CstorageStats",
			response: `{"id":"` + orgID + `","name":"Acme","limits":{},"summary":{"deviceCount":4,"storageStats":{"count":1,"size":2}}}`,
			want:     &Summary{Counts: map[string]int64{"deviceCount": 4}, StorageStats: map[string]int64{"count": 1, "size": 2}},
		},
	})
}
