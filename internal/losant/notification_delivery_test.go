package losant

import (
	"context"
	"testing"
	"time"
)

func TestDeliveries(t *testing.T) {
	t.Parallel()
	deliveries := func(ctx context.Context, c *Client) (any, error) {
		return c.NotificationRules.Deliveries(ctx, instanceID, otherID, 25, time.UnixMilli(1500))
	}
	checkExchanges(t, map[string]exchange{
		"none": {
			call: deliveries, method: "GET", path: ruleAt + "/logs", query: "&limit=25&since=1500", response: `[]`, want: []*NotificationDelivery{},
		},
		"all fields": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.NotificationRules.Deliveries(ctx, instanceID, otherID, 1, time.Time{})
			},
			method: "GET", path: ruleAt + "/logs", query: "&limit=1",
			response: `[{"id":"d","notificationRuleDeliveryId":"d","sentAt":"2026-01-01T00:00:00.000Z","requestedById":"u","requestedByType":"user","targetType":"organization",
				"targetId":"o","targetName":"Acme","callbackUrl":"https://x.io","email":{"subject":"s","body":"b","addresses":["a@x.io"]},
				"evaluation":{"value":9.5,"limit":10,"threshold":80,"ruleType":"payloadUsage","maxFrequency":"unlimited"}}]`,
			want: []*NotificationDelivery{{
				ID: "d", SentAt: "2026-01-01T00:00:00.000Z", RequestedByID: "u", RequestedByType: "user", TargetID: "o", TargetName: "Acme", CallbackURL: "https://x.io",
				Email: &DeliveredEmail{Subject: "s"}, Evaluation: &DeliveryEvaluation{Value: new(9.5), Limit: new(10.0), Threshold: new(80.0), RuleType: "payloadUsage"},
			}},
		},
	})
	for body, want := range map[string]string{
		`{}`: "not a JSON list", ``: "not a JSON list", `[`: "invalid character", `[null]`: "item 0 of the list is null", `[{}]`: "the delivery has no id", `["x"]`: "text instead of object",
	} {
		c, _ := serve(t, respond(200, body), WithMaxRetries(0))
		_, err := deliveries(t.Context(), c)
		checkError(t, err, want)
	}
}
