package invitation

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// ModifyPlan plans a resend where one is due, says whenever an e-mail will go
// out, and refuses what an invitation cannot change.
func (r *invitationResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() {
		return
	}
	var config, plan, prior model
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	}
	if req.Plan.Raw.IsNull() {
		if prior.isAccepted() {
			resp.Diagnostics.Append(staysMember(&prior))
		}
		return
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	switch {
	case req.State.Raw.IsNull():
		plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics)
		if !plan.OrganizationID.IsUnknown() && !plan.Email.IsUnknown() {
			plan.setID()
		}
		resp.Diagnostics.Append(r.checkNew(ctx, &plan)...)
	case !plan.InstanceID.Equal(prior.InstanceID), !plan.OrganizationID.Equal(prior.OrganizationID), !plan.Email.Equal(prior.Email):
		return // A replacement is planned as a creation.
	default:
		if plan.replaces(&prior) {
			resp.RequiresReplace.Append(path.Root("disallow_transfer"))
		}
		resp.Diagnostics.Append(plan.update(&prior)...)
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

// replaces tells whether only another invitation could have what is planned: the
// API cannot change who may accept.
func (m *model) replaces(prior *model) bool {
	return !prior.isAccepted() && (m.DisallowTransfer.IsUnknown() || m.DisallowTransfer.ValueBool() != prior.DisallowTransfer.ValueBool())
}

// update plans a resend if one is due.
func (m *model) update(prior *model) diag.Diagnostics {
	var diags diag.Diagnostics
	switch {
	case prior.isAccepted() && !m.Role.IsUnknown() && !m.Role.Equal(prior.Role):
		diags.AddAttributeError(path.Root("role"), "The invitation of "+prior.displayName()+" is accepted",
			"An invitation sets the role until it is accepted. To change the role of a member, use losant_organization_member: "+
				"it adopts the person, and removing this resource from the configuration removes nobody.")
	case m.needsResend(prior):
		m.Status, m.InvitationID, m.InvitedAt, m.UserID = types.StringUnknown(), types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
		diags.AddWarning("An e-mail invites "+prior.displayName()+" again",
			fmt.Sprintf("The invitation (%s, as %s) is sent again, as %s.", prior.Status.ValueString(), prior.Role.ValueString(), m.role()))
	case prior.isExpired():
		diags.AddWarning("The invitation of "+prior.displayName()+" has expired", "It is not sent again, since resend_expired is false.")
	}
	return diags
}

// checkNew says who gets an e-mail, who is there already, and whether there is
// a place left.
func (r *invitationResource) checkNew(ctx context.Context, plan *model) diag.Diagnostics {
	diags := diag.Diagnostics{diag.NewWarningDiagnostic("An e-mail invites "+plan.displayName(), "Losant sends it when this is applied. The role is "+plan.role()+".")}
	if !r.HasClient() || plan.InstanceID.IsUnknown() || plan.OrganizationID.IsUnknown() || plan.Email.IsUnknown() {
		return diags
	}
	roster, err := r.roster(ctx, plan)
	if err != nil {
		return append(diags, checkFailed(plan, err)...)
	}
	present := *plan
	if present.fromRoster(roster) {
		return diag.Diagnostics{adoption(plan, &present)}
	}
	org, err := r.Client.Organizations.Get(ctx, plan.ref())
	if err != nil {
		return append(diags, checkFailed(plan, err)...)
	}
	joining := membership.CoordinatorOf(r.ProviderData, plan.ref()).AddJoining(plan.ID.ValueString())
	return append(diags, membership.CheckCapacity(org, roster, joining)...)
}

// checkFailed is silent where the token may not read what a check wants.
func checkFailed(m *model, err error) diag.Diagnostics {
	return base.CheckError("check the invitation of "+m.displayName(), err)
}

// adoption says what becomes of somebody who is invited or a member already.
func adoption(plan, present *model) diag.Diagnostic {
	if present.isAccepted() {
		return diag.NewWarningDiagnostic(plan.who()+" is a member of "+plan.place()+" already",
			"The invitation counts as accepted, and nothing is sent. The member's role stays as it is: losant_organization_member manages it.")
	}
	what := fmt.Sprintf("That invitation (%s, as %s) is adopted.", present.Status.ValueString(), present.Role.ValueString())
	if plan.needsResend(present) {
		what += " An e-mail invites the person again, as " + plan.role() + "."
	}
	if plan.replaces(present) {
		what += fmt.Sprintf(" Its disallow_transfer is %t: the next plan replaces it.", present.DisallowTransfer.ValueBool())
	}
	return diag.NewWarningDiagnostic(plan.who()+" is invited to "+plan.place()+" already", what)
}

// staysMember says that accepting cannot be taken back by this resource.
func staysMember(state *model) diag.Diagnostic {
	return diag.NewWarningDiagnostic(fmt.Sprintf("%s stays a member of %s", state.who(), state.place()),
		"The invitation was accepted, so that there is nothing to revoke. losant_organization_member can remove the person.")
}
