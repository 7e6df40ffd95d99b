package member

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/guard"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// PlanIsNoOp reports whether an unchanged plan needs no call of ModifyPlan. An
// expired invitation is sent again, or causes a warning. So does a person whom
// another resource manages or removes. A person who is gone is managed by nobody.
func PlanIsNoOp(data *base.ProviderData, p base.UnchangedPlan) bool {
	switch {
	case data == nil, p.Prior["status"] == statusExpired:
		return false
	case p.Prior["status"] == statusGone:
		return p.Prior["reinvite"] == false
	}
	text := func(name string) string {
		s, _ := p.Prior[name].(string)
		return s
	}
	person := membership.Person{
		InstanceID: text("instance_id"), OrganizationID: text("organization_id"), Email: text("email"), UserID: text("user_id"),
	}
	return membership.ClaimsOf(data).KeepUnchanged(person, membership.Manager{Type: membership.TypeOrganizationMember, Role: text("role")})
}

// ModifyPlan plans to send an expired invitation again, checks whether a new
// address belongs to the same person, and finds out what the API would refuse.
func (r *memberResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() {
		return
	}
	var config, plan, prior model
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	}
	if req.Plan.Raw.IsNull() {
		resp.Diagnostics.Append(guard.NoteParent(ctx, r.ProviderData, prior.ref(), false, resp.Private)...)
		if !prior.isGone() {
			r.parent(&prior).planLeave(ctx, &prior.personModel, membership.TypeOrganizationMember, resp)
		}
		return
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics)
		identifier := config.Email
		if identifier.IsNull() {
			identifier = config.UserID
		}
		if !plan.OrganizationID.IsUnknown() && !identifier.IsUnknown() {
			plan.setID(plan.OrganizationID.ValueString())
		}
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		if !plan.OrganizationID.IsUnknown() && !r.parent(&plan).planAdd(ctx, r.HasClient(), &plan.personModel, membership.TypeOrganizationMember, req, resp) {
			return
		}
		resp.Diagnostics.Append(r.checkCreate(ctx, &plan)...)
		return
	}
	if plan.OrganizationID.IsUnknown() {
		resp.Diagnostics.Append(guard.NoteParent(ctx, r.ProviderData, prior.ref(), true, resp.Private)...)
	}
	r.parent(&prior).planEmail(ctx, r.HasClient(), &config.personModel, &plan.personModel, &prior.personModel, resp)
	if len(resp.RequiresReplace) > 0 || resp.Diagnostics.HasError() || plan.hasOtherIdentifiers(&config, &prior) {
		return // A replacement is planned again, as a creation.
	}
	switch {
	case prior.isGone() && !plan.invitesAgain(&prior):
		return // The resource manages nobody.
	case prior.isGone():
		plan.makeStatusUnknown(&config)
		resp.Diagnostics.Append(r.checkCreate(ctx, &plan)...)
	case prior.needsResend(&plan):
		plan.makeStatusUnknown(&config)
		resp.Diagnostics.Append(r.checkUpdate(ctx, &plan, &prior)...)
	case !plan.Role.Equal(prior.Role):
		resp.Diagnostics.Append(r.checkUpdate(ctx, &plan, &prior)...)
	case prior.Status.ValueString() == statusExpired:
		resp.Diagnostics.AddWarning("The invitation to "+prior.displayName()+" has expired",
			"It is not sent again, because resend_expired is false. To send it again, set resend_expired to true.")
	}
	if r.parent(&prior).planKeep(ctx, &plan.personModel, membership.TypeOrganizationMember, req, resp) {
		// The apply adds the person again if needed. Then an account is active at once.
		if plan.Status = types.StringUnknown(); prior.Status.ValueString() != statusActive {
			plan.InvitationID, plan.UserID = types.StringUnknown(), types.StringUnknown()
		}
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

// makeStatusUnknown plans that the person is invited, or invited again. Accepting the
// invitation changes these attributes at any time.
func (m *model) makeStatusUnknown(config *model) {
	m.Status, m.InvitationID = types.StringUnknown(), types.StringUnknown()
	if config.UserID.IsNull() {
		m.UserID = types.StringUnknown()
	}
}

// hasOtherIdentifiers reports whether a plan is for another organization, or for a
// user whom the configuration identifies by another user ID.
func (m *model) hasOtherIdentifiers(config, prior *model) bool {
	return !m.InstanceID.Equal(prior.InstanceID) || !m.OrganizationID.Equal(prior.OrganizationID) ||
		!config.UserID.IsNull() && !config.UserID.Equal(prior.UserID)
}

// checkCreate warns that the person joins or is invited, or already belongs to the
// organization, and finds out what would prevent the person from joining.
func (r *memberResource) checkCreate(ctx context.Context, plan *model) diag.Diagnostics {
	var diags diag.Diagnostics
	switch canCheck := r.CanCheck(ctx, plan.InstanceID, &diags); {
	case !canCheck, plan.Email.IsUnknown() && plan.UserID.IsUnknown():
		return append(diags, announceOne(plan.joining(), plan.parentName()))
	case plan.OrganizationID.IsUnknown():
		return append(diags, r.announce(ctx, plan, nil)...)
	}
	roster, err := r.roster(ctx, plan)
	if err != nil {
		return r.checkError(plan, err)
	}
	var ignored diag.Diagnostics
	if current := *plan; current.fromRoster(roster, &ignored) {
		return append(diag.Diagnostics{adopting(plan, &current, willBeManaged)}, r.checkRole(ctx, plan, roster)...)
	}
	org, err := r.organization(ctx, plan)
	if err != nil {
		return r.checkError(plan, err)
	}
	if !membership.IsNew(r.ProviderData, plan.ref()) { // Otherwise the plan of this run has announced the person.
		diags.Append(r.announce(ctx, plan, org)...)
	}
	joining := membership.CoordinatorOf(r.ProviderData, plan.ref()).AddJoining(plan.ID.ValueString())
	return append(diags, membership.CheckCapacity(r.ProviderData, plan.ref(), org, roster, joining)...)
}

// announce warns that the person joins or is invited, and checks the MFA mode of the
// organization, if it exists. Losant does not tell whose a user ID is.
func (r *memberResource) announce(ctx context.Context, plan *model, org *losant.Organization) diag.Diagnostics {
	j, diags := plan.joining(), diag.Diagnostics{}
	if !j.byUserID {
		diags = j.lookUp(ctx, r.ProviderData, plan.InstanceID, org, path.Root("role"))
	}
	if org != nil && (j.hasAccount || j.byUserID) {
		r.parent(plan).coordinator.PlanRole(j.name, j.role)
	}
	return append(diag.Diagnostics{announceOne(j, plan.parentName())}, diags...)
}

// joining returns the person whom the plan adds.
func (m *model) joining() joining {
	j := joining{name: m.name(), role: m.Role.ValueString(), byUserID: m.UserID.ValueString() != ""}
	if m.Email.IsUnknown() && m.UserID.IsUnknown() {
		j.name = "a person who is not known yet"
	}
	return j
}

func adopting(plan, current *model, happens string) diag.Diagnostic {
	changes := roleChangeNote(current.Role, plan.Role)
	if !plan.Role.IsUnknown() && current.needsResend(plan) {
		changes = append(changes, "the invitation is sent again")
	}
	return adoptionWarning(plan.name(), plan.parentName(), current.Status.ValueString()+", "+current.Role.ValueString(), happens, changes)
}

// checkUpdate warns that an e-mail will be sent, and finds out whether the API
// would refuse the role.
func (r *memberResource) checkUpdate(ctx context.Context, plan, prior *model) diag.Diagnostics {
	var diags diag.Diagnostics
	canCheck := r.CanCheck(ctx, prior.InstanceID, &diags)
	if prior.Status.ValueString() != statusActive {
		return append(diags, diag.NewWarningDiagnostic("The invitation to "+prior.displayName()+" will be sent again",
			fmt.Sprintf("The invitation (%s, %s) is sent again with the role %q.",
				prior.Status.ValueString(), prior.Role.ValueString(), plan.Role.ValueString())))
	}
	if !canCheck {
		return diags
	}
	roster, err := r.roster(ctx, prior)
	if err != nil {
		return r.checkError(prior, err)
	}
	wanted := *plan
	wanted.UserID, wanted.Email = prior.UserID, prior.Email
	return r.checkRole(ctx, &wanted, roster)
}

// checkRole finds out whether Losant would refuse the planned role of a member.
func (r *memberResource) checkRole(ctx context.Context, plan *model, roster *membership.Roster) diag.Diagnostics {
	member := plan.find(roster)
	if member == nil || plan.Role.IsUnknown() {
		return nil
	}
	org, err := r.organization(ctx, plan)
	if err != nil {
		return r.checkError(plan, err)
	}
	role := plan.Role.ValueString()
	diags := membership.CheckMFA(path.Root("role"), org, member, role)
	return append(diags, r.parent(plan).coordinator.CheckDemotion(roster, member, role, plan.parentName())...)
}

func (r *memberResource) organization(ctx context.Context, m *model) (*losant.Organization, error) {
	return r.Client.Organizations.Get(ctx, m.ref())
}

func (r *memberResource) checkError(m *model, err error) diag.Diagnostics {
	return r.OrganizationCheckError(m.ref(), "check "+m.displayName(), err)
}
