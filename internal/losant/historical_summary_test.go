package losant

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"
)

const summaryJSON = `{"resourceType":"application","resourceId":"575ed18f7ae143cd83dc4aa6","resourceName":"My Application","resourceProration":0.9,
	"ownerType":"organization","ownerId":"575ed18f7ae143cd83dc4aa7","ownerName":"My Organization","limits":{"device":5},
	"currentPeriodStart":"2021-04-01T00:00:00.000Z","currentPeriodEnd":"2021-04-30T23:59:59.999Z","deviceCount":7,"deviceCountProrated":6.57,"eventCount":"many",
	"payloadCountDetails":{"mqtt":{"device.mqttIn":437}},"payloadSizeDetails":{"mqtt":{"device.mqttIn":2.5}}}`

func TestHistoricalSummaries(t *testing.T) {
	t.Parallel()
	all := func(filter HistoricalSummaryFilter) func(context.Context, *Client) (any, error) {
		filter.Month = time.Date(2021, 4, 30, 23, 59, 0, 0, time.UTC)
		return func(ctx context.Context, c *Client) (any, error) {
			return Collect(c.Usage.HistoricalSummaries(ctx, instanceID, filter))
		}
	}
	const at, page = instanceAt + "/historicalSummaries", "&page=0&perPage=1000"
	const sorted = "&month=1618531200000&sortField=resourceId&sortDirection=asc" // 2021-04-16T00:00:00Z
	var none []*HistoricalSummary
	response := `{"items":[` + summaryJSON + `],"count":1,"totalCount":1,"perPage":1000}`
	checkExchanges(t, map[string]exchange{
		"all": {
			call: all(HistoricalSummaryFilter{}), method: "GET", path: at, query: page + sorted, response: response,
			want: []*HistoricalSummary{{
				ResourceType: "application", ResourceID: "575ed18f7ae143cd83dc4aa6", ResourceName: "My Application", ResourceProration: new(0.9),
				OwnerType: "organization", OwnerID: "575ed18f7ae143cd83dc4aa7", OwnerName: "My Organization", Limits: Limits{"device": 5},
				CurrentPeriodStart: "2021-04-01T00:00:00.000Z", CurrentPeriodEnd: "2021-04-30T23:59:59.999Z",
				PayloadCounts: PayloadStats{"mqtt": {"device.mqttIn": 437}}, PayloadMegabytes: PayloadStats{"mqtt": {"device.mqttIn": 2.5}},
				Numbers: map[string]float64{"resourceProration": 0.9, "deviceCount": 7, "deviceCountProrated": 6.57},
			}},
		},
		"of a type": {
			call: all(HistoricalSummaryFilter{ResourceType: "organization"}), method: "GET", path: at,
			query: page + "&filterField=resourceType&filter=organization" + sorted, response: response, want: none,
		},
		"of an owner": {
			call: all(HistoricalSummaryFilter{ResourceType: "application", OwnerID: "60106426dc03c6aad06540bb"}), method: "GET", path: at,
			query: page + "&filterField=ownerId&filter=60106426dc03c6aad06540bb" + sorted, response: response, want: none,
		},
		"of a resource": {
			call: all(HistoricalSummaryFilter{ResourceType: "application", ResourceID: "60106426dc03c6aad06540bb"}), method: "GET", path: at,
			query: page + "&filterField=resourceId&filter=60106426dc03c6aad06540bb" + sorted, response: response, want: none,
		},
	})
}

// What would bill a customer wrongly is an error.
func TestHistoricalSummariesRefusesWrongLists(t *testing.T) {
	t.Parallel()
	of := func(replacements ...string) string { return strings.NewReplacer(replacements...).Replace(summaryJSON) }
	for want, items := range map[string]string{
		"application 575ed18f7ae143cd83dc4aa6 is in the list twice":                             summaryJSON + "," + of("2021-04-01", "2021-04-16"),
		"is of 2021-05-01T00:00:00.000Z to 2021-05-30T23:59:59.999Z, not of 2021-04":            of("2021-04", "2021-05"),
		"is of 2021-03-01T00:00:00.000Z to 2021-03-30T23:59:59.999Z, not of 2021-04":            of("2021-04", "2021-03"),
		"the summary has no resource id":                                                        of(`"resourceId"`, `"id"`),
		"the summary has no resource type":                                                      of(`"resourceType"`, `"type"`),
		"the summary has no numbers":                                                            `{"resourceType":"application","resourceId":"575ed18f7ae143cd83dc4aa6"}`,
		"item 0 of the list is null":                                                            "null",
		"the summary of application 575ed18f7ae143cd83dc4aa6 is of 2022-04-01T00:00:00.000Z to": of("2021-", "2022-"),
		"the list is incomplete: it has 1 different items, but its total is 2":                  summaryJSON + "," + summaryJSON,
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, respond(200, `{"items":[`+items+`],"totalCount":`+strconv.Itoa(strings.Count(items, `"resourceName"`))+`}`), WithMaxRetries(0))
			_, err := Collect(c.Usage.HistoricalSummaries(t.Context(), instanceID, HistoricalSummaryFilter{Month: time.Date(2021, 4, 1, 0, 0, 0, 0, time.UTC)}))
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v", err)
			}
		})
	}
}
