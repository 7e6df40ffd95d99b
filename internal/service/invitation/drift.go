package invitation

import (
	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/people"
)

func (m *model) subject() people.Subject {
	return people.Subject{OrganizationID: m.OrganizationID.ValueString(), UserID: m.UserID.ValueString(), Email: m.Email.ValueString()}
}

// drift is what a refresh found changed since before: what the invitation says,
// since acceptance and expiry follow silently.
func (m *model) drift(before *model) base.Drift {
	drift := before.gone()
	drift.Changes = func() []base.Change {
		var changes []base.Change
		if m.accepted() {
			return nil
		}
		if !before.Role.Equal(m.Role) {
			changes = append(changes, m.subject().RoleChange("role", before.Role.ValueString(), m.Role.ValueString()))
		}
		if disallowed := before.DisallowTransfer.ValueBool(); disallowed != m.DisallowTransfer.ValueBool() {
			was := map[bool]string{true: "true", false: ""}[disallowed]
			changes = append(changes, m.subject().BodyChange("disallow_transfer", "disallowTransfer", was))
		}
		return changes
	}
	return drift
}

// gone is that the invitation was revoked or rejected.
func (m *model) gone() base.Drift {
	return base.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "The invitation of " + m.quote(), Imported: m.Role.IsNull(),
		Changes: func() []base.Change { return []base.Change{m.subject().Gone("")} },
	}
}
