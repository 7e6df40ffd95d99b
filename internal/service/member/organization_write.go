package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// create adds a person, or adopts an existing member or invitation.
func (r *memberResource) create(ctx context.Context, plan *model, diags *diag.Diagnostics) {
	defer r.parent(plan).lock(&plan.personModel)()
	var failure diag.Diagnostics // of an adoption
	for {
		roster, err := r.roster(ctx, plan)
		if err != nil {
			base.AddError(diags, "read the members of "+plan.parentName(), err)
			return
		}
		if mismatch := plan.checkIdentifiers(roster, plan.parentName()); mismatch.HasError() {
			diags.Append(mismatch...)
			return
		}
		var ignored diag.Diagnostics
		current := *plan
		switch isThere := current.fromRoster(roster, &ignored); {
		case !isThere:
			r.add(ctx, plan, diags)
			return
		case failure.HasError():
			diags.Append(failure...)
			return
		case plan.UserID.ValueString() != "" && current.UserID.IsNull():
			diags.Append(noUserIDError(plan.name(), plan.parentName()))
			return
		}
		adopted, attempt := *plan, diag.Diagnostics{adopting(plan, &current, isNowManaged)}
		if r.reconcile(ctx, &adopted, roster, &attempt); !attempt.HasError() {
			*plan = adopted
			diags.Append(attempt...)
			return
		}
		failure = attempt // The person may have left meanwhile.
	}
}

// add adds a person who is neither a member nor invited. Losant adds an account
// as a member, and invites anybody else.
func (r *memberResource) add(ctx context.Context, plan *model, diags *diag.Diagnostics) {
	post := losant.MemberPost{Role: plan.Role.ValueString()}
	post.Email, post.UserID = plan.postedBy()
	action := "add " + plan.name() + " to " + plan.parentName()
	added, err := addOrInvite(ctx, r.Client, plan.ref(), post)
	if err != nil {
		membership.AddRefusal(diags, membership.PersonFields(), action, err, post)
		return
	}
	role := plan.Role
	if added.UserID != "" {
		plan.fromAdded(added, plan.parentName(), diags)
		plan.Status, plan.InvitationID = types.StringValue(statusActive), types.StringNull()
	} else if roster, err := r.roster(ctx, plan); err != nil {
		// The person was added. The next refresh finds the invitation.
		plan.Status, plan.UserID, plan.InvitationID = types.StringValue(statusInvited), types.StringNull(), types.StringNull()
	} else if !plan.fromRoster(roster, diags) {
		diags.AddError("Could not "+action, "Losant accepted the request, but the person is neither a member nor invited. "+
			"Check mfa_mode of the organization. If it requires multi-factor authentication, the person must enable it first.")
		return
	}
	if plan.Email.IsUnknown() {
		plan.Email = types.StringNull()
	}
	plan.Role = role
	if plan.Status.ValueString() == statusActive && role.ValueString() == losant.RoleAdmin {
		r.parent(plan).coordinator.CompleteRemovals(ctx, plan.parentName(), diags)
	}
}

// update gives the person the planned role, and sends an expired invitation again. A
// planned status that is not known means that the plan announced an e-mail.
func (r *memberResource) update(ctx context.Context, plan, state *model, diags *diag.Diagnostics) {
	p := r.parent(state)
	defer p.lock(&state.personModel)()
	if !plan.Status.IsUnknown() && plan.Role.Equal(state.Role) {
		return
	}
	roster, err := r.roster(ctx, state)
	if err != nil {
		base.AddError(diags, "read "+state.displayName(), err)
		return
	}
	current, ignored := *state, diag.Diagnostics{}
	switch isThere := current.fromRoster(roster, &ignored); {
	case isThere && !p.claims.ExpectRole(p.identify(&state.personModel), current.Role.ValueString(), state.Role.ValueString(), plan.Role.ValueString(), diags):
	case plan.Status.IsUnknown():
		plan.UserID = state.UserID // It is unknown in the plan.
		r.reconcile(ctx, plan, roster, diags)
	default:
		p.setRole(ctx, &state.personModel, plan.Role.ValueString(), diags)
	}
}

// reconcile gives the planned role to a member or an invitation, and sends an
// expired invitation again. It fills in the rest of the plan. Whom another resource
// removed in this run is added again.
func (r *memberResource) reconcile(ctx context.Context, plan *model, roster *membership.Roster, diags *diag.Diagnostics) {
	role, result := plan.Role, *plan
	if !result.fromRoster(roster, diags) {
		if p := r.parent(plan); p.claims.IsRemoving(p.identify(&plan.personModel)) {
			r.add(ctx, plan, diags)
			return
		}
		diags.AddError("Could not update "+plan.displayName(),
			"The person is no longer a member, and the invitation no longer exists. Run terraform plan again.")
		return
	}
	switch {
	case result.Status.ValueString() == statusActive && !result.Role.Equal(role):
		r.parent(plan).setRole(ctx, &result.personModel, role.ValueString(), diags)
	case result.needsResend(plan):
		invitation, err := r.Client.Invitations.Resend(ctx, plan.ref(), result.InvitationID.ValueString(), role.ValueString())
		if err != nil {
			base.AddError(diags, "send the invitation to "+plan.displayName()+" again", err)
			return
		}
		result.fromInvitation(invitation)
	}
	result.Role = role
	if result.Email.IsUnknown() {
		result.Email = types.StringNull()
	}
	*plan = result
}

// remove removes the member or revokes the invitation, if there is one.
func (r *memberResource) remove(ctx context.Context, state *model, diags *diag.Diagnostics) {
	roster, err := r.roster(ctx, state)
	if err != nil {
		r.DeleteFailed(ctx, "read "+state.displayName(), err, r.OrganizationAbsence(state.ref()), diags)
		return
	}
	if member := state.find(roster); member != nil {
		state.UserID = types.StringValue(member.UserID)
		r.parent(state).removeMember(ctx, &state.personModel, diags)
		return
	}
	invitation := roster.Invitation(state.Email.ValueString())
	if invitation == nil {
		r.DeleteFailed(ctx, "remove "+state.displayName(), base.ErrNotListed, r.PersonAbsence(state.ref()), diags)
		return
	}
	if err := r.Client.Invitations.Revoke(ctx, state.ref(), invitation.ID); err != nil {
		absence := membership.InvitationAbsence(r.ProviderData, state.ref(), invitation.ID)
		r.DeleteFailed(ctx, "revoke the invitation to "+state.displayName(), err, absence, diags)
	}
}
