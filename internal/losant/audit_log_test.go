package losant

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

const auditAt = "/instance/" + instanceID + "/audit-logs"

const newestQuery = "&sortField=creationDate&sortDirection=desc&page=0&perPage="

func TestAuditLogs(t *testing.T) {
	t.Parallel()
	const text = `{"instanceAuditLogId":"l","instanceId":"` + instanceID + `","creationDate":"2016-06-13T04:00:00.000Z",
		"actorId":"a","actorName":"actor@example.com","actorType":"User","primaryTargetId":"o","primaryTargetName":"My Org","primaryTargetType":"Organization",
		"secondaryTargetId":"i","secondaryTargetName":"a@x.io","secondaryTargetType":"OrgInvite","requestAction":"delete","requestBody":{},
		"requestPathParams":{"organizationId":"o"},"requestQueryParams":{"q":"1"},"requestResource":"organization","responseBody":{"success":true},"responseStatus":200,"_etag":"x"}`
	full := &AuditLog{
		ID: "l", InstanceID: instanceID, CreationDate: "2016-06-13T04:00:00.000Z", ActorID: "a", ActorName: "actor@example.com", ActorType: "User",
		PrimaryTargetID: "o", PrimaryTargetName: "My Org", PrimaryTargetType: "Organization",
		SecondaryTargetID: "i", SecondaryTargetName: "a@x.io", SecondaryTargetType: "OrgInvite",
		RequestResource: "organization", RequestAction: "delete", RequestBody: json.RawMessage(`{}`),
		RequestPathParams: json.RawMessage(`{"organizationId":"o"}`), RequestQueryParams: json.RawMessage(`{"q":"1"}`),
		ResponseStatus: 200, ResponseBody: json.RawMessage(`{"success":true}`),
	}
	all := func(filter AuditLogFilter, opts ...ReadOption) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return Collect(c.AuditLogs.All(ctx, instanceID, filter, opts...))
		}
	}
	var none []*AuditLog
	checkExchanges(t, map[string]exchange{
		"all": {
			call: all(AuditLogFilter{}), method: "GET", path: auditAt, query: newestQuery + "1000",
			response: `{"items":[` + text + `],"count":1,"totalCount":1,"perPage":1000}`, want: []*AuditLog{full},
		},
		// The documented example of a filter.
		"targets and actors": {
			call: all(AuditLogFilter{
				PrimaryTargets: []AuditLogParty{{Type: "Organization"}, {Type: "ApiToken", ID: "575ec8687ae143cd83dc4a97"}},
				Actors:         []AuditLogParty{{Type: "User"}},
			}, WithPageSize(5)),
			method: "GET", path: auditAt,
			query: newestQuery + "5" + strings.NewReplacer("[", "%5B", "]", "%5D").Replace(
				"&auditLogFilter[primaryTarget][0][type]=Organization&auditLogFilter[primaryTarget][1][type]=ApiToken"+
					"&auditLogFilter[primaryTarget][1][id]=575ec8687ae143cd83dc4a97&auditLogFilter[actor][0][type]=User"),
			response: `{"items":[]}`, want: none,
		},
		"all other fields": {
			call: all(AuditLogFilter{
				SecondaryTargets: []AuditLogParty{{Name: "a b@x.io"}},
				Requests:         []AuditLogRequest{{Resource: "organization", Action: "patch"}, {Action: "delete"}},
				ResponseCodes:    []int{200, 201},
				Range:            Range{Start: time.UnixMilli(1465790400000), End: time.UnixMilli(1465790400001)},
			}),
			method: "GET", path: auditAt,
			query: newestQuery + "1000&start=1465790400000&end=1465790400001" + strings.NewReplacer("[", "%5B", "]", "%5D").Replace(
				"&auditLogFilter[secondaryTarget][0][name]=a%20b%40x.io&auditLogFilter[request][0][resource]=organization"+
					"&auditLogFilter[request][0][action]=patch&auditLogFilter[request][1][action]=delete"+
					"&auditLogFilter[responseCode][0]=200&auditLogFilter[responseCode][1]=201"),
			response: `{"items":[]}`, want: none,
		},
		"a page": {
			call: func(ctx context.Context, c *Client) (any, error) {
				entries, more, err := c.AuditLogs.Page(ctx, instanceID, 0, 2)
				return fmt.Sprint(len(entries), more), err
			},
			method: "GET", path: auditAt, query: newestQuery + "2",
			response: `{"items":[{"id":"a"}],"totalCount":2,"perPage":1}`, want: "1 true",
		},
		"the last page": {
			call: func(ctx context.Context, c *Client) (any, error) {
				entries, more, err := c.AuditLogs.Page(ctx, instanceID, 0, 2)
				return fmt.Sprint(len(entries), more), err
			},
			method: "GET", path: auditAt, query: newestQuery + "2",
			response: `{"items":[{"id":"a"},{"id":"b"}],"totalCount":2}`, want: "2 false",
		},
	})
}

