package member

import (
	"maps"
	"slices"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// A change is one call that brings an organization nearer to the wanted set.
type change struct {
	kind       kind
	email      string
	role       string
	member     *losant.Member     // to promote, set or remove
	invitation *losant.Invitation // to resend or revoke
}

// kind says what a change does. The order is that in which changes are made: an
// administrator more comes before one fewer.
type kind int

const (
	promote kind = iota
	invite       // adds; the API invites whom it does not know
	resend
	demote // or gives another role
	remove
	revoke
)

// changes returns what leads from the roster to the wanted set, in order.
func (m *setModel) changes(roster *membership.Roster, known userIDs) []change {
	roles := m.roles()
	var all []change
	present := map[string]bool{} // user ids and invitation ids that are wanted
	for _, email := range slices.Sorted(maps.Keys(roles)) {
		role := roles[email]
		member := roster.Member(known.of(email), email)
		invitation := roster.Invitation(email)
		switch {
		case member != nil:
			present[member.UserID] = true
			if member.Role != role {
				k := demote
				if role == losant.RoleAdmin {
					k = promote
				}
				all = append(all, change{kind: k, email: email, role: role, member: member})
			}
		case invitation == nil:
			all = append(all, change{kind: invite, email: email, role: role})
		default:
			present[invitation.ID] = true
			if invitation.HasExpired || invitation.Role != role {
				all = append(all, change{kind: resend, email: email, role: role, invitation: invitation})
			}
		}
	}
	for _, member := range roster.Members {
		if !present[member.UserID] && !m.ignores(member.Email) {
			all = append(all, change{kind: remove, email: member.Email, member: member})
		}
	}
	for _, i := range roster.Invitations {
		if !present[i.ID] && !m.ignores(i.Email) {
			all = append(all, change{kind: revoke, email: i.Email, invitation: i})
		}
	}
	slices.SortStableFunc(all, func(a, b change) int { return int(a.kind) - int(b.kind) })
	return all
}
