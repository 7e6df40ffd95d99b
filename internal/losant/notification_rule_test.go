package losant

import (
	"context"
	"net/http"
	"testing"
)

const (
	rulesAt = instanceAt + "/notification-rules"
	ruleAt  = rulesAt + "/" + otherID
)

func TestNotificationRules(t *testing.T) {
	t.Parallel()
	const ruleJSON = `{"id":"` + otherID + `","notificationRuleId":"?","ownerId":"o","ownerType":"instance","creationDate":"2026-01-01T00:00:00.000Z",
		"lastUpdated":"2026-01-02T00:00:00.000Z","createdById":"c","createdByType":"user","name":"n","description":"d","enabled":false,
		"targetType":"organization","targetQueryJson":"{}","callbackUrl":"https://x.io","ruleConfig":{"ruleType":"payloadUsage",
		"thresholdType":"percentOfLimit","threshold":80.5,"maxFrequency":"daily"},"emailConfig":{"subjectTemplate":"s","bodyTemplate":"b",
		"sendToTarget":"admins","sendToOwner":"none","sendToAddresses":["a@x.io"]}}`
	config := RuleConfig{RuleType: "payloadUsage", ThresholdType: "percentOfLimit", Threshold: 80.5, MaxFrequency: "daily"}
	email := EmailConfig{SubjectTemplate: "s", BodyTemplate: "b", SendToTarget: "admins", SendToOwner: "none", SendToAddresses: []string{"a@x.io"}}
	full := &NotificationRule{
		ID: otherID, Name: "n", Description: "d", Enabled: new(false), TargetQuery: "{}", CallbackURL: "https://x.io", Email: &email, Rule: config,
		CreationDate: "2026-01-01T00:00:00.000Z", LastUpdated: "2026-01-02T00:00:00.000Z",
	}
	const configJSON = `{"ruleType":"payloadUsage","thresholdType":"percentOfLimit","threshold":80.5,"maxFrequency":"daily"}`
	create := func(post NotificationRulePost) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return c.NotificationRules.Create(ctx, instanceID, post)
		}
	}
	update := func(patch NotificationRulePatch) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return c.NotificationRules.Update(ctx, instanceID, otherID, patch)
		}
	}
	checkExchanges(t, map[string]exchange{
		"get": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.NotificationRules.Get(ctx, instanceID, otherID)
			},
			method: "GET", path: ruleAt, response: ruleJSON, want: full,
		},
		"cleared": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.NotificationRules.Get(ctx, instanceID, otherID)
			},
			method: "GET", path: ruleAt, response: `{"id":"` + otherID + `","name":"n","targetQueryJson":"{}","ruleConfig":` + configJSON + `,"callbackUrl":null,"emailConfig":null}`,
			want: &NotificationRule{ID: otherID, Name: "n", TargetQuery: "{}", Rule: config},
		},
		"create": {
			call:       create(NotificationRulePost{Name: "n", TargetType: "organization", TargetQuery: "{}", Rule: RuleConfig{RuleType: "payloadUsage", ThresholdType: "percentOfLimit"}}),
			listsFirst: true, method: "POST", path: rulesAt,
			body:     `{"name":"n","targetType":"organization","targetQueryJson":"{}","ruleConfig":{"ruleType":"payloadUsage","thresholdType":"percentOfLimit","threshold":0}}`,
			response: ruleJSON, want: full,
		},
		"create with all fields": {
			call: create(NotificationRulePost{
				Name: "n", Description: "d", Enabled: new(false), TargetType: "organization", TargetQuery: "{}", CallbackURL: "https://x.io", Email: &email, Rule: config,
			}),
			listsFirst: true, method: "POST", path: rulesAt,
			body: `{"name":"n","description":"d","enabled":false,"targetType":"organization","targetQueryJson":"{}","callbackUrl":"https://x.io",` +
				`"emailConfig":{"subjectTemplate":"s","bodyTemplate":"b","sendToTarget":"admins","sendToOwner":"none","sendToAddresses":["a@x.io"]},` +
				`"ruleConfig":` + configJSON + `}`,
			response: ruleJSON, want: full,
		},
		"update": {
			call:   update(NotificationRulePatch{Name: Set("n"), Description: Set(""), Enabled: Set(true), TargetQuery: Set("{}"), Rule: Set(config)}),
			method: "PATCH", path: ruleAt, body: `{"name":"n","description":"","enabled":true,"targetQueryJson":"{}","ruleConfig":` + configJSON + `}`,
			response: ruleJSON, want: full,
		},
		"clear": {
			call:   update(NotificationRulePatch{CallbackURL: Clear[string](), Email: Clear[EmailConfig]()}),
			method: "PATCH", path: ruleAt, body: `{"callbackUrl":null,"emailConfig":null}`, response: ruleJSON, want: full,
		},
		"delete": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.NotificationRules.Delete(ctx, instanceID, otherID)
			},
			method: "DELETE", path: ruleAt, response: `{"success":true}`,
		},
	})
	if !(NotificationRulePatch{}).IsEmpty() || (NotificationRulePatch{Email: Clear[EmailConfig]()}).IsEmpty() {
		t.Error("IsEmpty is wrong")
	}
}

// A rule that was created without a response is found by its name. An older rule of that name is not returned.
func TestNotificationRuleCreateFindsCreatedRule(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		server  *instanceServer
		methods string
		err     string
	}{
		"no fault":                  {&instanceServer{}, "GET POST", ""},
		"dropped after the effect":  {&instanceServer{fault: failFirst(1, true, dropConnection)}, "GET POST GET", ""},
		"dropped before the effect": {&instanceServer{fault: failFirst(1, false, dropConnection)}, "GET POST GET GET POST", ""},
		"refused":                   {&instanceServer{fault: failFirst(1, false, refuse(400))}, "GET POST", "400"},
		"list refused":              {&instanceServer{fault: failFirst(1, true, dropConnection), find: refuse(403)}, "GET POST GET", `the notification rule "n" may have been created in instance ` + instanceID},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.server.add(map[string]any{"name": "n"})
			c, seen := tc.server.start(t)
			rule, err := c.NotificationRules.Create(t.Context(), instanceID, NotificationRulePost{
				Name: "n", TargetQuery: "{}", Rule: RuleConfig{RuleType: "payloadUsage", ThresholdType: "percentOfLimit"},
			})
			switch {
			case tc.err != "":
				checkError(t, err, tc.err)
			case err != nil || rule.ID != "000000000000000000000002":
				t.Errorf("got %+v, %v", rule, err)
			}
			if got := seen.methods(); got != tc.methods {
				t.Errorf("requests %s, want %s", got, tc.methods)
			}
			if all := seen.all(); len(all) > 1 && all[1].method == http.MethodGet && all[1].path != "/prefix"+rulesAt {
				t.Errorf("searched %s", all[1].path)
			}
		})
	}
}

// An empty id would address something else.
func TestTokensAndRulesRequireIDs(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, respond(200, "{}"))
	for want, call := range map[string]func() error{
		"API token id is required":         func() error { return c.Tokens.Delete(t.Context(), instanceID, "") },
		"notification rule id is required": func() error { return c.NotificationRules.Delete(t.Context(), instanceID, "") },
		"instance id is required":          func() error { _, err := c.Tokens.Create(t.Context(), "", newTokenPost()); return err },
		`invalid API token id ".."`:        func() error { _, err := c.Tokens.Get(t.Context(), instanceID, ".."); return err },
	} {
		checkError(t, call(), want)
	}
	if n := len(seen.all()); n != 0 {
		t.Errorf("%d requests", n)
	}
}
