package member

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/people"
)

func (m *model) subject() people.Subject {
	return people.Subject{OrganizationID: m.OrganizationID.ValueString(), UserID: m.UserID.ValueString(), Email: m.Email.ValueString()}
}

// drift is what a refresh found changed since before: the role, since all else
// about a person follows silently.
func (m *model) drift(before *model) base.Drift {
	drift := before.gone()
	drift.Changes = func() []base.Change {
		if before.Role.Equal(m.Role) {
			return nil
		}
		return []base.Change{m.subject().RoleChange("role", before.Role.ValueString(), m.Role.ValueString())}
	}
	return drift
}

// gone is that the person is neither member nor invited any more.
func (m *model) gone() base.Drift {
	return base.Drift{InstanceID: m.InstanceID.ValueString(), Object: m.quote(), Imported: m.Role.IsNull(), Changes: func() []base.Change {
		return []base.Change{m.subject().Gone("")}
	}}
}

// drift is what a refresh found changed since before, person by person.
func (m *setModel) drift(before *setModel, knownBefore, known userIDs) base.Drift {
	drift := before.gone()
	drift.Changes = func() []base.Change {
		var changes []base.Change
		was, is := before.roles(), m.roles()
		everybody := slices.Concat(slices.Collect(maps.Keys(was)), slices.Collect(maps.Keys(is)))
		slices.Sort(everybody)
		for _, email := range slices.Compact(everybody) {
			former, wasThere := was[email]
			role, isThere := is[email]
			subject := people.Subject{OrganizationID: m.OrganizationID.ValueString(), UserID: known.of(email), Email: email}
			if subject.UserID == "" {
				subject.UserID = knownBefore.of(email)
			}
			attribute := fmt.Sprintf("members[%q]", strings.ToLower(email))
			switch {
			case !isThere:
				changes = append(changes, subject.Gone(attribute))
			case !wasThere:
				changes = append(changes, subject.Joined(attribute))
			case role != former:
				changes = append(changes, subject.RoleChange(attribute, former, role))
			}
		}
		return changes
	}
	return drift
}

// gone is that the organization was deleted.
func (m *setModel) gone() base.Drift {
	organizationID := m.OrganizationID.ValueString()
	return base.Drift{
		InstanceID: m.InstanceID.ValueString(), Object: "The members of organization " + organizationID, Imported: m.Members.IsNull(),
		Changes: func() []base.Change {
			return []base.Change{people.Subject{OrganizationID: organizationID}.Gone("")}
		},
	}
}
