package member

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// step is one request on the way from a roster to the planned members.
type step struct {
	kind       stepKind
	address    string
	role       string             // empty if the person is removed
	member     *losant.Member     // to promote, set the role of, or remove
	invitation *losant.Invitation // to resend or revoke
}

// stepKind is the kind of a step. The values are in the order of execution: a new
// administrator comes before the removal of another.
type stepKind int

const (
	promote stepKind = iota
	add              // Losant invites a person without an account.
	resend
	setRole // any role but administrator
	remove
	revoke
)

// userID returns the user ID of a member, or "".
func (s step) userID() string {
	if s.member == nil {
		return ""
	}
	return s.member.UserID
}

// currentRole returns the role before the step, or "".
func (s step) currentRole() string {
	switch {
	case s.member != nil:
		return s.member.Role
	case s.invitation != nil:
		return s.invitation.Role
	}
	return ""
}

// action returns what the step does, for a message such as "Could not add X to
// organization Y".
func (s step) action(parent string) string {
	switch s.kind {
	case add:
		return "add " + s.address + " to " + parent
	case resend:
		return "send the invitation to " + s.address + " again in " + parent
	case revoke:
		return "revoke the invitation to " + s.address + " in " + parent
	case remove:
		return "remove " + s.address + " from " + parent
	default:
		return "change the role of " + s.address + " in " + parent + " to " + s.role
	}
}

// fields connects the fields of the step's request to attributes.
func (s step) fields() base.Fields {
	at := path.Root("members").AtMapKey(s.address)
	return base.Fields{"email": at, "role": at.AtName("role")}
}

// steps returns the steps from the roster to the planned members, in the order of
// execution.
func (m *membersModel) steps(roster *membership.Roster, ids userIDs) []step {
	roles := m.roles()
	var steps []step
	kept := map[string]bool{} // user IDs and invitation IDs
	for _, address := range slices.Sorted(maps.Keys(roles)) {
		role := roles[address]
		member := roster.Member(ids.userID(address), address)
		invitation := roster.Invitation(address)
		switch {
		case member != nil:
			kept[member.UserID] = true
			if member.Role != role {
				kind := setRole
				if role == losant.RoleAdmin {
					kind = promote
				}
				steps = append(steps, step{kind: kind, address: address, role: role, member: member})
			}
		case invitation == nil:
			steps = append(steps, step{kind: add, address: address, role: role})
		default:
			kept[invitation.ID] = true
			if invitation.HasExpired || invitation.Role != role {
				steps = append(steps, step{kind: resend, address: address, role: role, invitation: invitation})
			}
		}
	}
	for _, member := range roster.Members {
		if !kept[member.UserID] && !m.ignores(member.Email) {
			steps = append(steps, step{kind: remove, address: member.Email, member: member})
		}
	}
	for _, i := range roster.Invitations {
		if !kept[i.ID] && !m.ignores(i.Email) {
			steps = append(steps, step{kind: revoke, address: i.Email, invitation: i})
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return int(a.kind) - int(b.kind) })
	return steps
}
