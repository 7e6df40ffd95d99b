// Package membership holds what services share about the members of organizations
// and instances: the roster, the rule that one administrator must remain, import
// IDs, the limit of members, and the MFA modes.
package membership

import (
	"context"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// DocRoles explains the roles in an organization.
const DocRoles = "`admin` (also manages the organization and its members), `edit` (creates applications and dashboards), " +
	"`collaborate` (edits existing ones), `view` (reads) or `none`."

// DocKeptRoles says what a role does not include.
const DocKeptRoles = " Roles in single applications and dashboards are set in Losant. They are kept, even with `none`."

// Roster holds the members and the invitations of an organization.
type Roster struct {
	Members     []*losant.Member
	Invitations []*losant.Invitation
}

// ReadRoster reads both lists. The client reads them once for all resources of a
// run.
func ReadRoster(ctx context.Context, client *losant.Client, organization losant.OrganizationRef) (*Roster, error) {
	members, err := losant.Collect(client.Members.All(ctx, organization))
	if err != nil {
		return nil, err
	}
	invitations, err := losant.Collect(client.Invitations.All(ctx, organization))
	if err != nil {
		return nil, err
	}
	return &Roster{Members: members, Invitations: invitations}, nil
}

// ReadInstanceRoster reads the members of an instance, which has no invitations.
// The client reads the list once for all resources of a run.
func ReadInstanceRoster(ctx context.Context, client *losant.Client, instanceID string) (*Roster, error) {
	var roster Roster
	for m, err := range client.InstanceMembers.All(ctx, instanceID) {
		if err != nil {
			return nil, err
		}
		roster.Members = append(roster.Members, FromInstanceMember(m))
	}
	return &roster, nil
}

// FromInstanceMember returns a member of an instance in the form of an
// organization's member. OrganizationID stays empty.
func FromInstanceMember(m *losant.InstanceMember) *losant.Member {
	return &losant.Member{
		InstanceID: m.InstanceID, UserID: m.UserID, Email: m.Email, FirstName: m.FirstName, LastName: m.LastName, AvatarURL: m.AvatarURL,
		Role: m.Role, TwoFactorAuthEnabled: m.TwoFactorAuthEnabled, SSOLinked: m.SSOLinked,
	}
}

// OrganizationName returns how messages name an organization of which only the ID is
// known. Without a response of Losant, that is the ID.
func OrganizationName(ctx context.Context, client *losant.Client, ref losant.OrganizationRef) string {
	org, err := client.Organizations.Get(ctx, ref)
	if err != nil {
		return "organization " + ref.ID
	}
	return "organization " + base.DisplayName(org.Name, org.ID)
}

// Member returns the member with a user ID, or else with an address. It returns nil
// if there is none.
func (r *Roster) Member(userID, address string) *losant.Member {
	for _, m := range r.Members {
		if userID != "" && m.UserID == userID {
			return m
		}
	}
	for _, m := range r.Members {
		if address != "" && losant.SameEmail(m.Email, address) {
			return m
		}
	}
	return nil
}

// Invitation returns the invitation of an address. Of several it returns one that
// has not expired, if there is one. It returns nil if there is none.
func (r *Roster) Invitation(address string) *losant.Invitation {
	var expired *losant.Invitation
	for _, i := range r.Invitations {
		switch {
		case address == "" || !losant.SameEmail(i.Email, address):
		case i.HasExpired:
			expired = i
		default:
			return i
		}
	}
	return expired
}

// EmailBelongsTo reports whether an address is that of the member with a user id.
func (r *Roster) EmailBelongsTo(userID, address string) bool {
	member := r.Member("", address)
	return member != nil && member.UserID == userID
}

// Administrators returns the administrators among the members.
func (r *Roster) Administrators() Administrators {
	administrators := Administrators{}
	for _, m := range r.Members {
		administrators.SetRole(m.UserID, m.Role)
	}
	return administrators
}

// Administrators is the set of user IDs of the administrators of an organization
// or instance. Losant refuses to remove or demote the only one.
type Administrators map[string]bool

// SetRole records the role of a user. An empty role is that of a removed member.
func (a Administrators) SetRole(userID, role string) {
	if delete(a, userID); role == losant.RoleAdmin {
		a[userID] = true
	}
}

// IsOnly reports whether a user is an administrator and nobody else is.
func (a Administrators) IsOnly(userID string) bool { return len(a) == 1 && a[userID] }

// CountAgainstLimit returns how many people count against limits.member: the
// members, and the invitations that have not expired.
func (r *Roster) CountAgainstLimit() int {
	n := len(r.Members)
	for _, i := range r.Invitations {
		if !i.HasExpired {
			n++
		}
	}
	return n
}
