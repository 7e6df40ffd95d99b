package losant

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"testing"
)

func TestInstances(t *testing.T) {
	t.Parallel()
	const text = `{"instanceId":"` + instanceID + `","name":"B","creationDate":"2021-01-08T18:10:00.054Z","lastUpdated":"2021-01-09T18:10:00.054Z",
		"mfaMode":"required","allowAuditLogging":false,"limits":{"organization":2000},"orgDefaultLimitConfig":{"device":10},
		"members":[{"userId":"u","role":"admin"}],"reportConfigs":[{"id":"r","cron":"0 0 * * *","timezone":"UTC","emails":["a@x.io"],
		"callbackUrl":"https://x.io","resourceGroupBy":"organization","dateGroupBy":"day","periods":7,"includeSandbox":true}]}`
	full := &Instance{
		ID: instanceID, Name: "B", CreationDate: "2021-01-08T18:10:00.054Z", LastUpdated: "2021-01-09T18:10:00.054Z", MFAMode: "required",
		AllowAuditLogging: new(false), Limits: Limits{"organization": 2000}, DefaultOrganizationLimits: RawLimits{"device": json.RawMessage("10")},
		Members: []InstanceRole{{UserID: "u", Role: "admin"}},
		ReportConfigs: []ReportConfig{{
			ID: "r", Cron: "0 0 * * *", Timezone: "UTC", Emails: []string{"a@x.io"}, CallbackURL: "https://x.io",
			ResourceGroupBy: "organization", DateGroupBy: "day", Periods: 7, IncludeSandbox: new(true),
		}},
	}
	checkExchanges(t, map[string]exchange{
		"get": {
			call:   func(ctx context.Context, c *Client) (any, error) { return c.Instances.Get(ctx, instanceID) },
			method: "GET", path: instanceAt, response: text, want: full,
		},
		"all": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return Collect(c.Instances.All(ctx, WithFilter("name", "B*")))
			},
			method: "GET", path: "/instances", query: oldestQuery + "1000&filterField=name&filter=B%2A",
			response: `{"items":[` + text + `],"totalCount":1,"perPage":1000}`, want: []*Instance{full},
		},
		"update": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Instances.Update(ctx, instanceID, InstancePatch{
					MFAMode: Set("required"), DefaultOrganizationLimits: Set(RawLimits{"device": json.RawMessage("10")}),
					ReportConfigs: Set([]ReportConfig{{Cron: "0 0 * * *"}}),
				})
			},
			method: "PATCH", path: instanceAt,
			body:     `{"mfaMode":"required","orgDefaultLimitConfig":{"device":10},"reportConfigs":[{"cron":"0 0 * * *"}]}`,
			response: text, want: full,
		},
		"empty update": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Instances.Update(ctx, instanceID, InstancePatch{})
			},
			method: "PATCH", path: instanceAt, body: `{}`, response: text, want: full,
		},
	})
}

// Concurrent reads and later ones share a request until a write.
func TestInstanceGetIsShared(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, respond(http.StatusOK, `{"id":"`+instanceID+`","name":"Acme","limits":{}}`))
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if _, err := c.Instances.Get(t.Context(), instanceID); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if got := seen.methods(); got != "GET" {
		t.Errorf("requests %s", got)
	}
	if _, err := c.Instances.Update(t.Context(), instanceID, InstancePatch{MFAMode: Set("required")}); err != nil {
		t.Error(err)
	}
	for range 2 {
		if _, err := c.Instances.Get(t.Context(), instanceID); err != nil {
			t.Error(err)
		}
	}
	if got := seen.methods(); got != "GET PATCH GET" {
		t.Errorf("requests %s", got)
	}
}

func TestInstanceErrorIsNotCached(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, inSequence(respond(403, ""), respond(200, `{"id":"`+instanceID+`","name":"Acme","limits":{}}`)))
	if _, err := c.Instances.Get(t.Context(), instanceID); StatusCode(err) != 403 {
		t.Errorf("error %v", err)
	}
	if got, err := c.Instances.Get(t.Context(), instanceID); err != nil || got.ID != instanceID {
		t.Errorf("got %v, error %v", got, err)
	}
	if got := seen.methods(); got != "GET GET" {
		t.Errorf("requests %s", got)
	}
}
