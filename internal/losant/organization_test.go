package losant

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptrace"
	"testing"
	"testing/synctest"
	"time"
)

const orgJSON = `{"id":"` + orgID + `","orgId":"` + orgID + `","instanceId":"` + instanceID + `","_type":"instanceOrg","_etag":"\"1\"",
	"_links":{"self":{"href":"/x"}},"creationDate":"2022-10-26T19:27:42.736Z","lastUpdated":"2024-10-24T17:04:32.009Z","name":"My Org",
	"description":"About","iconColor":"#057180","referralId":"r-1","mfaMode":"notRequired","limits":{"dataTTL":15552000,"newkey":7},
	"summary":{"deviceCount":6,"payloadCount":{"integration":{"integration.flow":67679}},"storageStats":{"count":1,"size":2},
	"notebookStats":{"awaitingCompletion":3,"minutesThisPeriod":4,"runsThisPeriod":5}},"whitelistedEmailDomains":["acme.com"],
	"auditLogEnabled":false,"disabledAt":"2030-01-01T00:00:00.000Z","isReadOnly":true,"tags":[{"key":"a","value":"1"},{"key":"a","value":"2"}],
	"banner":{"level":"warning","message":"Hi"},"planId":"p","customerId":"c","subscriptionId":"s","billingEmail":"b@x.io",
	"subscriptionStatus":"active","currentPeriodStart":"2023-01-01T00:00:00.000Z","currentPeriodEnd":"2023-01-31T11:59:59.999Z"}`

func fullOrganization() *Organization {
	return &Organization{
		ID: orgID, InstanceID: instanceID, CreationDate: "2022-10-26T19:27:42.736Z", LastUpdated: "2024-10-24T17:04:32.009Z",
		Name: "My Org", Description: "About", IconColor: "#057180", ReferralID: "r-1", MFAMode: "notRequired",
		Limits: Limits{"dataTTL": 15552000, "newkey": 7},
		Summary: &Summary{
			Counts:        map[string]int64{"deviceCount": 6},
			PayloadCount:  PayloadStats{"integration": {"integration.flow": 67679}},
			StorageStats:  map[string]int64{"count": 1, "size": 2},
			NotebookStats: map[string]int64{"awaitingCompletion": 3, "minutesThisPeriod": 4, "runsThisPeriod": 5},
		},
		AllowedInvitationDomains: []string{"acme.com"}, AuditLogEnabled: new(false), ReadOnly: new(true),
		DisabledAt: DisabledAt{Date: "2030-01-01T00:00:00.000Z"}, Tags: []Tag{{"a", "1"}, {"a", "2"}},
		Banner: &Banner{Message: "Hi", Level: "warning"}, PlanID: "p", CustomerID: "c", SubscriptionID: "s", BillingEmail: "b@x.io",
		SubscriptionStatus: "active", CurrentPeriodStart: "2023-01-01T00:00:00.000Z", CurrentPeriodEnd: "2023-01-31T11:59:59.999Z",
	}
}

