package instance

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/people"
)

func (m *memberModel) subject() people.Subject {
	return people.Subject{UserID: m.UserID.ValueString(), Email: m.Email.ValueString()}
}

// drift is what a refresh found changed since before: the role.
func (m *memberModel) drift(before *memberModel) base.Drift {
	drift := before.gone()
	drift.Changes = func() []base.Change {
		if before.Role.Equal(m.Role) {
			return nil
		}
		return []base.Change{m.subject().RoleChange("role", before.Role.ValueString(), m.Role.ValueString())}
	}
	return drift
}

// gone is that the person is no member any more.
func (m *memberModel) gone() base.Drift {
	return base.Drift{InstanceID: m.InstanceID.ValueString(), Object: m.quote(), Imported: m.Role.IsNull(), Changes: func() []base.Change {
		return []base.Change{m.subject().Gone("")}
	}}
}

// drift is what a refresh found changed since before.
func (m *settingsModel) drift(ctx context.Context, before *settingsModel) base.Drift {
	id := m.InstanceID.ValueString()
	return base.Drift{InstanceID: id, Object: "The settings of instance " + id, Imported: before.ReportConfigs.IsNull(), Changes: func() []base.Change {
		isOf := func(e *base.AuditEntry) bool { return e.IsOf(id) }
		return base.DocumentChanges(before.document(ctx), m.document(ctx), isOf, func(member string) (string, bool) {
			if key, ok := strings.CutPrefix(member, "orgDefaultLimitConfig."); ok {
				for _, l := range limits.Table {
					if l.Key == key {
						return "default_organization_limits." + l.Name, true
					}
				}
			}
			return map[string]string{"mfaMode": "mfa_mode", "reportConfigs": "report_configs"}[member], true
		})
	}}
}

// document is the instance as a change of all its settings would send it.
func (m *settingsModel) document(ctx context.Context) losant.InstancePatch {
	var ignored diag.Diagnostics // The state fits its own types.
	nothing := &settingsModel{}
	return m.toPatch(ctx, nothing, &losant.Instance{}, &ignored)
}
