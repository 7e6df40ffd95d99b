package notification

import (
	"strings"

	"github.com/losant/terraform-provider-losant/internal/framework"
)

// members are the API's names of attributes that it calls otherwise.
var members = map[string]string{
	"targetQueryJson": "target_query", "callbackUrl": "callback_url",
	"ruleConfig.ruleType": "rule.type", "ruleConfig.thresholdType": "rule.threshold_type", "ruleConfig.threshold": "rule.threshold",
	"ruleConfig.maxFrequency": "rule.max_frequency", "emailConfig.subjectTemplate": "email.subject_template", "emailConfig.bodyTemplate": "email.body_template",
	"emailConfig.sendToTarget": "email.send_to_target", "emailConfig.sendToOwner": "email.send_to_owner", "emailConfig.sendToAddresses": "email.send_to_addresses",
}

// drift is what a refresh found changed since before.
func (m *model) drift(before *model) framework.Drift {
	drift := before.gone()
	drift.Changes = func() []framework.Change {
		cameOrWent := m.Email.IsNull() != before.Email.IsNull()
		return framework.DocumentChanges(before.toPost(), m.toPost(), m.isSubject, func(member string) (string, bool) {
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
func (m *model) gone() framework.Drift {
	return framework.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "Notification rule " + m.quote(), Imported: m.Name.IsNull(),
		Changes: func() []framework.Change { return framework.Deletion(m.isSubject) },
	}
}

func (m *model) isSubject(e *framework.AuditEntry) bool { return e.Mentions(m.ID.ValueString()) }
