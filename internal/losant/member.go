package losant

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"
)

// The operations on members of organizations.
var (
	opListMembers  = newOperation("instanceOrgMembers.get", http.MethodGet, readAccess)
	opAddMember    = newOperation("instanceOrgMembers.post", http.MethodPost, fullAccess)
	opUpdateMember = newOperation("instanceOrgMember.patch", http.MethodPatch, fullAccess)
	opRemoveMember = newOperation("instanceOrgMember.delete", http.MethodDelete, fullAccess)
)

// MemberService reads and changes the people in an organization. Those who are only invited are not among them.
type MemberService struct {
	client *Client
	lists  unpaged[Member]
}

// Member is a person in an organization.
type Member struct {
	InstanceID           string `json:"instanceId"`
	OrganizationID       string `json:"orgId"`
	UserID               string `json:"userId"`
	Email                string `json:"email"`
	FirstName            string `json:"firstName"`
	LastName             string `json:"lastName"`
	AvatarURL            string `json:"avatarUrl"`
	Role                 string `json:"role"` // admin, edit, collaborate, view or none
	TwoFactorAuthEnabled bool   `json:"twoFactorAuthEnabled"`
	SSOLinked            bool   `json:"ssoLinked"` // counts as two-factor authentication
}

// MemberPost is somebody to add to an organization: Role and either Email or UserID are required.
type MemberPost struct {
	Email            string `json:"email,omitempty"`
	UserID           string `json:"userId,omitempty"`
	Role             string `json:"role"`
	DisallowTransfer *bool  `json:"disallowTransfer,omitempty"` // not with UserID; passed on to an invitation
}

func (m *Member) subject() (instanceID, id string) { return m.InstanceID, m.UserID }

func (m *Member) check() error {
	if m.UserID == "" && m.Email == "" {
		return errors.New("the member has neither a user id nor an e-mail")
	}
	return nil
}

// All yields the members of an organization, sorted by e-mail. The API sends them in one answer, which serves all callers until
// this client changes who is in the organization. The members are shared, so callers must not change them.
func (s *MemberService) All(ctx context.Context, ref OrganizationRef) iter.Seq2[*Member, error] {
	return s.lists.all(ctx, ref.path())
}

// Add makes a person who has an account a member at once, and invites, by e-mail, one who has none. The API does not promise
// that its answer tells which: a Member without UserID means to look in both lists.
//
// When it stays unknown whether the POST took effect, the person is looked for in both lists and returned as found, in
// whichever role; one who is invited as a Member with only ids of the place, Email and Role. The POST is repeated when the person
// is in neither, also on a second look. An error that leaves the fate open says so.
func (s *MemberService) Add(ctx context.Context, ref OrganizationRef, post MemberPost) (*Member, error) {
	organization := ref.path()
	defer s.client.forgetPeople(organization)
	who := person{post.Email, post.UserID}
	risk := fmt.Sprintf("%s may have been added to organization %s", who, ref.ID)
	return settled(ctx, s.client, opAddMember, organization.word("members"), post, risk, func(time.Time) (*Member, error) {
		member, invitation, err := s.client.lookUp(ctx, organization, who)
		if invitation != nil {
			member = &Member{InstanceID: ref.InstanceID, OrganizationID: ref.ID, Email: invitation.Email, Role: invitation.Role}
		}
		return member, err
	})
}

// Update gives a member another role. The API refuses to take the role from the last administrator, and to make somebody without
// two-factor authentication what the organization's MFAMode forbids.
func (s *MemberService) Update(ctx context.Context, ref OrganizationRef, userID, role string) (*Member, error) {
	organization := ref.path()
	defer s.client.forgetPeople(organization)
	return send[Member](ctx, s.client, newCall(opUpdateMember, organization.word("members").id("user", userID), flags, roleChange{role}))
}

// Remove ends a membership; the person's account stays. The API refuses to remove the last administrator. That the person is
// no member is an error like any other, but not when an earlier attempt of this call was lost.
func (s *MemberService) Remove(ctx context.Context, ref OrganizationRef, userID string) error {
	organization := ref.path()
	defer s.client.forgetPeople(organization)
	return s.client.remove(ctx, opRemoveMember, organization.word("members").id("user", userID))
}
