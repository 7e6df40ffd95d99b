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
			method: "GET", path: ruleAt, answer: ruleJSON, want: full,
		},
		"cleared": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.NotificationRules.Get(ctx, instanceID, otherID)
			},
			method: "GET", path: ruleAt, answer: `{"id":"` + otherID + `","callbackUrl":null,"emailConfig":null}`, want: &NotificationRule{ID: otherID},
		},
		"create": {
			call:   create(NotificationRulePost{Name: "n", TargetType: "organization", TargetQuery: "{}", Rule: RuleConfig{RuleType: "payloadUsage", ThresholdType: "percentOfLimit"}}),
			method: "POST", path: rulesAt,
			body:   `{"name":"n","targetType":"organization","targetQueryJson":"{}","ruleConfig":{"ruleType":"payloadUsage","thresholdType":"percentOfLimit","threshold":0}}`,
			answer: ruleJSON, want: full,
		},
		"create with everything": {
			call: create(NotificationRulePost{
				Name: "n", Description: "d", Enabled: new(false), TargetType: "organization", TargetQuery: "{}", CallbackURL: "https://x.io", Email: &email, Rule: config,
			}),
			method: "POST", path: rulesAt,
			body: `{"name":"n","description":"d","enabled":false,"targetType":"organization","targetQueryJson":"{}","callbackUrl":"https://x.io",` +
				`"emailConfig":{"subjectTemplate":"s","bodyTemplate":"b","sendToTarget":"admins","sendToOwner":"none","sendToAddresses":["a@x.io"]},` +
				`"ruleConfig":` + configJSON + `}`,
			answer: ruleJSON, want: full,
		},
		"update": {
			call:   update(NotificationRulePatch{Name: Set("n"), Description: Set(""), Enabled: Set(true), TargetQuery: Set("{}"), Rule: Set(config)}),
			method: "PATCH", path: ruleAt, body: `{"name":"n","description":"","enabled":true,"targetQueryJson":"{}","ruleConfig":` + configJSON + `}`,
			answer: ruleJSON, want: full,
		},
		"clear": {
			call:   update(NotificationRulePatch{CallbackURL: Clear[string](), Email: Clear[EmailConfig]()}),
			method: "PATCH", path: ruleAt, body: `{"callbackUrl":null,"emailConfig":null}`, answer: ruleJSON, want: full,
		},
		"delete": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.NotificationRules.Delete(ctx, instanceID, otherID)
			},
			method: "DELETE", path: ruleAt, answer: `{"success":true}`,
		},
	})
	if !(NotificationRulePatch{}).IsEmpty() || (NotificationRulePatch{Email: Clear[EmailConfig]()}).IsEmpty() {
		t.Error("IsEmpty takes something for nothing, or nothing for something")
	}
}

// A rule whose answer was lost is found by its name, and is not the older one of that name.
func TestNotificationRuleCreateSettles(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		server  *instance
		methods string
		err     string
	}{
		"no fault":               {&instance{}, "POST", ""},
		"lost after the effect":  {&instance{fault: first(1, true, hangUp)}, "POST GET", ""},
		"lost before the effect": {&instance{fault: first(1, false, hangUp)}, "POST GET GET POST", ""},
		"refused":                {&instance{fault: first(1, false, answer(400, ""))}, "POST", "400"},
		"not to be found":        {&instance{fault: first(1, true, hangUp), find: answer(403, "")}, "POST GET", `the notification rule "n" may have been created in instance ` + instanceID},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.server.add("n", 10_000_000_000)
			c, seen := tc.server.start(t)
			rule, err := c.NotificationRules.Create(t.Context(), instanceID, NotificationRulePost{Name: "n"})
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
				t.Errorf("looked at %s", all[1].path)
			}
		})
	}
}

// An id that is missing would address something else.
func TestAdministrationNeedsIDs(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, answer(200, "{}"))
	for want, call := range map[string]func() error{
		"API token id is required":         func() error { return c.Tokens.Delete(t.Context(), instanceID, "") },
		"notification rule id is required": func() error { return c.NotificationRules.Delete(t.Context(), instanceID, "") },
		"instance id is required":          func() error { _, err := c.Tokens.Create(t.Context(), "", aTokenPost()); return err },
		`API token id ".." is not an id`:   func() error { _, err := c.Tokens.Get(t.Context(), instanceID, ".."); return err },
	} {
		checkError(t, call(), want)
	}
	if n := len(seen.all()); n != 0 {
		t.Errorf("%d requests", n)
	}
}
