package notification

import (
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// nobody is the API's word for no recipients.
const nobody = "none"

type model struct {
	ID          types.String `tfsdk:"id"`
	InstanceID  types.String `tfsdk:"instance_id"`
	Name        types.String `tfsdk:"name"`
	Description types.String `tfsdk:"description"`
	Enabled     types.Bool   `tfsdk:"enabled"`
	TargetQuery types.String `tfsdk:"target_query"`
	Rule        types.Object `tfsdk:"rule"`
	Email       types.Object `tfsdk:"email"`
	CallbackURL types.String `tfsdk:"callback_url"`
	CreatedAt   types.String `tfsdk:"created_at"`
}

var (
	ruleTypes = map[string]attr.Type{
		"type": types.StringType, "threshold_type": types.StringType, "threshold": types.Float64Type, "max_frequency": types.StringType,
	}
	emailTypes = map[string]attr.Type{
		"subject_template": types.StringType, "body_template": types.StringType, "send_to_target": types.StringType,
		"send_to_owner": types.StringType, "send_to_addresses": types.SetType{ElemType: types.StringType},
	}
)

func (m *model) identity() base.ObjectIdentity {
	return base.ObjectIdentity{InstanceID: m.InstanceID, ID: m.ID}
}

// fromAPI takes over what the API returned. What was there before decides
// between equal spellings, and between null and empty where the API has nothing.
func (m *model) fromAPI(rule *losant.NotificationRule) {
	m.ID = types.StringValue(rule.ID)
	m.Name = types.StringValue(rule.Name)
	m.Description = base.KeepEmpty(rule.Description, m.Description)
	m.Enabled = types.BoolPointerValue(rule.Enabled)
	if !base.SameJSON(rule.TargetQuery, m.TargetQuery.ValueString()) {
		m.TargetQuery = types.StringValue(rule.TargetQuery)
	}
	m.Rule = types.ObjectValueMust(ruleTypes, map[string]attr.Value{
		"type":           types.StringValue(rule.Rule.RuleType),
		"threshold_type": types.StringValue(rule.Rule.ThresholdType),
		"threshold":      types.Float64Value(rule.Rule.Threshold),
		"max_frequency":  base.OptionalString(rule.Rule.MaxFrequency),
	})
	m.Email = emailFromAPI(rule.Email, m.Email)
	m.CallbackURL = base.OptionalString(rule.CallbackURL)
	m.CreatedAt = base.OptionalString(rule.CreationDate)
}

// emailFromAPI takes recipients that the API does not mention for nobody.
func emailFromAPI(config *losant.EmailConfig, prior types.Object) types.Object {
	if config == nil {
		return types.ObjectNull(emailTypes)
	}
	sendTo := func(whom string) types.String {
		if whom == "" {
			whom = nobody
		}
		return types.StringValue(whom)
	}
	return types.ObjectValueMust(emailTypes, map[string]attr.Value{
		"subject_template":  types.StringValue(config.SubjectTemplate),
		"body_template":     types.StringValue(config.BodyTemplate),
		"send_to_target":    sendTo(config.SendToTarget),
		"send_to_owner":     sendTo(config.SendToOwner),
		"send_to_addresses": email.ReconcileSet(config.SendToAddresses, addresses(prior)),
	})
}

// addresses are null where there is no e-mail.
func addresses(email types.Object) types.Set {
	if set, ok := email.Attributes()["send_to_addresses"].(types.Set); ok {
		return set
	}
	return types.SetNull(types.StringType)
}

// fillFrom takes from the answer to a write what the plan left unknown.
func (m *model) fillFrom(answer *model) {
	base.FillUnknown(&m.ID, answer.ID)
	base.FillUnknown(&m.Enabled, answer.Enabled)
	base.FillUnknown(&m.CreatedAt, answer.CreatedAt)
	values, answered := m.Rule.Attributes(), answer.Rule.Attributes()
	for name, value := range values {
		if value.IsUnknown() {
			values[name] = answered[name]
		}
	}
	m.Rule = types.ObjectValueMust(ruleTypes, values)
}

func (m *model) toPost() losant.NotificationRulePost {
	return losant.NotificationRulePost{
		Name:        m.Name.ValueString(),
		Description: m.Description.ValueString(),
		Enabled:     base.BoolPointer(m.Enabled),
		TargetType:  "organization",
		TargetQuery: m.TargetQuery.ValueString(),
		CallbackURL: m.CallbackURL.ValueString(),
		Email:       emailToAPI(m.Email),
		Rule:        ruleToAPI(m.Rule),
	}
}

// toPatch is what the plan has otherwise than the prior state. The API may
// replace rule and email or merge into them, so they are sent whole, with
// nothing that only its absence would clear.
func (m *model) toPatch(prior *model) losant.NotificationRulePatch {
	patch := losant.NotificationRulePatch{
		Name:        base.ChangedText(m.Name, prior.Name),
		Description: base.ChangedText(m.Description, prior.Description),
		Enabled:     base.ChangedBool(m.Enabled, prior.Enabled),
		CallbackURL: base.ChangedText(m.CallbackURL, prior.CallbackURL),
	}
	if !patch.CallbackURL.IsZero() && m.CallbackURL.IsNull() {
		patch.CallbackURL = losant.Clear[string]()
	}
	if query := m.TargetQuery.ValueString(); !base.SameJSON(query, prior.TargetQuery.ValueString()) {
		patch.TargetQuery = losant.Set(query)
	}
	if rule := ruleToAPI(m.Rule); rule != ruleToAPI(prior.Rule) {
		patch.Rule = losant.Set(rule)
	}
	switch email := emailToAPI(m.Email); {
	case reflect.DeepEqual(email, emailToAPI(prior.Email)):
	case email == nil:
		patch.Email = losant.Clear[losant.EmailConfig]()
	default:
		patch.Email = losant.Set(*email)
	}
	return patch
}

func ruleToAPI(rule types.Object) losant.RuleConfig {
	threshold, _ := rule.Attributes()["threshold"].(types.Float64)
	return losant.RuleConfig{
		RuleType:      text(rule, "type"),
		ThresholdType: text(rule, "threshold_type"),
		Threshold:     threshold.ValueFloat64(),
		MaxFrequency:  text(rule, "max_frequency"),
	}
}

// emailToAPI returns nil for null.
func emailToAPI(email types.Object) *losant.EmailConfig {
	if email.IsNull() || email.IsUnknown() {
		return nil
	}
	return &losant.EmailConfig{
		SubjectTemplate: text(email, "subject_template"),
		BodyTemplate:    text(email, "body_template"),
		SendToTarget:    text(email, "send_to_target"),
		SendToOwner:     text(email, "send_to_owner"),
		SendToAddresses: base.Strings(addresses(email)),
	}
}

func text(object types.Object, name string) string {
	s, _ := object.Attributes()[name].(types.String)
	return s.ValueString()
}

// displayName returns how messages name the rule.
func (m *model) displayName() string {
	return base.DisplayName(m.Name.ValueString(), m.ID.ValueString())
}
