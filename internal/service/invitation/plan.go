package invitation

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/guard"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// ModifyPlan plans to send the invitation again if needed, warns about each e-mail
// that the apply sends, and rejects changes that are not possible.
func (r *invitationResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() {
		return
	}
	var config, plan, prior model
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	}
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(guard.NoteParent(ctx, r.ProviderData, prior.ref(), false, resp.Private)...)
		switch {
		case prior.isGone():
		case prior.isAccepted():
			resp.Diagnostics.Append(acceptedWarning(&prior))
		default:
			r.claims().PlanLeave(ctx, prior.identify(), membership.TypeInvitation, resp.Private, &resp.Diagnostics)
		}
		return
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	if !req.State.Raw.IsNull() && plan.OrganizationID.IsUnknown() {
		resp.Diagnostics.Append(guard.NoteParent(ctx, r.ProviderData, prior.ref(), true, resp.Private)...)
	}
	switch {
	case req.State.Raw.IsNull():
		plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics)
		if !plan.OrganizationID.IsUnknown() && !plan.Email.IsUnknown() {
			plan.setID()
		}
		r.claims().PlanKeep(ctx, plan.managed(true), req.Private, &resp.Diagnostics)
		resp.Diagnostics.Append(r.checkCreate(ctx, &plan)...)
	case !plan.InstanceID.Equal(prior.InstanceID), !plan.OrganizationID.Equal(prior.OrganizationID), !plan.Email.Equal(prior.Email):
		return // A replacement is planned again, as a creation.
	case plan.needsReplacement(&prior):
		resp.RequiresReplace.Append(path.Root("disallow_transfer"))
		return
	case prior.isGone() && !plan.invitesAgain(&prior): // The resource manages nobody.
	case prior.isGone():
		plan.makeStatusUnknown()
		r.claims().PlanKeep(ctx, plan.managed(false), req.Private, &resp.Diagnostics)
		resp.Diagnostics.Append(r.checkCreate(ctx, &plan)...)
	default:
		resp.Diagnostics.Append(plan.planUpdate(&prior)...)
		// An accepted invitation manages nobody.
		if !prior.isAccepted() && len(r.claims().PlanKeep(ctx, plan.managed(false), req.Private, &resp.Diagnostics)) > 0 {
			plan.makeStatusUnknown()
		}
		if plan.Status.IsUnknown() {
			r.CanCheck(ctx, prior.InstanceID, &resp.Diagnostics) // Only for the error.
		}
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

// needsReplacement reports whether the plan needs another invitation. The API
// cannot change who may accept an invitation.
func (m *model) needsReplacement(prior *model) bool {
	return !prior.isAccepted() && !prior.isGone() && (m.DisallowTransfer.IsUnknown() || m.DisallowTransfer.ValueBool() != prior.DisallowTransfer.ValueBool())
}

// planUpdate plans to send the invitation again if needed.
func (m *model) planUpdate(prior *model) diag.Diagnostics {
	var diags diag.Diagnostics
	switch {
	case prior.isAccepted() && !m.Role.IsUnknown() && !m.Role.Equal(prior.Role):
		diags.AddAttributeError(path.Root("role"), "The invitation of "+prior.displayName()+" is accepted",
			"The role of an invitation cannot be changed after it is accepted. To change the role of a member, add a losant_organization_member, "+
				"which adopts the person. You can then remove this resource from the configuration. The person remains a member.")
	case m.needsResend(prior):
		m.makeStatusUnknown()
		diags.AddWarning("The invitation of "+prior.displayName()+" will be sent again",
			m.resendReason(prior))
	case prior.isExpired():
		diags.AddWarning("The invitation of "+prior.displayName()+" has expired", "It is not sent again, because resend_expired is false.")
	}
	return diags
}

// makeStatusUnknown plans that the invitation is sent again, or is created again if
// another resource removes it.
func (m *model) makeStatusUnknown() {
	m.Status, m.InvitationID, m.InvitedAt, m.UserID = types.StringUnknown(), types.StringUnknown(), types.StringUnknown(), types.StringUnknown()
}

