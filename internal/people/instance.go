package people

import (
	"context"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// ReadInstanceRoster reads the members of an instance, which invites nobody.
// They are read once for all resources of a walk.
func ReadInstanceRoster(ctx context.Context, client *losant.Client, instanceID string) (*Roster, error) {
	var roster Roster
	for m, err := range client.InstanceMembers.All(ctx, instanceID) {
		if err != nil {
			return nil, err
		}
		roster.Members = append(roster.Members, MemberOfInstance(m))
	}
	return &roster, nil
}

// MemberOfInstance returns a member of an instance in the form of those of an
// organization. OrganizationID stays empty.
func MemberOfInstance(m *losant.InstanceMember) *losant.Member {
	return &losant.Member{
		InstanceID: m.InstanceID, UserID: m.UserID, Email: m.Email, FirstName: m.FirstName, LastName: m.LastName, AvatarURL: m.AvatarURL,
		Role: m.Role, TwoFactorAuthEnabled: m.TwoFactorAuthEnabled, SSOLinked: m.SSOLinked,
	}
}
