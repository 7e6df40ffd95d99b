package invitation

import "github.com/losant/terraform-provider-losant/internal/drift"

func (m *model) person() drift.Person {
	return drift.Person{OrganizationID: m.OrganizationID.ValueString(), UserID: m.UserID.ValueString(), Email: m.Email.ValueString()}
}

// drift returns the changes of the invitation since before. Acceptance and expiry
// are not drift. That the invitation was rejected or revoked is drift once.
func (m *model) drift(before *model) drift.Drift {
	d := before.removal()
	d.Changes = func() []drift.Change {
		switch {
		case m.isAccepted(), m.isGone() && before.isGone():
			return nil
		case m.isGone():
			return []drift.Change{m.person().Left("status")}
		}
		var changes []drift.Change
		if !before.Role.Equal(m.Role) {
			changes = append(changes, m.person().RoleChange("role", before.Role.ValueString(), m.Role.ValueString()))
		}
		if disallowed := before.DisallowTransfer.ValueBool(); disallowed != m.DisallowTransfer.ValueBool() {
			prior := map[bool]string{true: "true", false: ""}[disallowed]
			changes = append(changes, m.person().FieldChange("disallow_transfer", "disallowTransfer", prior))
		}
		return changes
	}
	return d
}

// removal returns the change that the invitation was revoked or rejected.
func (m *model) removal() drift.Drift {
	return drift.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "The invitation of " + m.displayName(), Imported: m.Role.IsNull(),
		Changes: func() []drift.Change { return []drift.Change{m.person().Left("")} },
	}
}
