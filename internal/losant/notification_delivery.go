package losant

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// The API requires write access for this read.
var opListDeliveries = newOperation("instanceNotificationRule.logs", http.MethodGet, writeAccess)

var opEvaluateRule = newOperation("instanceNotificationRule.evaluate", http.MethodPost, writeAccess)

// Evaluate evaluates a rule now, as if its time had come: Losant sends what the rule sends. It returns before the
// evaluation is done. With ignoreFrequency, organizations that were notified in this period are notified again. A request
// without a response is not retried, because the rule may still be evaluated. The error says so.
func (s *NotificationRuleService) Evaluate(ctx context.Context, instanceID, id string, ignoreFrequency bool) (*Job, error) {
	body := struct {
		IgnoreFrequencyCheck bool `json:"ignoreFrequencyCheck"`
	}{ignoreFrequency}
	job, err := send[Job](ctx, s.client, newCall(opEvaluateRule, notificationRulePath(instanceID, id).segment("evaluate"), baseQuery, body))
	if outcomeUnknown(err) {
		return nil, fmt.Errorf("%w; the rule may still be evaluated", err)
	}
	return job, err
}

// NotificationDelivery is a notification that a rule has sent about an organization. Dates are in the server's format. The
// body and the addresses of its e-mail are left out.
type NotificationDelivery struct {
	ID              string              `json:"id"`
	SentAt          string              `json:"sentAt"`
	RequestedByID   string              `json:"requestedById"`
	RequestedByType string              `json:"requestedByType"` // user, apiToken or system
	TargetID        string              `json:"targetId"`
	TargetName      string              `json:"targetName"`
	CallbackURL     string              `json:"callbackUrl"`
	Email           *DeliveredEmail     `json:"email"`
	Evaluation      *DeliveryEvaluation `json:"evaluation"`
}

// DeliveredEmail is the e-mail of a delivery.
type DeliveredEmail struct {
	Subject string `json:"subject"`
}

// DeliveryEvaluation is what a rule found when it sent a notification.
type DeliveryEvaluation struct {
	Value     *float64 `json:"value"`
	Limit     *float64 `json:"limit"`
	Threshold *float64 `json:"threshold"`
	RuleType  string   `json:"ruleType"` // payloadUsage or notebookMinuteUsage
}

func (d *NotificationDelivery) validate() error {
	if d.ID == "" {
		return errors.New("the delivery has no id")
	}
	return nil
}

// Deliveries returns the newest notifications that a rule has sent, at most limit. A since that is zero is not sent.
func (s *NotificationRuleService) Deliveries(ctx context.Context, instanceID, id string, limit int, since time.Time) ([]*NotificationDelivery, error) {
	q := baseQuery.with("limit", strconv.Itoa(limit))
	if !since.IsZero() {
		q = q.with("since", strconv.FormatInt(since.UnixMilli(), 10))
	}
	return sendBareList[NotificationDelivery](ctx, s.client, newCall(opListDeliveries, notificationRulePath(instanceID, id).segment("logs"), q, nil))
}

// sendBareList makes a call whose response is a list that is not in an object.
func sendBareList[T any](ctx context.Context, client *Client, c *call) ([]*T, error) {
	var items []*T
	c.decode = func(body []byte) error {
		if !beginsWith(body, '[') {
			return malformedError("the response is not a JSON list")
		}
		var wrapped list[T]
		if err := decodeObject(slices.Concat([]byte(`{"items":`), body, []byte(`}`)), &wrapped); err != nil {
			return err
		}
		items = wrapped.Items
		return wrapped.validate()
	}
	if err := client.do(ctx, c); err != nil {
		return nil, err
	}
	return items, nil
}
