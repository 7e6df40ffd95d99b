package member

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/framework"
	"github.com/losant/terraform-provider-losant/internal/people"
)

func (m *model) subject() people.Subject {
	return people.Subject{OrganizationID: m.OrganizationID.ValueString(), UserID: m.UserID.ValueString(), Email: m.Email.ValueString()}
}

// drift is what a refresh found changed since before: the role, since all else
// about a person follows silently. An import had nothing before.
func (m *model) drift(before *model) framework.Drift {
	return framework.Drift{InstanceID: m.InstanceID.ValueString(), Object: before.quote(), Changes: func() []framework.Change {
		if before.Role.IsNull() || before.Role.Equal(m.Role) {
			return nil
		}
		return []framework.Change{m.subject().RoleChange("role", before.Role)}
	}}
}

// gone is that the person is neither member nor invited any more.
func (m *model) gone() framework.Drift {
	return framework.Drift{InstanceID: m.InstanceID.ValueString(), Object: m.quote(), Changes: func() []framework.Change {
		return []framework.Change{m.subject().Gone("")}
	}}
}

// drift is what a refresh found changed since before, person by person.
func (m *setModel) drift(before *setModel, knownBefore, known userIDs) framework.Drift {
	return framework.Drift{InstanceID: m.InstanceID.ValueString(), Object: m.object(), Changes: func() []framework.Change {
		if before.Members.IsNull() {
			return nil
		}
		var changes []framework.Change
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
				changes = append(changes, subject.RoleChange(attribute, types.StringValue(former)))
			}
		}
		return changes
	}}
}

// gone is that the organization was deleted.
func (m *setModel) gone() framework.Drift {
	return framework.Drift{InstanceID: m.InstanceID.ValueString(), Object: m.object(), Changes: func() []framework.Change {
		return []framework.Change{people.Subject{OrganizationID: m.OrganizationID.ValueString()}.Gone("")}
	}}
}

func (m *setModel) object() string {
	return "The members of organization " + m.OrganizationID.ValueString()
}
