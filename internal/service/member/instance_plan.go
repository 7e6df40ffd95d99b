package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// ModifyPlan tells an own new address from another person's, and says who is
// there already.
func (r *instanceMemberResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() || req.Plan.Raw.IsNull() {
		return
	}
	var config, plan, prior instanceModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics)
		if !plan.InstanceID.IsUnknown() && !config.Email.IsUnknown() && !config.UserID.IsUnknown() {
			plan.setID()
			resp.Diagnostics.Append(r.checkNew(ctx, &plan)...)
		}
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		return
	}
	if resp.Diagnostics.Append(req.State.Get(ctx, &prior)...); resp.Diagnostics.HasError() {
		return
	}
	sameUser := !config.UserID.IsNull() && config.UserID.Equal(prior.UserID)
	if !sameUser && !losant.SameEmail(plan.Email.ValueString(), prior.Email.ValueString()) && !r.isOwnAddress(ctx, &plan, &prior) {
		resp.RequiresReplace.Append(path.Root("email"))
	}
}

// isOwnAddress tells whether a new address belongs to the same person.
func (r *instanceMemberResource) isOwnAddress(ctx context.Context, plan, prior *instanceModel) bool {
	if !r.HasClient() || plan.Email.IsUnknown() {
		return false
	}
	roster, err := r.roster(ctx, prior)
	return err == nil && roster.EmailBelongsTo(prior.UserID.ValueString(), plan.Email.ValueString())
}

// checkNew says who is there already. It is silent where the token may not read that.
func (r *instanceMemberResource) checkNew(ctx context.Context, plan *instanceModel) diag.Diagnostics {
	if !r.HasClient() {
		return nil
	}
	roster, err := r.roster(ctx, plan)
	if err != nil {
		return base.CheckError("check "+plan.displayName(), err)
	}
	if present := plan.find(roster); present != nil {
		return diag.Diagnostics{adoption(plan, present)}
	}
	return nil
}
