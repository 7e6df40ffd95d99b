package member

import (
	"maps"
	"slices"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// step is one request on the way from a roster to the planned members.
type step struct {
	kind       stepKind
	email      string
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

// action returns what the step does, for a message such as "Could not add X to
// organization Y".
func (s step) action(parent string) string {
	switch s.kind {
	case add:
		return "add " + s.email + " to " + parent
	case resend:
		return "send the invitation to " + s.email + " again in " + parent
	case revoke:
		return "revoke the invitation to " + s.email + " in " + parent
	case remove:
		return "remove " + s.email + " from " + parent
	default:
		return "change the role of " + s.email + " in " + parent + " to " + s.role
	}
}

// steps returns what leads from the roster to the planned members, in order.
func (m *setModel) steps(roster *membership.Roster, known userIDs) []step {
	roles := m.roles()
	var steps []step
	kept := map[string]bool{} // user IDs and invitation IDs
	for _, email := range slices.Sorted(maps.Keys(roles)) {
		role := roles[email]
		member := roster.Member(known.of(email), email)
		invitation := roster.Invitation(email)
		switch {
		case member != nil:
			kept[member.UserID] = true
			if member.Role != role {
				kind := setRole
				if role == losant.RoleAdmin {
					kind = promote
				}
				steps = append(steps, step{kind: kind, email: email, role: role, member: member})
			}
		case invitation == nil:
			steps = append(steps, step{kind: add, email: email, role: role})
		default:
			kept[invitation.ID] = true
			if invitation.HasExpired || invitation.Role != role {
				steps = append(steps, step{kind: resend, email: email, role: role, invitation: invitation})
			}
		}
	}
	for _, member := range roster.Members {
		if !kept[member.UserID] && !m.ignores(member.Email) {
			steps = append(steps, step{kind: remove, email: member.Email, member: member})
		}
	}
	for _, i := range roster.Invitations {
		if !kept[i.ID] && !m.ignores(i.Email) {
			steps = append(steps, step{kind: revoke, email: i.Email, invitation: i})
		}
	}
	slices.SortStableFunc(steps, func(a, b step) int { return int(a.kind) - int(b.kind) })
	return steps
}
