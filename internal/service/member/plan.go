package member

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// ModifyPlan plans a resend where one is due, tells an own new address from
// another person's, and says what the API would refuse.
func (r *memberResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() || req.Plan.Raw.IsNull() {
		return
	}
	var config, plan model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		r.planCreate(&plan, &config, &resp.Diagnostics)
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		resp.Diagnostics.Append(r.checkNew(ctx, &plan)...)
		return
	}
	var prior model
	if resp.Diagnostics.Append(req.State.Get(ctx, &prior)...); resp.Diagnostics.HasError() {
		return
	}
	sameUser := !config.UserID.IsNull() && config.UserID.Equal(prior.UserID)
	if !config.Email.IsNull() && !sameUser &&
		!losant.SameEmail(plan.Email.ValueString(), prior.Email.ValueString()) && !r.isOwnAddress(ctx, &plan, &prior) {
		resp.RequiresReplace.Append(path.Root("email"))
	}
	resends := prior.Status.ValueString() == statusExpired && plan.resends()
	if resends || !plan.Role.Equal(prior.Role) {
		plan.Status, plan.InvitationID = types.StringUnknown(), types.StringUnknown()
		if config.UserID.IsNull() {
			plan.UserID = types.StringUnknown()
		}
		resp.Diagnostics.Append(r.checkUpdate(ctx, &plan, &prior)...)
	} else if prior.Status.ValueString() == statusExpired {
		resp.Diagnostics.AddWarning("The invitation of "+prior.displayName()+" has expired",
			"It is not sent again, since resend_expired is false.")
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
}

func (r *memberResource) planCreate(plan, config *model, diags *diag.Diagnostics) {
	plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, diags)
	given := config.Email
	if given.IsNull() {
		given = config.UserID
	}
	if !plan.OrganizationID.IsUnknown() && !given.IsUnknown() {
		plan.ID = types.StringValue(newID(plan.OrganizationID.ValueString(), config.Email.ValueString(), config.UserID.ValueString()))
	}
}

// isOwnAddress tells whether a new address belongs to the same person.
func (r *memberResource) isOwnAddress(ctx context.Context, plan, prior *model) bool {
	if !r.HasClient() || plan.Email.IsUnknown() || prior.UserID.ValueString() == "" {
		return false
	}
	roster, err := r.roster(ctx, prior)
	if err != nil {
		return false
	}
	return roster.EmailBelongsTo(prior.UserID.ValueString(), plan.Email.ValueString())
}

// checkNew says who is there already, and what would keep a person out.
func (r *memberResource) checkNew(ctx context.Context, plan *model) diag.Diagnostics {
	if !r.HasClient() || plan.InstanceID.IsUnknown() || plan.OrganizationID.IsUnknown() || plan.Email.IsUnknown() && plan.UserID.IsUnknown() {
		return nil
	}
	roster, err := r.roster(ctx, plan)
	if err != nil {
		return checkFailed(plan, err)
	}
	var diags, ignored diag.Diagnostics
	if present := *plan; present.fromRoster(roster, &ignored) {
		diags.AddWarning(plan.displayName()+" is there already", fmt.Sprintf("The person (%s, as %s) will be adopted%s.",
			present.Status.ValueString(), present.Role.ValueString(), roleChange(plan, &present)))
		diags.Append(r.checkMFA(ctx, plan, roster)...)
		return diags
	}
	return append(diags, r.checkCapacity(ctx, plan, roster)...)
}

func roleChange(plan, present *model) string {
	if plan.Role.Equal(present.Role) {
		return ""
	}
	change := " with the role " + plan.Role.ValueString()
	if present.Status.ValueString() != statusActive {
		change += ", by an e-mail that invites again"
	}
	return change
}

// checkUpdate says that an e-mail goes out, and what would keep a person out.
func (r *memberResource) checkUpdate(ctx context.Context, plan, prior *model) diag.Diagnostics {
	var diags diag.Diagnostics
	if prior.Status.ValueString() != statusActive {
		diags.AddWarning("An e-mail invites "+prior.displayName()+" again",
			fmt.Sprintf("The invitation (%s, as %s) is sent again, as %s.", prior.Status.ValueString(), prior.Role.ValueString(), plan.Role.ValueString()))
		return diags
	}
	if !r.HasClient() {
		return diags
	}
	roster, err := r.roster(ctx, prior)
	if err != nil {
		return checkFailed(prior, err)
	}
	wanted := *plan
	wanted.UserID, wanted.Email = prior.UserID, prior.Email
	return append(diags, r.checkMFA(ctx, &wanted, roster)...)
}

// checkCapacity warns when more people are planned than the organization may have.
func (r *memberResource) checkCapacity(ctx context.Context, plan *model, roster *membership.Roster) diag.Diagnostics {
	org, err := r.organization(ctx, plan)
	if err != nil {
		return checkFailed(plan, err)
	}
	joining := membership.CoordinatorOf(r.ProviderData, plan.ref()).AddJoining(plan.ID.ValueString())
	return membership.CheckCapacity(org, roster, joining)
}

// checkMFA looks at the role of somebody who is a member.
func (r *memberResource) checkMFA(ctx context.Context, plan *model, roster *membership.Roster) diag.Diagnostics {
	member := roster.Member(plan.UserID.ValueString(), plan.Email.ValueString())
	if member == nil || plan.Role.IsUnknown() {
		return nil
	}
	org, err := r.organization(ctx, plan)
	if err != nil {
		return checkFailed(plan, err)
	}
	return membership.CheckMFA(path.Root("role"), org, member, plan.Role.ValueString())
}

func (r *memberResource) organization(ctx context.Context, m *model) (*losant.Organization, error) {
	return r.Client.Organizations.Get(ctx, m.ref())
}

// checkFailed is silent where the token may not read what a check wants.
func checkFailed(m *model, err error) diag.Diagnostics {
	return base.CheckError("check "+m.displayName(), err)
}

// Settled tells whether nothing is left to plan: no invitation to send again, or
// to warn of.
func PlanIsNoOp(_ *base.ProviderData, p base.UnchangedPlan) bool {
	return p.Prior["status"] != statusExpired
}
