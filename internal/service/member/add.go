package member

import (
	"context"
	"net/http"
	"regexp"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// aboutMFA matches a refusal that is not about a missing account.
var aboutMFA = regexp.MustCompile(`(?i)factor|\bmfa\b`)

// addOrInvite adds a person to an organization. Losant invites somebody without an
// account. If the API refuses to do so by itself, addOrInvite sends the invitation.
func addOrInvite(ctx context.Context, client *losant.Client, organization losant.OrganizationRef, post losant.MemberPost) (*losant.Member, error) {
	added, err := client.Members.Add(ctx, organization, post)
	if err == nil && added.UserID != "" && added.Role != "" && added.Role != post.Role {
		// Somebody else has added the person meanwhile.
		return client.Members.Update(ctx, organization, added.UserID, post.Role)
	}
	if err == nil || post.Email == "" || !mayLackAccount(err) {
		return added, err
	}
	invitation, errInvitation := client.Invitations.Create(ctx, organization,
		losant.InvitationPost{Email: post.Email, Role: post.Role, DisallowTransfer: post.DisallowTransfer})
	switch status := losant.StatusCode(errInvitation); {
	case errInvitation == nil:
		return &losant.Member{InstanceID: organization.InstanceID, OrganizationID: organization.ID, Email: invitation.Email, Role: invitation.Role}, nil
	case status/100 == 4:
		return nil, err // The first refusal says why.
	default:
		return nil, errInvitation
	}
}

// mayLackAccount reports whether the API may have refused to add a person because
// the person has no account.
func mayLackAccount(err error) bool {
	switch losant.StatusCode(err) {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity:
		return !aboutMFA.MatchString(base.ErrorText(err))
	}
	return false
}
