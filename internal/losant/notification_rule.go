package losant

import (
	"context"
	"errors"
	"iter"
	"net/http"
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
	lists     readCache[map[string]bool] // the ids of the list, by instance id
}

func newNotificationRuleService(c *Client) *NotificationRuleService {
	return &NotificationRuleService{client: c, creations: creations[NotificationRule]{
		client: c, noun: "notification rule", path: notificationRulesPath,
		createOp: opCreateNotificationRule, listOp: opListNotificationRules,
		idAndName: func(r *NotificationRule) (id, name string) { return r.ID, r.Name },
	}}
}

// NotificationRule is a rule of an instance that watches the usage of organizations. Dates are in the server's format.
type NotificationRule struct {
	ID           string       `json:"id"`
	Name         string       `json:"name"` // not unique
	Description  string       `json:"description"`
	Enabled      *bool        `json:"enabled"`
	TargetQuery  string       `json:"targetQueryJson"` // JSON, in the language of WithQuery
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

// RuleConfig is what a rule watches.
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

// NotificationRulePatch changes a rule. Fields that are not set keep their values. CallbackURL and Email can be
// cleared. The description is cleared with "". Email and Rule are replaced as a whole.
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

func (r *NotificationRule) identity() (instanceID, id string) { return "", r.ID }

func (r *NotificationRule) validate() error {
	if r.ID == "" {
		return errors.New("the notification rule has no id")
	}
	return nil
}

func (r *NotificationRule) complete() error {
	switch {
	case r.Name == "":
		return errors.New("the notification rule has no name")
	case r.TargetQuery == "":
		return errors.New("the notification rule has no targetQueryJson")
	case r.Rule.RuleType == "" || r.Rule.ThresholdType == "":
		return errors.New("the notification rule has no ruleConfig")
	}
	return nil
}

func notificationRulesPath(instanceID string) path {
	return instancePath(instanceID).segment("notification-rules")
}

func notificationRulePath(instanceID, id string) path {
	return notificationRulesPath(instanceID).id("notification rule", id)
}

// All yields the notification rules of an instance, the oldest first. It takes WithFilter, WithPageSize and WithTotal.
func (s *NotificationRuleService) All(ctx context.Context, instanceID string, opts ...ReadOption) iter.Seq2[*NotificationRule, error] {
	return paged[NotificationRule](ctx, s.client, opListNotificationRules, notificationRulesPath(instanceID), newReadOptions(append(opts, oldestFirst())))
}

// ConfirmAbsence returns nil if the list of notification rules does not contain a rule. The list is read once, until this
// client changes it.
func (s *NotificationRuleService) ConfirmAbsence(ctx context.Context, instanceID, id string) error {
	return confirmAbsence(ctx, &s.lists, "notification rule", instanceID, id, func(ctx context.Context) iter.Seq2[*NotificationRule, error] {
		return s.All(ctx, instanceID)
	})
}

// Get returns a rule.
func (s *NotificationRuleService) Get(ctx context.Context, instanceID, id string) (*NotificationRule, error) {
	return send[NotificationRule](ctx, s.client, newCall(opGetNotificationRule, notificationRulePath(instanceID, id), baseQuery, nil))
}

// Create creates a rule. It reads the list of rules first, once for all calls. If the outcome of a POST is unknown, it
// does what Organizations.Create does.
func (s *NotificationRuleService) Create(ctx context.Context, instanceID string, post NotificationRulePost) (*NotificationRule, error) {
	defer s.lists.forget(instanceID)
	return create(ctx, &s.creations, instanceID, creation[NotificationRule, NotificationRule]{
		name:   post.Name,
		post:   post,
		values: post,
		before: func(ctx context.Context) ([]*NotificationRule, error) { return s.creations.known(ctx, instanceID) },
		look:   func(ctx context.Context) ([]*NotificationRule, error) { return s.creations.list(ctx, instanceID) },
		result: func(_ context.Context, rule *NotificationRule) (*NotificationRule, error) { return rule, nil },
	})
}

// Update changes the fields that the patch sets, and returns the whole rule.
func (s *NotificationRuleService) Update(ctx context.Context, instanceID, id string, patch NotificationRulePatch) (*NotificationRule, error) {
	return send[NotificationRule](ctx, s.client, newCall(opUpdateNotificationRule, notificationRulePath(instanceID, id), baseQuery, patch))
}

// Delete deletes a rule. It returns an error if there is none, unless an earlier attempt of this call may have
// deleted it.
func (s *NotificationRuleService) Delete(ctx context.Context, instanceID, id string) error {
	defer s.lists.forget(instanceID)
	return s.client.remove(ctx, opDeleteNotificationRule, notificationRulePath(instanceID, id), func(ctx context.Context) (bool, error) {
		_, err := s.Get(ctx, instanceID, id)
		return found(err)
	})
}