// A new entry moves another one to the next page while pages are read.
func TestAuditLogsYieldsEntriesOnce(t *testing.T) {
	t.Parallel()
	page := func(ids ...string) http.HandlerFunc {
		return respond(200, `{"items":[{"id":"`+strings.Join(ids, `"},{"id":"`)+`"}],"totalCount":6,"perPage":2}`)
	}
	c, seen := serve(t, inSequence(page("f", "e"), page("e", "d"), page("c", "b"), page("a"), respond(500, "")), WithMaxRetries(0))
	var got []string
	for entry, err := range c.AuditLogs.All(t.Context(), instanceID, AuditLogFilter{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, entry.ID)
	}
	if ids := strings.Join(got, " "); ids != "f e d c b a" || len(seen.all()) != 4 {
		t.Errorf("got %s in %d requests", ids, len(seen.all()))
	}
	c, _ = serve(t, inSequence(page("f", "e"), respond(403, "")))
	if got, err := Collect(c.AuditLogs.All(t.Context(), instanceID, AuditLogFilter{})); StatusCode(err) != 403 {
		t.Errorf("got %d entries, error %v", len(got), err)
	}
	c, _ = serve(t, respond(200, `{"items":[{}],"totalCount":1}`))
	_, _, err := c.AuditLogs.Page(t.Context(), instanceID, 0, 1)
	checkError(t, err, "has no id")
}

func TestGenerateReport(t *testing.T) {
	t.Parallel()
	report := func(r ReportRequest) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return c.Instances.GenerateReport(ctx, instanceID, r)
		}
	}
	const done = `{"success":true,"jobQueued":true,"jobId":"V1StGXR8_Z5jdHi6B-myT"}`
	checkExchanges(t, map[string]exchange{
		"no fields": {
			call: report(ReportRequest{}), method: "POST", path: instanceAt + "/generateReport", body: `{}`,
			response: done, want: &Job{ID: "V1StGXR8_Z5jdHi6B-myT"},
		},
		"all fields": {
			call: report(ReportRequest{
				Email: "a@x.io", CallbackURL: "https://x.io", ResourceGroupBy: "organization", DateGroupBy: "month",
				IncludeSandbox: new(false), Start: "2020-01-01T00:00:00.000Z", End: "2020-01-31T11:59:59.999Z",
			}),
			method: "POST", path: instanceAt + "/generateReport",
			body: `{"email":"a@x.io","callbackUrl":"https://x.io","resourceGroupBy":"organization","dateGroupBy":"month",` +
				`"includeSandbox":false,"start":"2020-01-01T00:00:00.000Z","end":"2020-01-31T11:59:59.999Z"}`,
			response: `{}`, want: &Job{},
		},
	})
}

// A report is requested once, unless the server throttles the request.
func TestGenerateReportIsNotRetried(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		first   http.HandlerFunc
		methods string
		want    []string
	}{
		"no response": {dropConnection, "POST", []string{"EOF", "the report may still be generated"}},
		"5xx":         {respond(502, "<p>Bad</p>"), "POST", []string{"502", "the report may still be generated"}},
		"refused":     {respond(400, `{"type":"Validation","message":"no"}`), "POST", []string{"400 Validation: no"}},
		"throttled":   {refuse(429), "POST POST", nil},
		"429 in HTML": {respond(429, "<p>Busy</p>"), "POST", []string{"429", "the report may still be generated"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, inSequence(tc.first, respond(202, `{"jobId":"j"}`)))
			_, err := c.Instances.GenerateReport(t.Context(), instanceID, ReportRequest{})
			if tc.want == nil && err != nil {
				t.Error(err)
			} else if tc.want != nil {
				checkError(t, err, tc.want...)
			}
			if name == "refused" && strings.Contains(err.Error(), "may still") {
				t.Errorf("error %v of a refused report warns", err)
			}
			if got := seen.methods(); got != tc.methods {
				t.Errorf("requests %s", got)
			}
		})
	}
}
