package member

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// planStatuses plans the status of each planned person. It is unknown only if the
// apply adds the person or sends an invitation, so the plan of a removal shows one
// line, and for_each can use the keys.
func (m *membersModel) planStatuses(prior *membersModel) {
	if m.Members.IsUnknown() {
		m.Statuses = types.MapUnknown(types.StringType)
		return
	}
	resends := plannedResends(prior, m)
	statuses := map[string]attr.Value{}
	for address := range m.Members.Elements() {
		statuses[address] = types.StringUnknown()
		if status, ok := prior.status(address); ok && (status != statusGone || m.staysGone(prior, address)) && !slices.ContainsFunc(resends, func(r plannedResend) bool { return r.address == address }) {
			statuses[address] = types.StringValue(status)
		}
	}
	m.Statuses = types.MapValueMust(types.StringType, statuses)
}

// isGone reports whether the status of an address is that of a person who is gone.
func (m *membersModel) isGone(address string) bool {
	status, _ := m.status(address)
	return status == statusGone
}

// staysGone reports whether the plan does not invite a person who is gone.
func (m *membersModel) staysGone(prior *membersModel, address string) bool {
	if !prior.isGone(address) || membership.Reinvites(m.Reinvite) {
		return false
	}
	role, before := m.roles()[address], prior.roles()
	for listed := range before {
		if losant.SameEmail(listed, address) {
			return role == before[listed]
		}
	}
	return false
}

// makeStatusesUnknown plans that the apply adds people again if needed.
func (m *membersModel) makeStatusesUnknown(people []membership.Person) {
	statuses := m.Statuses.Elements()
	for _, p := range people {
		statuses[p.Email] = types.StringUnknown()
	}
	if len(people) > 0 {
		m.Statuses = types.MapValueMust(types.StringType, statuses)
	}
}

// status returns the status of an address, and whether it is known.
func (m *membersModel) status(address string) (status string, known bool) {
	for listed, value := range m.Statuses.Elements() {
		if s, ok := value.(types.String); ok && losant.SameEmail(listed, address) && !s.IsUnknown() && !s.IsNull() {
			return s.ValueString(), true
		}
	}
	return "", false
}

// resultStatuses returns the statuses after an apply: the planned ones if they are
// known, and else the current ones. The next refresh shows what changed since the
// plan.
func (m *membersModel) resultStatuses(current *membersModel) types.Map {
	statuses := maps.Clone(m.Members.Elements())
	for address := range statuses {
		status, known := m.status(address)
		if !known {
			status, known = current.status(address)
		}
		if !known {
			status = statusInvited
		}
		statuses[address] = types.StringValue(status)
	}
	return types.MapValueMust(types.StringType, statuses)
}

// plannedResend is an invitation that an apply sends again.
type plannedResend struct{ address, reason string }

// plannedResends returns the invitations that are sent again, sorted by address.
func plannedResends(prior, plan *membersModel) []plannedResend {
	var resends []plannedResend
	before := prior.roles()
	for address, role := range plan.roles() {
		for listed, roleBefore := range before {
			if !losant.SameEmail(address, listed) {
				continue
			}
			switch status, _ := prior.status(listed); {
			case status == statusExpired:
				resends = append(resends, plannedResend{address, address + ": the invitation has expired."})
			case status == statusInvited && role != roleBefore:
				resends = append(resends, plannedResend{address, address + ": the role changes from " + quoted(roleBefore) + " to " + quoted(role) + "."})
			}
		}
	}
	slices.SortFunc(resends, func(a, b plannedResend) int { return cmp.Compare(a.address, b.address) })
	return resends
}

// quoted returns a role for messages.
func quoted(role string) string {
	if role == "" {
		return "a role that is not known yet"
	}
	return strconv.Quote(role)
}
