package losant

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"
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

// Invitation is an invitation that was neither accepted nor rejected nor revoked. It can be accepted for seven days; after
// that it stays, expired, until it is resent or revoked.
type Invitation struct {
	ID               string `json:"id"`
	Email            string `json:"email"` // never changes
	Role             string `json:"role"`  // admin, edit, collaborate, view or none
	DisallowTransfer bool   `json:"disallowTransfer"`
	InviteDate       string `json:"inviteDate"` // when it was last sent, in the server's spelling
	HasExpired       bool   `json:"hasExpired"`
}

// InvitationPost is a new invitation. Email and Role are required.
type InvitationPost struct {
	Email            string `json:"email"`
	Role             string `json:"role"`
	DisallowTransfer *bool  `json:"disallowTransfer,omitempty"`
}

// invitationAnswer is the answer to a new invitation: a collection that holds it, perhaps among others, or, where the server
// departs from its documentation, the invitation itself.
type invitationAnswer struct {
	Invitation
	Items []*Invitation `json:"items"`
}

func (i *Invitation) check() error {
	if i.ID == "" {
		return errors.New("the invitation has no id")
	}
	return nil
}

// check accepts any object, because what is not in the answer is found in the lists.
func (a *invitationAnswer) check() error { return nil }

// to returns the new invitation to an address, or nil. An expired one to the same address is another.
func (a *invitationAnswer) to(email string) *Invitation {
	for _, invitation := range append(a.Items, &a.Invitation) {
		if invitation != nil && invitation.ID != "" && !invitation.HasExpired && SameEmail(invitation.Email, email) {
			return invitation
		}
	}
	return nil
}

// All yields the invitations to an organization, expired ones too, the newest first. The API sends them in one answer, which
// serves all callers until this client changes who is in the organization. The invitations are shared, so callers must
// not change them.
func (s *InvitationService) All(ctx context.Context, ref OrganizationRef) iter.Seq2[*Invitation, error] {
	return s.lists.all(ctx, ref.path())
}

// Create invites a person, by an e-mail that Losant sends. It settles a POST of unknown fate as Members.Add does. An Invitation
// without ID is returned for one who is found to be a member instead, or not found although the POST succeeded.
func (s *InvitationService) Create(ctx context.Context, ref OrganizationRef, post InvitationPost) (*Invitation, error) {
	organization := ref.path()
	defer s.client.forgetPeople(organization)
	look := func(time.Time) (*invitationAnswer, error) {
		member, invitation, err := s.client.lookUp(ctx, organization, person{email: post.Email})
		switch {
		case member != nil:
			return &invitationAnswer{Invitation: Invitation{Email: member.Email, Role: member.Role}}, nil
		case invitation != nil:
			return &invitationAnswer{Invitation: *invitation}, nil
		}
		return nil, err
	}
	risk := fmt.Sprintf("%s may have been invited to organization %s", post.Email, ref.ID)
	answer, err := settled(ctx, s.client, opCreateInvitation, organization.word("invites"), post, risk, look)
	if err != nil {
		return nil, err
	}
	if invitation := answer.to(post.Email); invitation != nil {
		return invitation, nil
	}
	// The POST has succeeded, so a look that fails is no failure.
	if found, _ := look(time.Time{}); found != nil {
		return &found.Invitation, nil
	}
	return &Invitation{Email: post.Email, Role: post.Role}, nil
}

// Resend sends an invitation again, so that it can be accepted for another seven days, with another role unless role is empty. The
// invitation may have another ID from then on: that of the answer counts.
//
// When it stays unknown whether the POST took effect, the invitation is looked for, by its ID or else its e-mail. It is returned
// if it is valid, has the wanted role, and another InviteDate than before; else the POST is repeated. An error that leaves
// the fate open says so. What was before is taken from All: a request, unless its list is at hand.
func (s *InvitationService) Resend(ctx context.Context, ref OrganizationRef, id, role string) (*Invitation, error) {
	organization := ref.path()
	before, err := find(s.lists.all(ctx, organization), func(i *Invitation) bool { return i.ID == id })
	if err != nil {
		return nil, err
	}
	if before == nil { // The server shall say so.
		before = &Invitation{ID: id}
	}
	defer s.client.forgetPeople(organization)
	renewed := func(i *Invitation) bool {
		same := i.ID == id || person{email: before.Email}.is(i.Email, "")
		return same && i.InviteDate != before.InviteDate && !i.HasExpired && (role == "" || i.Role == role)
	}
	look := func(time.Time) (*Invitation, error) {
		s.client.forgetPeople(organization)
		return find(s.lists.all(ctx, organization), renewed)
	}
	risk := fmt.Sprintf("invitation %s to organization %s may have been resent", id, ref.ID)
	return settled(ctx, s.client, opResendInvitation, organization.word("invites").id("invitation", id), roleChange{role}, risk, look)
}

// Revoke withdraws an invitation. That there is none is an error like any other, but not when an earlier attempt of this call was
// lost.
func (s *InvitationService) Revoke(ctx context.Context, ref OrganizationRef, id string) error {
	organization := ref.path()
	defer s.client.forgetPeople(organization)
	return s.client.remove(ctx, opRevokeInvitation, organization.word("invites").id("invitation", id))
}
