package losant

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
)

// The operations on members of organizations.
var (
	opListMembers  = newOperation("instanceOrgMembers.get", http.MethodGet, readAccess)
	opAddMember    = newOperation("instanceOrgMembers.post", http.MethodPost, fullAccess)
	opUpdateMember = newOperation("instanceOrgMember.patch", http.MethodPatch, fullAccess)
	opRemoveMember = newOperation("instanceOrgMember.delete", http.MethodDelete, fullAccess)
)

// MemberService reads and changes the members of an organization. Invited people are not members.
type MemberService struct {
	client *Client
	lists  unpaged[Member]
}

func newMemberService(c *Client) *MemberService {
	return &MemberService{
		client: c, lists: unpaged[Member]{client: c, operation: opListMembers, segment: "members"},
	}
}

// Member is a person who belongs to an organization.
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

// MemberPost is a person to add to an organization. Role and either Email or UserID are required.
type MemberPost struct {
	Email            string `json:"email,omitempty"`
	UserID           string `json:"userId,omitempty"`
	Role             string `json:"role"`
	DisallowTransfer *bool  `json:"disallowTransfer,omitempty"` // not with UserID; applies to an invitation
}

func (m *Member) identity() (instanceID, id string) { return m.InstanceID, m.UserID }

func (m *Member) validate() error {
	if m.UserID == "" && m.Email == "" {
		return errors.New("the member has neither a user id nor an e-mail")
	}
	return nil
}

func (m *Member) complete() error {
	switch {
	case m.UserID == "":
		return errors.New("the member has no user id")
	case m.Role == "":
		return errors.New("the member has no role")
	}
	return checkEmail(m.Email)
}

// All yields the members of an organization, sorted by e-mail. All calls share one request until this client changes
// who belongs to the organization. The members are shared, so callers must not change them.
func (s *MemberService) All(ctx context.Context, ref OrganizationRef) iter.Seq2[*Member, error] {
	return s.lists.all(ctx, ref.path())
}

// Add adds a person. A person with an account becomes a member at once. A person without an account gets an
// invitation by e-mail. The API does not promise that its response shows which: look in both lists if the Member has
// no UserID.
//
// If the outcome of the POST is unknown, Add looks for the person in both lists and returns what it finds, whatever
// the role. An invitation is returned as a Member with only InstanceID, OrganizationID, Email and Role. If the person
// is in neither list, twice, Add repeats the POST. An error that leaves the outcome open says so.
func (s *MemberService) Add(ctx context.Context, ref OrganizationRef, post MemberPost) (*Member, error) {
	organization := ref.path()
	defer s.client.forgetRoster(organization)
	who := person{post.Email, post.UserID}
	warning := fmt.Sprintf("%s may have been added to organization %s", who, ref.ID)
	return postOnce(ctx, s.client, opAddMember, s.lists.path(organization), post, warning, func(ctx context.Context) (*Member, error) {
		member, invitation, err := s.client.findPerson(ctx, organization, who)
		if invitation != nil {
			member = &Member{InstanceID: ref.InstanceID, OrganizationID: ref.ID, Email: invitation.Email, Role: invitation.Role}
		}
		return member, err
	})
}

// Update changes the role of a member. The API refuses to change the role of the last administrator, and to give a
// person without two-factor authentication a role that the organization's MFAMode forbids. If the response has another
// role, Update reads the member again, and returns an error if the role is another one.
func (s *MemberService) Update(ctx context.Context, ref OrganizationRef, userID, role string) (*Member, error) {
	organization := ref.path()
	defer s.client.forgetRoster(organization)
	p := s.lists.path(organization).id("user", userID)
	member, err := send[Member](ctx, s.client, newCall(opUpdateMember, p, baseQuery, roleBody{role}))
	if err != nil || member.Role == role {
		return member, err
	}
	err = s.client.confirmRole(ctx, opUpdateMember, p, role, func(ctx context.Context) (_ string, err error) {
		s.client.forgetRoster(organization)
		member, err = firstMatch(s.lists.all(ctx, organization), func(m *Member) bool { return m.UserID == userID })
		switch {
		case err != nil:
			return "", err
		case member == nil:
			return "", fmt.Errorf("user %s is no longer a member of organization %s", userID, ref.ID)
		}
		return member.Role, nil
	})
	if err != nil {
		return nil, err
	}
	return member, nil
}

// Remove removes a member. The person's account stays. The API refuses to remove the last administrator. Remove
// returns an error if the person is not a member, unless an earlier attempt of this call may have removed the person.
func (s *MemberService) Remove(ctx context.Context, ref OrganizationRef, userID string) error {
	organization := ref.path()
	defer s.client.forgetRoster(organization)
	return s.client.remove(ctx, opRemoveMember, s.lists.path(organization).id("user", userID), func(ctx context.Context) (bool, error) {
		s.client.forgetRoster(organization)
		return exists(s.lists.all(ctx, organization), func(m *Member) bool { return m.UserID == userID })
	})
}
