package notification

import (
	"strings"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// members are the API's names of attributes that it calls otherwise.
var members = map[string]string{
	"targetQueryJson": "target_query", "callbackUrl": "callback_url",
	"ruleConfig.ruleType": "rule.type", "ruleConfig.thresholdType": "rule.threshold_type", "ruleConfig.threshold": "rule.threshold",
	"ruleConfig.maxFrequency": "rule.max_frequency", "emailConfig.subjectTemplate": "email.subject_template", "emailConfig.bodyTemplate": "email.body_template",
	"emailConfig.sendToTarget": "email.send_to_target", "emailConfig.sendToOwner": "email.send_to_owner", "emailConfig.sendToAddresses": "email.send_to_addresses",
}

// drift is what a refresh found changed since before.
func (m *model) drift(before *model) base.Drift {
	drift := before.gone()
	drift.Changes = func() []base.Change {
		cameOrWent := m.Email.IsNull() != before.Email.IsNull()
		return base.DocumentChanges(before.toPost(), m.toPost(), m.isSubject, func(member string) (string, bool) {
			attribute, ok := members[member]
			switch {
			case cameOrWent && strings.HasPrefix(member, "emailConfig."):
				attribute = "email"
			case !ok:
				attribute = member
			}
			return attribute, attribute == "enabled" || attribute == "rule.max_frequency"
		})
	}
	return drift
}

// gone is that the rule was deleted.
func (m *model) gone() base.Drift {
	return base.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "Notification rule " + m.quote(), Imported: m.Name.IsNull(),
		Changes: func() []base.Change { return base.Deletion(m.isSubject) },
	}
}

func (m *model) isSubject(e *base.AuditEntry) bool { return e.Mentions(m.ID.ValueString()) }
