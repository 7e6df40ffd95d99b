package invitation

import (
	"context"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// roster reads the members and the invitations. Both are needed to distinguish an
// accepted invitation from a revoked one.
func (r *invitationResource) roster(ctx context.Context, m *model) (*membership.Roster, error) {
	return membership.ReadRoster(ctx, r.Client, m.ref())
}

func (r *invitationResource) claims() *membership.Claims { return membership.ClaimsOf(r.ProviderData) }

// refresh takes over the status of the invitation, and reports whether the state
// keeps it.
func (r *invitationResource) refresh(ctx context.Context, state *model) (bool, error) {
	if state.isAccepted() {
		// This only finds out whether the organization exists. The response is shared.
		_, err := losant.Collect(r.Client.Members.All(ctx, state.ref()))
		return err == nil, err
	}
	roster, err := r.roster(ctx, state)
	if err != nil || state.fromRoster(roster) {
		return err == nil, err
	}
	if !state.staysAsGone() {
		return false, nil
	}
	if _, err := r.Client.Organizations.Get(ctx, state.ref()); err != nil {
		return false, err
	}
	state.markGone()
	return true, nil
}

// invite invites the person, or adopts a person who is already a member or invited.
func (r *invitationResource) invite(ctx context.Context, plan *model, diags *diag.Diagnostics) {
	defer r.claims().LockAndClaim(plan.identify())()
	if r.adopt(ctx, plan, diags) != isAdopted {
		r.post(ctx, plan, diags)
	}
}

// post invites a person who is neither a member nor invited, or adopts a person who was
// added or invited in the meantime.
func (r *invitationResource) post(ctx context.Context, plan *model, diags *diag.Diagnostics) {
	for retried := false; ; retried = true {
		invitation, err := r.Client.Invitations.Create(ctx, plan.ref(), plan.toPost())
		if mayHaveJoined := losant.StatusCode(err) == http.StatusBadRequest || err == nil && invitation.ID == ""; mayHaveJoined && !retried {
			switch r.adopt(ctx, plan, diags) {
			case isAdopted:
				return
			case isRevoked:
				continue
			case notAdopted:
			}
		}
		if err != nil {
			membership.AddRefusal(diags, membership.PersonFields(), "invite "+plan.displayName(), err, plan.toPost())
			return
		}
		current := *plan
		current.fromInvitation(invitation)
		plan.fillFrom(current)
		return
	}
}

// adoption is what happened to a person who may already be a member or invited.
type adoption int

const (
	notAdopted adoption = iota // The person is neither a member nor invited.
	isAdopted                  // The person is managed now, or there was an error.
	isRevoked                  // The invitation was revoked, so the person must be invited again.
)

// adopt adopts a person who is already a member or invited. An invitation with another
// disallow_transfer is revoked, because the API cannot change it.
func (r *invitationResource) adopt(ctx context.Context, plan *model, diags *diag.Diagnostics) adoption {
	roster, err := r.roster(ctx, plan)
	if err != nil {
		base.AddError(diags, "read the invitations to "+plan.organizationName(), err)
		return isAdopted
	}
	current := *plan
	if !current.fromRoster(roster) {
		return notAdopted
	}
	adopted, attempt := *plan, diag.Diagnostics{adoptionWarning(plan, &current)}
	if plan.needsReplacement(&current) {
		diags.Append(attempt...)
		id := current.InvitationID.ValueString()
		err := r.Client.Invitations.Revoke(ctx, plan.ref(), id)
		if err = r.IgnoreGone(ctx, err, membership.InvitationAbsence(r.ProviderData, plan.ref(), id)); err != nil {
			base.AddError(diags, "revoke the invitation of "+plan.displayName(), err)
			return isAdopted
		}
		return isRevoked
	}
	if r.reconcile(ctx, &adopted, &attempt); attempt.HasError() {
		if roster, err = r.roster(ctx, plan); err == nil && !current.fromRoster(roster) {
			return notAdopted // The invitation was revoked meanwhile.
		}
	}
	*plan = adopted
	diags.Append(attempt...)
	return isAdopted
}

// reconcile sends the invitation again if needed, and fills in its status. An
// invitation that another resource revoked in this run is created again.
func (r *invitationResource) reconcile(ctx context.Context, plan *model, diags *diag.Diagnostics) {
	for retried := false; ; retried = true {
		roster, err := r.roster(ctx, plan)
		if err != nil {
			base.AddError(diags, "read the invitation of "+plan.displayName(), err)
			return
		}
		current := *plan
		if !current.fromRoster(roster) {
			if r.claims().IsRemoving(plan.identify()) {
				r.post(ctx, plan, diags)
				return
			}
			diags.AddError("Could not send the invitation of "+plan.displayName()+" again", "The person is no longer a member or invited. Plan again.")
			return
		}
		if !plan.needsResend(&current) {
			plan.fillFrom(current)
			return
		}
		invitation, err := r.Client.Invitations.Resend(ctx, plan.ref(),
			current.InvitationID.ValueString(), plan.Role.ValueString())
		if losant.IsNotFound(err) && !retried {
			continue // It was accepted, revoked or replaced after the list was read.
		}
		if err != nil {
			base.AddError(diags, "send the invitation of "+plan.displayName()+" again", err)
			return
		}
		current.fromInvitation(invitation)
		plan.fillFrom(current)
		return
	}
}

// expectRole refuses to send an invitation again that got another role since the plan.
func (r *invitationResource) expectRole(ctx context.Context, plan, state *model, diags *diag.Diagnostics) bool {
	roster, err := r.roster(ctx, plan)
	current := *state
	if err != nil || !current.fromRoster(roster) || current.isAccepted() {
		return true // reconcile says so.
	}
	return r.claims().ExpectRole(state.identify(), current.Role.ValueString(), state.Role.ValueString(), plan.Role.ValueString(), diags)
}

// revoke revokes the invitation. It succeeds if there is none.
func (r *invitationResource) revoke(ctx context.Context, state *model, diags *diag.Diagnostics) {
	roster, err := r.roster(ctx, state)
	if err != nil {
		r.DeleteFailed(ctx, "read the invitation of "+state.displayName(), err, r.OrganizationAbsence(state.ref()), diags)
		return
	}
	if invitation := roster.Invitation(state.Email.ValueString()); invitation != nil {
		err := r.Client.Invitations.Revoke(ctx, state.ref(), invitation.ID)
		if err == nil {
			return
		}
		absence := membership.InvitationAbsence(r.ProviderData, state.ref(), invitation.ID)
		if r.DeleteFailed(ctx, "revoke the invitation of "+state.displayName(), err, absence, diags); diags.HasError() {
			return
		}
		if roster, err = r.roster(ctx, state); err != nil {
			return // There is nothing to revoke, and the warning below is optional.
		}
	}
	if roster.Member("", state.Email.ValueString()) != nil {
		diags.Append(acceptedWarning(state))
		return
	}
	r.DeleteFailed(ctx, "revoke the invitation of "+state.displayName(), base.ErrNotListed, r.PersonAbsence(state.ref()), diags)
}