func TestOrganizations(t *testing.T) {
	t.Parallel()
	all := func(opts ...ReadOption) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return Collect(c.Organizations.All(ctx, instanceID, opts...))
		}
	}
	update := func(patch OrganizationPatch) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return c.Organizations.Update(ctx, orgRef, patch)
		}
	}
	create := func(post OrganizationPost) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return c.Organizations.Create(ctx, instanceID, post)
		}
	}
	var none []*Organization
	small := &Organization{ID: orgID, Name: "A", Limits: Limits{"device": 1}}
	const smallJSON, empty = `{"orgId":"` + orgID + `","name":"A","limits":{"device":1}}`, `{"items":[],"count":0,"totalCount":0,"page":0,"perPage":1000}`
	checkExchanges(t, map[string]exchange{
		"get": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Organizations.Get(ctx, orgRef)
			},
			method: "GET", path: orgAt, response: orgJSON, want: fullOrganization(),
		},
		"get with summary": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Organizations.Get(ctx, orgRef, WithSummary("payloadCount", "eventCount"))
			},
			method: "GET", path: orgAt, query: "&summaryInclude=payloadCount%2CeventCount", response: smallJSON, want: small,
		},
		"get escapes ids": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Organizations.Get(ctx, OrganizationRef{"a/b", "c d?*"})
			},
			method: "GET", path: "/instances/a%2Fb/orgs/c%20d%3F%2A", response: `{"id":"c d?*","name":"A","limits":{}}`, want: &Organization{ID: "c d?*", Name: "A", Limits: Limits{}},
		},
		"all": {
			call: all(), method: "GET", path: orgsAt, query: oldestQuery + "1000",
			response: `{"items":[` + orgJSON + `],"count":1,"totalCount":1,"page":0,"perPage":1000}`, want: []*Organization{fullOrganization()},
		},
		"all, filtered": {
			call:   all(WithPageSize(10), WithFilter("name", "Bob's *"), WithSummary("eventCount")),
			method: "GET", path: orgsAt, query: oldestQuery + "10&filterField=name&filter=Bob%27s%20%2A&summaryInclude=eventCount",
			response: empty, want: none,
		},
		"all, queried": {
			call:   all(WithQuery(map[string]any{"name": "Bob's Org"})),
			method: "GET", path: orgsAt, query: oldestQuery + "1000&query=%7B%22name%22%3A%22Bob%27s%20Org%22%7D",
			response: empty, want: none,
		},
		"all, queried raw": {
			call:   all(WithQuery(json.RawMessage(`{"isReadOnly":true}`))),
			method: "GET", path: orgsAt, query: oldestQuery + "1000&query=%7B%22isReadOnly%22%3Atrue%7D",
			response: empty, want: none,
		},
		"create with one field": {
			call: create(OrganizationPost{Name: "A"}), listsFirst: true, method: "POST", path: orgsAt, body: `{"name":"A"}`,
			response: `{"orgId":"` + orgID + `","name":"A","isEnterprise":true,"members":[{"userId":"u","email":"a@x.io","role":"admin"}]}`,
			want:     &Organization{ID: orgID, Name: "A", Members: []Member{{UserID: "u", Email: "a@x.io", Role: "admin"}}},
		},
		"create with all fields": {
			call: create(OrganizationPost{
				Name: "A", Description: "d", IconColor: "red", ReferralID: "r", MFAMode: "required", Limits: Limits{"device": 0},
				Tags: []Tag{{"k", "v"}}, AllowedInvitationDomains: []string{"x.io"}, AuditLogEnabled: new(false), ReadOnly: new(true),
				DisabledAt: &DisabledAt{Now: true}, Banner: &Banner{Message: "m", Level: "info"},
			}),
			listsFirst: true, method: "POST", path: orgsAt,
			body: `{"name":"A","description":"d","iconColor":"red","referralId":"r","mfaMode":"required","limits":{"device":0},` +
				`"tags":[{"key":"k","value":"v"}],"whitelistedEmailDomains":["x.io"],"auditLogEnabled":false,"isReadOnly":true,` +
				`"disabledAt":true,"banner":{"message":"m","level":"info"}}`,
			response: smallJSON, want: small,
		},
		"empty update": {
			call: update(OrganizationPatch{}), method: "PATCH", path: orgAt, body: `{}`, response: smallJSON, want: small,
		},
		"update to empty values": {
			call: update(OrganizationPatch{
				Description: Set(""), Tags: Set([]Tag(nil)), AllowedInvitationDomains: Set([]string{}), ReadOnly: Set(false),
				DisabledAt: Set(DisabledAt{}), Banner: Set(Banner{}),
			}),
			method: "PATCH", path: orgAt,
			body: `{"description":"","tags":[],"whitelistedEmailDomains":[],"isReadOnly":false,"disabledAt":false,` +
				`"banner":{"message":""}}`,
			response: smallJSON, want: small,
		},
		"update all fields": {
			call: update(OrganizationPatch{
				Name: Set("n"), Description: Set("d"), IconColor: Set("red"), ReferralID: Set("r"), MFAMode: Set("required"),
				Limits: Limits{"device": 5}, Tags: Set([]Tag{{"k", "v"}}), AllowedInvitationDomains: Set([]string{"x.io"}),
				AuditLogEnabled: Set(true), ReadOnly: Set(true), DisabledAt: Set(DisabledAt{Date: "2030-01-01T00:00:00Z"}),
				Banner: Set(Banner{Message: "m", Level: "critical"}),
			}),
			method: "PATCH", path: orgAt,
			body: `{"name":"n","description":"d","iconColor":"red","referralId":"r","mfaMode":"required","limits":{"device":5},` +
				`"tags":[{"key":"k","value":"v"}],"whitelistedEmailDomains":["x.io"],"auditLogEnabled":true,"isReadOnly":true,` +
				`"disabledAt":"2030-01-01T00:00:00Z","banner":{"message":"m","level":"critical"}}`,
			response: smallJSON, want: small, readsFirst: smallJSON,
		},
		"delete": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.Organizations.Delete(ctx, orgRef)
			},
			method: "DELETE", path: orgAt, response: `{"success":true}`, want: nil,
		},
	})
}

