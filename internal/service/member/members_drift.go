package member

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/drift"
)

// drift returns the drift of each person since before.
func (m *membersModel) drift(before *membersModel, ids, idsBefore userIDs) drift.Drift {
	d := before.removal()
	d.Changes = func() []drift.Change {
		var changes []drift.Change
		rolesBefore, roles := before.roles(), m.roles()
		addresses := slices.Concat(slices.Collect(maps.Keys(rolesBefore)), slices.Collect(maps.Keys(roles)))
		slices.Sort(addresses)
		for _, address := range slices.Compact(addresses) {
			roleBefore, existed := rolesBefore[address]
			role, exists := roles[address]
			person := drift.Person{
				OrganizationID: m.OrganizationID.ValueString(), Email: address, UserID: cmp.Or(ids.userID(address), idsBefore.userID(address)),
			}
			attribute := fmt.Sprintf("members[%q]", strings.ToLower(address))
			switch {
			case !exists:
				changes = append(changes, person.Left(attribute))
			case !existed:
				changes = append(changes, person.Joined(attribute))
			case m.isGone(address) && !before.isGone(address):
				changes = append(changes, person.Left(fmt.Sprintf("statuses[%q]", strings.ToLower(address))))
			case role != roleBefore:
				changes = append(changes, person.RoleChange(attribute, roleBefore, role))
			}
		}
		return changes
	}
	return d
}

// removal returns the drift of the members of a deleted organization.
func (m *membersModel) removal() drift.Drift {
	organizationID := m.OrganizationID.ValueString()
	return drift.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "The members of organization " + organizationID, Imported: m.Members.IsNull(),
		Changes: func() []drift.Change {
			return []drift.Change{drift.Person{OrganizationID: organizationID}.Left("")}
		},
	}
}
