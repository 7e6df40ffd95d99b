package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// ModifyPlan checks whether a new address belongs to the same person, and who
// already is a member.
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
			plan.setID(plan.InstanceID.ValueString())
			resp.Diagnostics.Append(r.checkCreate(ctx, &plan)...)
		}
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		return
	}
	if resp.Diagnostics.Append(req.State.Get(ctx, &prior)...); resp.Diagnostics.HasError() {
		return
	}
	r.parent(&prior).planEmail(ctx, r.HasClient(), &config.personModel, &plan.personModel, &prior.personModel, resp)
}

// checkCreate warns if the person already is a member.
func (r *instanceMemberResource) checkCreate(ctx context.Context, plan *instanceModel) diag.Diagnostics {
	if !r.HasClient() {
		return nil
	}
	p := r.parent(plan)
	roster, err := p.roster(ctx)
	if err != nil {
		return base.CheckError("check "+p.displayName(&plan.personModel), err)
	}
	if current := plan.find(roster); current != nil {
		return diag.Diagnostics{adoptionWarning(plan.name(), p.name, current.Role, willBeManaged, roleChangeNote(types.StringValue(current.Role), plan.Role))}
	}
	return nil
}
