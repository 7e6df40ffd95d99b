package invitation

import (
	"context"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// roster reads both lists: only together they tell whether an invitation that
// is gone was accepted.
func (r *invitationResource) roster(ctx context.Context, m *model) (*membership.Roster, error) {
	return membership.ReadRoster(ctx, r.Client, m.ref())
}

// refresh takes over where the invitation stands, and tells whether it is there.
func (r *invitationResource) refresh(ctx context.Context, state *model) (bool, error) {
	if state.isAccepted() {
		// Only whether the organization exists counts, and this way to ask is shared.
		_, err := losant.Collect(r.Client.Members.All(ctx, state.ref()))
		return err == nil, err
	}
	roster, err := r.roster(ctx, state)
	return err == nil && state.fromRoster(roster), err
}

// invite invites somebody who is neither invited nor a member, and adopts
// anybody else.
func (r *invitationResource) invite(ctx context.Context, plan *model, diags *diag.Diagnostics) {
	if r.adopt(ctx, plan, diags) {
		return
	}
	invitation, err := r.Client.Invitations.Create(ctx, plan.ref(), plan.toPost())
	switch {
	case losant.StatusCode(err) == http.StatusBadRequest && r.adopt(ctx, plan, diags): // Somebody else was faster.
	case err != nil:
		base.AddError(diags, "invite "+plan.displayName(), err)
	case invitation.ID == "" && r.adopt(ctx, plan, diags): // The person joined in the meantime.
	default:
		present := *plan
		present.fromInvitation(invitation)
		plan.became(present)
	}
}

// adopt takes over somebody who is invited or a member already. It tells false
// when there is no such person.
func (r *invitationResource) adopt(ctx context.Context, plan *model, diags *diag.Diagnostics) bool {
	roster, err := r.roster(ctx, plan)
	if err != nil {
		base.AddError(diags, "read the invitations to "+plan.place(), err)
		return true
	}
	present := *plan
	if !present.fromRoster(roster) {
		return false
	}
	diags.Append(adoption(plan, &present))
	r.correct(ctx, plan, diags)
	return true
}

// correct sends an invitation again if that is due, and fills in where the
// person stands.
func (r *invitationResource) correct(ctx context.Context, plan *model, diags *diag.Diagnostics) {
	for again := false; ; again = true {
		roster, err := r.roster(ctx, plan)
		if err != nil {
			base.AddError(diags, "read the invitation of "+plan.displayName(), err)
			return
		}
		present := *plan
		if !present.fromRoster(roster) {
			diags.AddError("Could not send the invitation of "+plan.displayName()+" again", "The person is neither invited nor a member any more. Plan again.")
			return
		}
		if !plan.needsResend(&present) {
			plan.became(present)
			return
		}
		invitation, err := r.Client.Invitations.Resend(ctx, plan.ref(),
			present.InvitationID.ValueString(), plan.Role.ValueString())
		if losant.IsNotFound(err) && !again {
			continue // It was accepted, revoked or renewed since the list was read.
		}
		if err != nil {
			base.AddError(diags, "send the invitation of "+plan.displayName()+" again", err)
			return
		}
		present.fromInvitation(invitation)
		plan.became(present)
		return
	}
}

// revoke withdraws the invitation. That there is none is success.
func (r *invitationResource) revoke(ctx context.Context, state *model, diags *diag.Diagnostics) {
	roster, err := r.roster(ctx, state)
	if err != nil {
		if isGone, err := r.IsGone(ctx, state.InstanceID.ValueString(), err); !isGone {
			base.AddError(diags, "read the invitation of "+state.displayName(), err)
		}
		return
	}
	if invitation := roster.Invitation(state.Email.ValueString()); invitation != nil {
		err := r.Client.Invitations.Revoke(ctx, state.ref(), invitation.ID)
		if err != nil && !losant.IsNotFound(err) {
			base.AddError(diags, "revoke the invitation of "+state.displayName(), err)
		}
		if !losant.IsNotFound(err) {
			return
		}
		if roster, err = r.roster(ctx, state); err != nil {
			return // There is nothing to revoke, whoever the person is now.
		}
	}
	if roster.Member("", state.Email.ValueString()) != nil {
		diags.Append(staysMember(state))
	}
}
