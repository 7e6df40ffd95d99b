package notification

import (
	"cmp"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/guard"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// noRecipients is the API's value for no recipients.
const noRecipients = "none"

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
		"type": types.StringType, "threshold_type": types.StringType, "threshold": types.NumberType, "max_frequency": types.StringType,
	}
	emailTypes = map[string]attr.Type{
		"subject_template": types.StringType, "body_template": types.StringType, "send_to_target": types.StringType,
		"send_to_owner": types.StringType, "send_to_addresses": types.SetType{ElemType: types.StringType},
	}
)

func (m *model) identity() base.ObjectIdentity {
	return base.ObjectIdentity{InstanceID: m.InstanceID, ID: m.ID}
}

// guarded returns what the guard needs to know about the rule.
func (m *model) guarded() guard.Object {
	return guard.Object{Type: typeName, Noun: "Notification rule", InstanceID: m.InstanceID.ValueString(), ID: m.ID.ValueString(), Name: m.Name.ValueString()}
}

// fromAPI takes over what the API returned. A prior value is kept if it equals the
// remote value in another form, such as null and "".
func (m *model) fromAPI(rule *losant.NotificationRule) {
	m.ID = types.StringValue(rule.ID)
	m.Name = types.StringValue(rule.Name)
	m.Description = base.KeepEmpty(rule.Description, m.Description)
	m.Enabled = types.BoolPointerValue(rule.Enabled)
	if !base.SameJSON(rule.TargetQuery, m.TargetQuery.ValueString()) {
		m.TargetQuery = types.StringValue(rule.TargetQuery)
	}
	threshold, _ := m.Rule.Attributes()["threshold"].(types.Number)
	m.Rule = types.ObjectValueMust(ruleTypes, map[string]attr.Value{
		"type":           types.StringValue(rule.Rule.RuleType),
		"threshold_type": types.StringValue(rule.Rule.ThresholdType),
		"threshold":      base.KeepFloat(rule.Rule.Threshold, threshold),
		"max_frequency":  base.OptionalString(rule.Rule.MaxFrequency),
	})
	m.Email = emailFromAPI(rule.Email, m.Email)
	m.CallbackURL = base.OptionalString(rule.CallbackURL)
	m.CreatedAt = base.OptionalString(rule.CreationDate)
}

// emailFromAPI treats recipients that the API does not return as "none".
func emailFromAPI(config *losant.EmailConfig, prior types.Object) types.Object {
	if config == nil {
		return types.ObjectNull(emailTypes)
	}
	sendTo := func(recipients string) types.String {
		return types.StringValue(cmp.Or(recipients, noRecipients))
	}
	return types.ObjectValueMust(emailTypes, map[string]attr.Value{
		"subject_template":  types.StringValue(config.SubjectTemplate),
		"body_template":     types.StringValue(config.BodyTemplate),
		"send_to_target":    sendTo(config.SendToTarget),
		"send_to_owner":     sendTo(config.SendToOwner),
		"send_to_addresses": email.ReconcileSet(config.SendToAddresses, addresses(prior)),
	})
}

// addresses returns the addresses of an e-mail, or null if there is no e-mail.
func addresses(config types.Object) types.Set {
	if set, ok := config.Attributes()["send_to_addresses"].(types.Set); ok {
		return set
	}
	return types.SetNull(types.StringType)
}

// fillFrom fills what the plan left unknown with values of the response to a write.
func (m *model) fillFrom(remote *model) {
	base.FillUnknown(&m.ID, remote.ID)
	base.FillUnknown(&m.Enabled, remote.Enabled)
	base.FillUnknown(&m.CreatedAt, remote.CreatedAt)
	values, remoteValues := m.Rule.Attributes(), remote.Rule.Attributes()
	for name, value := range values {
		if value.IsUnknown() {
			values[name] = remoteValues[name]
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

// toPatch returns the difference between the prior state and the plan. The API may
// replace rule and email or merge into them, so both are sent as a whole, and no
// field is cleared by leaving it out.
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
	switch config := emailToAPI(m.Email); {
	case reflect.DeepEqual(config, emailToAPI(prior.Email)):
	case config == nil:
		patch.Email = losant.Clear[losant.EmailConfig]()
	default:
		patch.Email = losant.Set(*config)
	}
	return patch
}

func ruleToAPI(rule types.Object) losant.RuleConfig {
	threshold, _ := rule.Attributes()["threshold"].(types.Number)
	return losant.RuleConfig{
		RuleType:      text(rule, "type"),
		ThresholdType: text(rule, "threshold_type"),
		Threshold:     base.Float64(threshold),
		MaxFrequency:  text(rule, "max_frequency"),
	}
}

// emailToAPI returns nil for null.
func emailToAPI(config types.Object) *losant.EmailConfig {
	if config.IsNull() || config.IsUnknown() {
		return nil
	}
	return &losant.EmailConfig{
		SubjectTemplate: text(config, "subject_template"),
		BodyTemplate:    text(config, "body_template"),
		SendToTarget:    text(config, "send_to_target"),
		SendToOwner:     text(config, "send_to_owner"),
		SendToAddresses: base.Strings(addresses(config)),
	}
}

// text returns a string attribute of an object, "" if it is null or unknown.
func text(object types.Object, name string) string {
	s, _ := object.Attributes()[name].(types.String)
	return s.ValueString()
}

// displayName returns the rule for messages.
func (m *model) displayName() string {
	return base.DisplayName(m.Name.ValueString(), m.ID.ValueString())
}
