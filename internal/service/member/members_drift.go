package member

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/drift"
)

// drift returns what a refresh found changed since before, for each person.
func (m *setModel) drift(before *setModel, knownBefore, known userIDs) drift.Drift {
	d := before.removal()
	d.Changes = func() []drift.Change {
		var changes []drift.Change
		rolesBefore, roles := before.roles(), m.roles()
		emails := slices.Concat(slices.Collect(maps.Keys(rolesBefore)), slices.Collect(maps.Keys(roles)))
		slices.Sort(emails)
		for _, email := range slices.Compact(emails) {
			roleBefore, existed := rolesBefore[email]
			role, exists := roles[email]
			person := drift.Person{OrganizationID: m.OrganizationID.ValueString(), UserID: known.of(email), Email: email}
			if person.UserID == "" {
				person.UserID = knownBefore.of(email)
			}
			attribute := fmt.Sprintf("members[%q]", strings.ToLower(email))
			switch {
			case !exists:
				changes = append(changes, person.Left(attribute))
			case !existed:
				changes = append(changes, person.Joined(attribute))
			case role != roleBefore:
				changes = append(changes, person.RoleChange(attribute, roleBefore, role))
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
