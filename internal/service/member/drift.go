package member

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/drift"
)

func (m *model) person() drift.Person {
	return drift.Person{OrganizationID: m.OrganizationID.ValueString(), UserID: m.UserID.ValueString(), Email: m.Email.ValueString()}
}

// drift returns what a refresh found changed since before: the role. Everything
// else about a person is no drift.
func (m *model) drift(before *model) drift.Drift {
	d := before.removal()
	d.Changes = func() []drift.Change {
		if before.Role.Equal(m.Role) {
			return nil
		}
		return []drift.Change{m.person().RoleChange("role", before.Role.ValueString(), m.Role.ValueString())}
	}
	return d
}

// removal returns that the person is neither a member nor invited any more.
func (m *model) removal() drift.Drift {
	return drift.Drift{InstanceID: m.InstanceID.ValueString(), Object: m.displayName(), Imported: m.Role.IsNull(), Changes: func() []drift.Change {
		return []drift.Change{m.person().Left("")}
	}}
}

func (m *instanceModel) person() drift.Person {
	return drift.Person{UserID: m.UserID.ValueString(), Email: m.Email.ValueString()}
}

// drift returns what a refresh found changed since before: the role.
func (m *instanceModel) drift(before *instanceModel) drift.Drift {
	d := before.removal()
	d.Changes = func() []drift.Change {
		if before.Role.Equal(m.Role) {
			return nil
		}
		return []drift.Change{m.person().RoleChange("role", before.Role.ValueString(), m.Role.ValueString())}
	}
	return d
}

// removal returns that the person is not a member any more.
func (m *instanceModel) removal() drift.Drift {
	return drift.Drift{InstanceID: m.InstanceID.ValueString(), Object: m.displayName(), Imported: m.Role.IsNull(), Changes: func() []drift.Change {
		return []drift.Change{m.person().Left("")}
	}}
}

// drift returns what a refresh found changed since before, person by person.
func (m *setModel) drift(before *setModel, knownBefore, known userIDs) drift.Drift {
	d := before.removal()
	d.Changes = func() []drift.Change {
		var changes []drift.Change
		was, is := before.roles(), m.roles()
		everybody := slices.Concat(slices.Collect(maps.Keys(was)), slices.Collect(maps.Keys(is)))
		slices.Sort(everybody)
		for _, email := range slices.Compact(everybody) {
			former, wasThere := was[email]
			role, isThere := is[email]
			person := drift.Person{OrganizationID: m.OrganizationID.ValueString(), UserID: known.of(email), Email: email}
			if person.UserID == "" {
				person.UserID = knownBefore.of(email)
			}
			attribute := fmt.Sprintf("members[%q]", strings.ToLower(email))
			switch {
			case !isThere:
				changes = append(changes, person.Left(attribute))
			case !wasThere:
				changes = append(changes, person.Joined(attribute))
			case role != former:
				changes = append(changes, person.RoleChange(attribute, former, role))
			}
		}
		return changes
	}
	return d
}

// removal returns that the organization was deleted.
func (m *setModel) removal() drift.Drift {
	organizationID := m.OrganizationID.ValueString()
	return drift.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "The members of organization " + organizationID, Imported: m.Members.IsNull(),
		Changes: func() []drift.Change {
			return []drift.Change{drift.Person{OrganizationID: organizationID}.Left("")}
		},
	}
}
