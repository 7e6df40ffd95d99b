package member

import (
	"context"
	"fmt"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// add adds a person who is neither member nor invited. The API makes a member
// of somebody with an account, and invites anybody else.
func (r *memberResource) add(ctx context.Context, plan *model, diags *diag.Diagnostics) {
	post := losant.MemberPost{UserID: plan.UserID.ValueString(), Role: plan.Role.ValueString()}
	if post.UserID == "" { // The API takes one of them, and the id is the surer one.
		post.Email = plan.Email.ValueString()
	}
	added, err := r.Client.Members.Add(ctx, plan.ref(), post)
	if err != nil {
		d := base.ErrorDiagnostic("add "+plan.displayName(), err)
		if losant.StatusCode(err) == http.StatusBadRequest {
			d = diag.WithPath(path.Root("role"), d)
		}
		diags.Append(d)
		return
	}
	role := plan.Role
	if added.UserID != "" {
		plan.fromMember(added, diags)
	} else if roster, err := r.roster(ctx, plan); err != nil || !plan.fromRoster(roster, diags) {
		// The person was added; where to, the next refresh tells.
		plan.Status, plan.UserID, plan.InvitationID = types.StringValue(statusInvited), types.StringNull(), types.StringNull()
	}
	if plan.Email.IsUnknown() {
		plan.Email = types.StringNull()
	}
	plan.Role = role
	if plan.Status.ValueString() == statusActive && role.ValueString() == losant.RoleAdmin {
		r.seat(plan).Promoted(ctx, diags)
	}
}

// correct brings somebody who is there already to the planned role, and sends
// an expired invitation again. It fills in where the person stands.
func (r *memberResource) correct(ctx context.Context, plan *model, roster *membership.Roster, diags *diag.Diagnostics) {
	role := plan.Role
	present := *plan
	if !present.fromRoster(roster, diags) {
		diags.AddError("Could not update "+plan.displayName(), "The person is neither a member nor invited any more. Plan again.")
		return
	}
	switch {
	case present.Status.ValueString() == statusActive && !present.Role.Equal(role):
		r.setRole(ctx, &present, role.ValueString(), diags)
	case present.Status.ValueString() == statusInvited && !present.Role.Equal(role),
		present.Status.ValueString() == statusExpired && (!present.Role.Equal(role) || plan.resends()):
		invitation, err := r.Client.Invitations.Resend(ctx, plan.ref(), present.InvitationID.ValueString(), role.ValueString())
		if err != nil {
			base.AddError(diags, "send the invitation of "+plan.displayName()+" again", err)
			return
		}
		present.fromInvitation(invitation)
	}
	present.Role = role
	if present.Email.IsUnknown() {
		present.Email = types.StringNull()
	}
	*plan = present
}

// setRole changes the role of a member.
func (r *memberResource) setRole(ctx context.Context, m *model, role string, diags *diag.Diagnostics) {
	r.seat(m).SetRole(ctx, role, func(ctx context.Context) error {
		_, err := r.Client.Members.Update(ctx, m.ref(), m.UserID.ValueString(), role)
		return err
	}, diags)
}

// remove takes the person out of the organization, as member or as invited.
// Nobody there to take out is success.
func (r *memberResource) remove(ctx context.Context, state *model, roster *membership.Roster, diags *diag.Diagnostics) {
	if member := roster.Member(state.UserID.ValueString(), state.Email.ValueString()); member != nil {
		state.UserID = types.StringValue(member.UserID)
		r.seat(state).Remove(ctx, func(ctx context.Context) error {
			return r.Client.Members.Remove(ctx, state.ref(), member.UserID)
		}, diags)
		return
	}
	invitation := roster.Invitation(state.Email.ValueString())
	if invitation == nil {
		return
	}
	if err := r.Client.Invitations.Revoke(ctx, state.ref(), invitation.ID); err != nil && !losant.IsNotFound(err) {
		base.AddError(diags, "revoke the invitation of "+state.displayName(), err)
	}
}

// seat is the person's place in the organization.
func (r *memberResource) seat(m *model) membership.LastAdminGuard {
	return membership.LastAdminGuard{
		Coordinator: membership.CoordinatorOf(r.ProviderData, m.ref()),
		Roster:      func(ctx context.Context) (*membership.Roster, error) { return r.roster(ctx, m) },
		UserID:      m.UserID.ValueString(),
		Person:      m.displayName(),
		Parent:      "organization " + m.OrganizationID.ValueString(),
	}
}

// adopted says that somebody was there already.
func adopted(plan, present *model) diag.Diagnostic {
	what := fmt.Sprintf("The person was there already (%s, as %s) and is managed from now on.", present.Status.ValueString(), present.Role.ValueString())
	if !present.Role.Equal(plan.Role) {
		what += fmt.Sprintf(" The role is changed to %s.", plan.Role.ValueString())
	}
	return diag.NewWarningDiagnostic("Adopted "+plan.displayName(), what)
}
