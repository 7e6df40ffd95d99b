package organization

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// members are the API's names of attributes that it calls otherwise.
var members = map[string]string{
	"iconColor": "icon_color", "referralId": "referral_id", "mfaMode": "mfa_mode", "isReadOnly": "read_only",
	"auditLogEnabled": "audit_log_enabled", "whitelistedEmailDomains": "allowed_invitation_domains",
}

// switches are left as found where the configuration does not name them.
var switches = map[string]bool{"icon_color": true, "mfa_mode": true, "read_only": true, "audit_log_enabled": true, "payloads_enabled": true}

// drift is what a refresh found changed since before.
func (m *model) drift(before *model) base.Drift {
	drift := before.gone()
	drift.Changes = func() []base.Change {
		payloads := "payloads_enabled"
		if !m.PayloadsEnabledUntil.Equal(before.PayloadsEnabledUntil) {
			payloads = "payloads_enabled_until"
		}
		return base.DocumentChanges(before.toPost(), m.toPost(), isOf(m.ID), func(member string) (string, bool) {
			attribute, leftAsFound := limitAttribute(member)
			switch {
			case leftAsFound:
			case member == "disabledAt":
				attribute = payloads
			case members[member] != "":
				attribute = members[member]
			default:
				attribute, _, _ = strings.Cut(member, ".")
			}
			return attribute, leftAsFound || switches[attribute]
		})
	}
	return drift
}

// gone is that the organization was deleted.
func (m *model) gone() base.Drift {
	return base.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "Organization " + m.quote(), Imported: m.Name.IsNull(), Changes: deleted(m.ID),
	}
}

// drift is what a refresh found changed since before.
func (m *limitsModel) drift(before *limitsModel) base.Drift {
	drift := before.gone()
	drift.Changes = func() []base.Change {
		document := func(o types.Object) any {
			return losant.OrganizationPost{Limits: limits.ToAPI(o, types.Object{})}
		}
		return base.DocumentChanges(document(before.Limits), document(m.Limits), isOf(m.OrganizationID), limitAttribute)
	}
	return drift
}

// gone is that the organization was deleted.
func (m *limitsModel) gone() base.Drift {
	return base.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "The limits of organization " + m.OrganizationID.ValueString(),
		Imported: m.Limits.IsNull(), Changes: deleted(m.OrganizationID),
	}
}

func isOf(id types.String) func(*base.AuditEntry) bool {
	return func(e *base.AuditEntry) bool { return e.IsOf(id.ValueString()) }
}

func deleted(id types.String) func() []base.Change {
	return func() []base.Change { return base.Deletion(isOf(id)) }
}

// limitAttribute names the limit that a member of a body is.
func limitAttribute(member string) (attribute string, ok bool) {
	key, isLimit := strings.CutPrefix(member, "limits.")
	for _, l := range limits.Table {
		if isLimit && l.Key == key {
			return "limits." + l.Name, true
		}
	}
	return member, false
}
