package organization

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// ModifyPlan plans the ids, and reports what the API would refuse or delete.
func (r *limitsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() || req.Plan.Raw.IsNull() {
		return
	}
	var config, plan, prior limitsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	}
	plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.ID = plan.OrganizationID
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	resp.Diagnostics.Append(limits.Validate(path.Root("limits"), plan.Limits)...)
	resp.Diagnostics.Append(ownLimits(ctx, r.ProviderData, plan.ref(), limitsType, req)...)
	if plan.OrganizationID.Equal(prior.OrganizationID) {
		resp.Diagnostics.Append(limits.RemovalWarning(path.Root("limits"), plan.Limits, prior.Limits, "organization "+plan.OrganizationID.ValueString())...)
	}
	if resp.Plan.Raw.Equal(req.State.Raw) || !r.CanCheck(ctx, plan.InstanceID, &resp.Diagnostics) || plan.OrganizationID.IsUnknown() {
		return
	}
	before := prior.Limits
	if req.State.Raw.IsNull() || !plan.OrganizationID.Equal(prior.OrganizationID) || !plan.InstanceID.Equal(prior.InstanceID) {
		org, err := r.Client.Organizations.Get(ctx, plan.ref())
		if err != nil {
			resp.Diagnostics.Append(r.OrganizationCheckError(plan.ref(), "read organization "+plan.OrganizationID.ValueString(), err)...)
			return
		}
		before = limits.OrganizationTable().FromAPI(org.Limits)
	}
	membership.PlanLimit(r.ProviderData, plan.ref(), limits.ToAPI(plan.Limits, before))
	limitsPlan := r.limitsPlan(&plan, before)
	resp.Diagnostics.Append(limitsPlan.Guard(ctx)...)
	resp.Diagnostics.Append(limitsPlan.Check(ctx)...)
}

// LimitsPlanIsNoOp reports whether the plan of losant_organization_limits is its
// prior state.
func LimitsPlanIsNoOp(data *base.ProviderData, p base.UnchangedPlan) bool {
	return data != nil && limits.PlansPrior(p.Config["limits"], p.Prior["limits"], p.HasPrivate(limits.ExactKey)) &&
		ownsUnchanged(data, p, "organization_id", limitsType)
}

// limitsPlan returns what the plan changes in the limits.
func (r *limitsResource) limitsPlan(plan *limitsModel, before types.Map) limits.Plan {
	return limits.Plan{
		Client: r.Client, Ref: plan.ref(), DisplayName: plan.OrganizationID.ValueString(), Planned: plan.Limits, Prior: before,
		AllowDataLoss: plan.AllowDataLoss, IsNew: membership.IsNew(r.ProviderData, plan.ref()),
	}
}
