package losant

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
)

// The operations on invitations.
var (
	opListInvitations  = newOperation("instanceOrgInvites.get", http.MethodGet, readAccess)
	opCreateInvitation = newOperation("instanceOrgInvites.post", http.MethodPost, fullAccess)
	opResendInvitation = newOperation("instanceOrgInvite.resendInvite", http.MethodPost, fullAccess)
	opRevokeInvitation = newOperation("instanceOrgInvite.delete", http.MethodDelete, fullAccess)
)

// InvitationService reads and changes the invitations to an organization.
type InvitationService struct {
	client *Client
	lists  unpaged[Invitation]
}

func newInvitationService(c *Client) *InvitationService {
	return &InvitationService{
		client: c, lists: unpaged[Invitation]{client: c, operation: opListInvitations, segment: "invites"},
	}
}

// Invitation is an invitation that was neither accepted nor rejected nor revoked. It can be accepted for seven days.
// Then it is expired until it is resent or revoked.
type Invitation struct {
	ID               string `json:"id"`
	Email            string `json:"email"` // never changes
	Role             string `json:"role"`  // admin, edit, collaborate, view or none
	DisallowTransfer bool   `json:"disallowTransfer"`
	InviteDate       string `json:"inviteDate"` // when it was last sent, in the server's format
	HasExpired       bool   `json:"hasExpired"`

	ApplicationRoles []ResourceRole `json:"applicationRoles"`
	DashboardRoles   []ResourceRole `json:"dashboardRoles"`
}

// ResourceRole is a role for one application or dashboard, in place of the role in the organization.
type ResourceRole struct {
	ResourceID string `json:"resourceId"`
	Role       string `json:"role"` // collaborate, view or none
}

// InvitationPost is a new invitation. Email and Role are required.
type InvitationPost struct {
	Email            string `json:"email"`
	Role             string `json:"role"`
	DisallowTransfer *bool  `json:"disallowTransfer,omitempty"`
}

// createdInvitation is the response to a new invitation. The API documents a collection that holds the invitation,
// perhaps among others. A response that is the invitation itself is understood too.
type createdInvitation struct {
	Invitation
	Items []*Invitation `json:"items"`
}

func (i *Invitation) identity() (instanceID, id string) { return "", i.ID }

func (i *Invitation) validate() error {
	if i.ID == "" {
		return errors.New("the invitation has no id")
	}
	return nil
}

func (i *Invitation) complete() error {
	switch {
	case i.Email == "":
		return errors.New("the invitation has no e-mail")
	case i.Role == "":
		return errors.New("the invitation has no role")
	}
	return checkEmail(i.Email)
}

// validate accepts any object, because an invitation that is not in the response is found in the lists.
func (c *createdInvitation) validate() error { return nil }

// to returns the new invitation to an e-mail address, or nil. An expired invitation to the same address is an older
// one.
func (c *createdInvitation) to(email string) *Invitation {
	for _, invitation := range append(c.Items, &c.Invitation) {
		if invitation != nil && invitation.ID != "" && !invitation.HasExpired && SameEmail(invitation.Email, email) {
			return invitation
		}
	}
	return nil
}

// All yields the invitations to an organization, including expired ones, the newest first. All calls share one
// request until this client changes who belongs to the organization. The invitations are shared, so callers must not
// change them.
func (s *InvitationService) All(ctx context.Context, ref OrganizationRef) iter.Seq2[*Invitation, error] {
	return s.lists.all(ctx, ref.path())
}

// Create invites a person. Losant sends the e-mail. If the outcome of the POST is unknown, Create looks for the
// person as Members.Add does. It returns an Invitation without ID if the person turns out to be a member, or is not
// found although the POST succeeded.
func (s *InvitationService) Create(ctx context.Context, ref OrganizationRef, post InvitationPost) (*Invitation, error) {
	organization := ref.path()
	defer s.client.forgetRoster(organization)
	find := func(ctx context.Context) (*createdInvitation, error) {
		member, invitation, err := s.client.findPerson(ctx, organization, person{email: post.Email})
		switch {
		case member != nil:
			return &createdInvitation{Invitation: Invitation{Email: member.Email, Role: member.Role}}, nil
		case invitation != nil:
			return &createdInvitation{Invitation: *invitation}, nil
		}
		return nil, err
	}
	warning := fmt.Sprintf("%s may have been invited to organization %s", post.Email, ref.ID)
	created, err := postOnce(ctx, s.client, opCreateInvitation, s.lists.path(organization), post, warning, find)
	if err != nil {
		return nil, err
	}
	if invitation := created.to(post.Email); invitation != nil {
		return invitation, nil
	}
	// The POST has succeeded, so an error of find does not matter.
	if found, _ := find(ctx); found != nil {
		return &found.Invitation, nil
	}
	return &Invitation{Email: post.Email, Role: post.Role}, nil
}

// Resend sends an invitation again, so that it can be accepted for another seven days. It also changes the role,
// unless role is empty. The invitation that Resend returns may have a new ID.
//
// If the outcome of the POST is unknown, Resend looks for the invitation by its ID or its e-mail. It returns the
// invitation if it is not expired, has the wanted role, and has another InviteDate than before. Otherwise it repeats
// the POST. An error that leaves the outcome open says so. Resend reads the invitation from All first, which may cost
// a request. If the response has another role than the wanted one, Resend looks for the invitation as well, and returns
// an error if there is none.
func (s *InvitationService) Resend(ctx context.Context, ref OrganizationRef, id, role string) (*Invitation, error) {
	organization := ref.path()
	before, err := firstMatch(s.lists.all(ctx, organization), func(i *Invitation) bool { return i.ID == id })
	if err != nil {
		return nil, err
	}
	if before == nil { // The server returns the error.
		before = &Invitation{ID: id}
	}
	defer s.client.forgetRoster(organization)
	resent := func(i *Invitation) bool {
		same := i.ID == id || person{email: before.Email}.matches(i.Email, "")
		return same && i.InviteDate != before.InviteDate && !i.HasExpired && (role == "" || i.Role == role)
	}
	find := func(ctx context.Context) (*Invitation, error) {
		s.client.forgetRoster(organization)
		return firstMatch(s.lists.all(ctx, organization), resent)
	}
	warning := fmt.Sprintf("invitation %s to organization %s may have been resent", id, ref.ID)
	p := s.lists.path(organization).id("invitation", id)
	invitation, err := postOnce(ctx, s.client, opResendInvitation, p, roleBody{role}, warning, find)
	if err != nil || role == "" || invitation.Role == "" || invitation.Role == role {
		return invitation, err
	}
	err = s.client.confirmRole(ctx, opResendInvitation, p, role, func(ctx context.Context) (string, error) {
		found, err := find(ctx)
		if found == nil {
			return invitation.Role, err
		}
		invitation = found
		return found.Role, nil
	})
	if err != nil {
		return nil, err
	}
	return invitation, nil
}

// Revoke revokes an invitation. It returns an error if there is none, unless an earlier attempt of this call may have
// revoked it.
func (s *InvitationService) Revoke(ctx context.Context, ref OrganizationRef, id string) error {
	organization := ref.path()
	defer s.client.forgetRoster(organization)
	return s.client.remove(ctx, opRevokeInvitation, s.lists.path(organization).id("invitation", id), func(ctx context.Context) (bool, error) {
		s.client.forgetRoster(organization)
		return exists(s.lists.all(ctx, organization), func(i *Invitation) bool { return i.ID == id })
	})
}