func TestOrganizationPatchIsEmpty(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		patch OrganizationPatch
		want  bool
	}{
		"no fields":       {OrganizationPatch{}, true},
		"no limits":       {OrganizationPatch{Limits: Limits{}}, true},
		"a limit":         {OrganizationPatch{Limits: Limits{"device": 0}}, false},
		"an empty text":   {OrganizationPatch{Description: Set("")}, false},
		"a false":         {OrganizationPatch{ReadOnly: Set(false)}, false},
		"a cleared value": {OrganizationPatch{Banner: Clear[Banner]()}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tc.patch.IsEmpty(); got != tc.want {
				t.Errorf("%t, want %t", got, tc.want)
			}
		})
	}
}

// Not found is success if an earlier attempt may have deleted the object.
func TestDeleteIgnoresNotFoundAfterAmbiguousAttempt(t *testing.T) {
	t.Parallel()
	notFound := respond(http.StatusNotFound, `{"type":"NotFound","message":"Organization was not found"}`)
	for name, tc := range map[string]struct {
		handlers []http.HandlerFunc
		methods  string
		found    bool
	}{
		"first attempt":            {[]http.HandlerFunc{notFound}, "DELETE", false},
		"after no response":        {[]http.HandlerFunc{dropConnection, notFound}, "DELETE DELETE", true},
		"after a 503":              {[]http.HandlerFunc{respond(http.StatusServiceUnavailable, ""), notFound}, "DELETE DELETE", true},
		"after being throttled":    {[]http.HandlerFunc{refuse(http.StatusTooManyRequests), notFound}, "DELETE DELETE", false},
		"after a 429 from a proxy": {[]http.HandlerFunc{respond(http.StatusTooManyRequests, ""), notFound}, "DELETE DELETE", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for noun, remove := range map[string]func(*Client) error{
				"organization":    func(c *Client) error { return c.Organizations.Delete(t.Context(), orgRef) },
				"member":          func(c *Client) error { return c.Members.Remove(t.Context(), orgRef, "u") },
				"invitation":      func(c *Client) error { return c.Invitations.Revoke(t.Context(), orgRef, "v") },
				"instance member": func(c *Client) error { return c.InstanceMembers.Remove(t.Context(), instanceID, "u") },
			} {
				c, seen := serve(t, inSequence(tc.handlers...))
				err := remove(c)
				if tc.found != (err == nil) || !tc.found && !IsNotFound(err) {
					t.Errorf("%s: error %v", noun, err)
				}
				if got := seen.methods(); got != tc.methods {
					t.Errorf("%s: requests %s, want %s", noun, got, tc.methods)
				}
			}
		})
	}
}

// An attempt that was not sent has deleted nothing.
func TestDeleteNotFoundAfterRefusedConnection(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		c := newFakeClient(t, func(req *http.Request) (*http.Response, error) {
			if tries++; tries > 1 {
				return fakeResponse(404, notFoundJSON), nil
			}
			httptrace.ContextClientTrace(req.Context()).GetConn(req.URL.Host)
			return nil, errors.New("connection refused")
		})
		if err := c.Organizations.Delete(t.Context(), orgRef); !IsNotFound(err) || tries != 2 {
			t.Errorf("error %v after %d tries", err, tries)
		}
	})
}

func TestWaitUntilFound(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		after, timeout time.Duration
		found          bool
	}{
		"at once":  {0, time.Minute, true},
		"in time":  {7 * time.Second, 10 * time.Second, true},
		"too late": {11 * time.Second, 10 * time.Second, false},
		"not set":  {time.Millisecond, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				c := newFakeClient(t, func(*http.Request) (*http.Response, error) {
					if time.Since(start) < tc.after {
						return fakeResponse(http.StatusNotFound, notFoundJSON), nil
					}
					return fakeResponse(http.StatusOK, orgJSON), nil
				})
				_, err := c.Organizations.Get(t.Context(), orgRef, WaitUntilFound(tc.timeout))
				if tc.found && err != nil || !tc.found && !IsNotFound(err) {
					t.Errorf("error %v", err)
				}
				if took := time.Since(start); took > tc.timeout {
					t.Errorf("took %s, more than %s", took, tc.timeout)
				}
			})
		})
	}
}

func TestWaitUntilFoundEndsWithContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newFakeClient(t, func(*http.Request) (*http.Response, error) {
			return fakeResponse(http.StatusNotFound, notFoundJSON), nil
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		if _, err := c.Organizations.Get(ctx, orgRef, WaitUntilFound(time.Hour)); err == nil {
			t.Error("no error")
		}
		if took := time.Since(start); took != time.Second {
			t.Errorf("took %s", took)
		}
	})
}
