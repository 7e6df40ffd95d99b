package losant

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// The operations on notification rules.
var (
	opListNotificationRules  = newOperation("instanceNotificationRules.get", http.MethodGet, readAccess)
	opCreateNotificationRule = newOperation("instanceNotificationRules.post", http.MethodPost, writeAccess)
	opGetNotificationRule    = newOperation("instanceNotificationRule.get", http.MethodGet, readAccess)
	opUpdateNotificationRule = newOperation("instanceNotificationRule.patch", http.MethodPatch, writeAccess)
	opDeleteNotificationRule = newOperation("instanceNotificationRule.delete", http.MethodDelete, writeAccess)
)

// NotificationRuleService reads and changes the notification rules of an instance.
type NotificationRuleService struct {
	client    *Client
	creations creations[NotificationRule]
}

// NotificationRule is a rule of an instance that watches the usage of organizations. Dates keep the server's spelling.
type NotificationRule struct {
	ID           string       `json:"id"`
	Name         string       `json:"name"` // not unique
	Description  string       `json:"description"`
	Enabled      *bool        `json:"enabled"`
	TargetQuery  string       `json:"targetQueryJson"` // JSON, as WithQuery takes
	CallbackURL  string       `json:"callbackUrl"`
	Email        *EmailConfig `json:"emailConfig"`
	Rule         RuleConfig   `json:"ruleConfig"`
	CreationDate string       `json:"creationDate"`
	LastUpdated  string       `json:"lastUpdated"`
}

// EmailConfig is the e-mail that a rule sends.
type EmailConfig struct {
	SubjectTemplate string   `json:"subjectTemplate"`
	BodyTemplate    string   `json:"bodyTemplate"`
	SendToTarget    string   `json:"sendToTarget,omitempty"` // admins, members or none of the organization
	SendToOwner     string   `json:"sendToOwner,omitempty"`  // admins, members or none of the instance
	SendToAddresses []string `json:"sendToAddresses"`
}

// RuleConfig tells what a rule watches.
type RuleConfig struct {
	RuleType      string  `json:"ruleType"`      // payloadUsage or notebookMinuteUsage
	ThresholdType string  `json:"thresholdType"` // percentOfLimit
	Threshold     float64 `json:"threshold"`
	MaxFrequency  string  `json:"maxFrequency,omitempty"` // billingCycle or daily
}

// NotificationRulePost is a new rule. Name, TargetQuery and Rule are required.
type NotificationRulePost struct {
	Name        string       `json:"name"`
	Description string       `json:"description,omitempty"`
	Enabled     *bool        `json:"enabled,omitempty"`
	TargetType  string       `json:"targetType"` // organization
	TargetQuery string       `json:"targetQueryJson"`
	CallbackURL string       `json:"callbackUrl,omitempty"`
	Email       *EmailConfig `json:"emailConfig,omitempty"`
	Rule        RuleConfig   `json:"ruleConfig"`
}

// NotificationRulePatch changes a rule. What is not set stays as it is; CallbackURL and Email can be cleared, a description is
// cleared with "". Email and Rule are sent whole.
type NotificationRulePatch struct {
	Name        Optional[string]      `json:"name,omitzero"`
	Description Optional[string]      `json:"description,omitzero"`
	Enabled     Optional[bool]        `json:"enabled,omitzero"`
	TargetQuery Optional[string]      `json:"targetQueryJson,omitzero"`
	CallbackURL Optional[string]      `json:"callbackUrl,omitzero"`
	Email       Optional[EmailConfig] `json:"emailConfig,omitzero"`
	Rule        Optional[RuleConfig]  `json:"ruleConfig,omitzero"`
}

// IsEmpty reports whether the patch changes nothing.
func (p NotificationRulePatch) IsEmpty() bool { return p == NotificationRulePatch{} }

func (r *NotificationRule) subject() (instanceID, id string) { return "", r.ID }

func (r *NotificationRule) check() error {
	if r.ID == "" {
		return errors.New("the notification rule has no id")
	}
	return nil
}

func (r *NotificationRule) birth() birth { return birth{r.ID, r.Name, r.CreationDate} }

func rulesPath(instanceID string) path { return instancePath(instanceID).word("notification-rules") }

// Get returns a rule.
func (s *NotificationRuleService) Get(ctx context.Context, instanceID, id string) (*NotificationRule, error) {
	return send[NotificationRule](ctx, s.client, newCall(opGetNotificationRule, rulesPath(instanceID).id("notification rule", id), flags, nil))
}

// Create creates a rule. It settles a POST of unknown fate as Organizations.Create does.
func (s *NotificationRuleService) Create(ctx context.Context, instanceID string, post NotificationRulePost) (*NotificationRule, error) {
	unlock, err := s.creations.lock(ctx, instanceID, post.Name)
	if err != nil {
		return nil, err
	}
	defer unlock()
	q, err := newReading([]ReadOption{newestFirst()}).page(0)
	if err != nil {
		return nil, err
	}
	rules := rulesPath(instanceID)
	risk := fmt.Sprintf("the notification rule %q may have been created in instance %s", post.Name, instanceID)
	rule, err := settled(ctx, s.client, opCreateNotificationRule, rules, post, risk, func(began time.Time) (*NotificationRule, error) {
		return s.creations.find(ctx, rules, q, post.Name, began)
	})
	if err != nil {
		return nil, err
	}
	if _, err := s.creations.claim(rule); err != nil {
		return nil, err
	}
	return rule, nil
}

// Update changes what the patch sets and returns the whole rule.
func (s *NotificationRuleService) Update(ctx context.Context, instanceID, id string, patch NotificationRulePatch) (*NotificationRule, error) {
	return send[NotificationRule](ctx, s.client, newCall(opUpdateNotificationRule, rulesPath(instanceID).id("notification rule", id), flags, patch))
}

// Delete deletes a rule. That there is none is an error like any other, but not when an earlier attempt of this call was lost.
func (s *NotificationRuleService) Delete(ctx context.Context, instanceID, id string) error {
	return s.client.remove(ctx, opDeleteNotificationRule, rulesPath(instanceID).id("notification rule", id))
}