// resendReason says why the current invitation is sent again.
func (m *model) resendReason(current *model) string {
	var reasons []string
	if current.isExpired() {
		reasons = append(reasons, "It has expired.")
	}
	switch {
	case m.Role.IsUnknown():
		reasons = append(reasons, "Its new role is not known yet.")
	case !m.Role.Equal(current.Role):
		reasons = append(reasons, "Its role changes from "+current.roleName()+" to "+m.roleName()+".")
	}
	return strings.Join(reasons, " ")
}

// checkCreate warns about the e-mail that the apply sends, or about a person who is
// already a member or invited, and about the member limit.
func (r *invitationResource) checkCreate(ctx context.Context, plan *model) diag.Diagnostics {
	if membership.IsNew(r.ProviderData, plan.ref()) {
		return nil // The plan of this run has announced the invitation.
	}
	diags := diag.Diagnostics{diag.NewWarningDiagnostic("Applying invites "+plan.displayName(),
		"Losant sends an invitation by e-mail. The role is "+plan.roleName()+".")}
	if !r.CanCheck(ctx, plan.InstanceID, &diags) || plan.OrganizationID.IsUnknown() || plan.Email.IsUnknown() {
		return diags
	}
	roster, err := r.roster(ctx, plan)
	if err != nil {
		return append(diags, r.checkError(plan, err)...)
	}
	current := *plan
	if current.fromRoster(roster) {
		return diag.Diagnostics{plannedAdoption(plan, &current)}
	}
	org, err := r.Client.Organizations.Get(ctx, plan.ref())
	if err != nil {
		return append(diags, r.checkError(plan, err)...)
	}
	joining := membership.CoordinatorOf(r.ProviderData, plan.ref()).AddJoining(plan.ID.ValueString())
	return append(diags, membership.CheckCapacity(r.ProviderData, plan.ref(), org, roster, joining)...)
}

// checkError returns the error of a failed check.
func (r *invitationResource) checkError(m *model, err error) diag.Diagnostics {
	return r.OrganizationCheckError(m.ref(), "check the invitation of "+m.displayName(), err)
}

// plannedAdoption returns the warning of a plan about an adoption. The plan of a
// tainted resource cannot be distinguished from that of a creation.
func plannedAdoption(plan, current *model) diag.Diagnostic {
	d := adoptionWarning(plan, current)
	if current.isAccepted() || plan.needsReplacement(current) {
		return d
	}
	return diag.NewWarningDiagnostic(d.Summary(), d.Detail()+" If this plan first destroys a resource of the same person, for example to replace it, "+
		"the invitation is revoked, and Losant sends a new one by e-mail.")
}

// adoptionWarning says what happens to a person who is already a member or invited.
func adoptionWarning(plan, current *model) diag.Diagnostic {
	if current.isAccepted() {
		return diag.NewWarningDiagnostic(plan.personName()+" is already a member of "+plan.organizationName(),
			"The invitation counts as accepted, and no e-mail is sent. The role of the member does not change. To manage it, use losant_organization_member.")
	}
	detail := fmt.Sprintf("The existing invitation (%s, role %s) ", current.Status.ValueString(), current.roleName())
	switch {
	case plan.DisallowTransfer.IsUnknown():
		detail += "is adopted, or revoked and replaced by a new one if its disallow_transfer differs."
	case plan.needsReplacement(current):
		detail += fmt.Sprintf("is revoked, and Losant sends a new one by e-mail, because its disallow_transfer is %t.", current.DisallowTransfer.ValueBool())
	case plan.needsResend(current):
		detail += "is adopted. It is sent again. " + plan.resendReason(current)
	default:
		detail += "is adopted."
	}
	return diag.NewWarningDiagnostic(plan.personName()+" is already invited to "+plan.organizationName(), detail)
}

// acceptedWarning says that the resource cannot remove a person who accepted. Another
// resource may remove the person in the same run.
func acceptedWarning(state *model) diag.Diagnostic {
	return diag.NewWarningDiagnostic("The invitation of "+state.displayName()+" cannot be revoked",
		"The person has accepted it, and this resource removes no member. To remove a member, use losant_organization_member or losant_organization_members.")
}
