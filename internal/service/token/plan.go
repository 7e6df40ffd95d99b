package token

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/guard"
)

// ModifyPlan plans the instance, and rejects a new token that would already be
// expired. It does not check a token whose expiration is unchanged.
func (r *tokenResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() {
		return
	}
	var config, plan, prior model
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	}
	if guard.PlanObject(ctx, r.ProviderData, prior.guarded(), req, resp); req.Plan.Raw.IsNull() {
		return
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	if expires := plan.ExpiresAt.ValueString(); plan.isExpired(r.Now()) && !base.SameInstant(expires, prior.ExpiresAt.ValueString()) {
		resp.Diagnostics.AddAttributeError(path.Root("expires_at"), "API token "+plan.displayName()+" would already be expired",
			fmt.Sprintf("expires_at is %q, which is in the past. Set a later time, or remove expires_at to create a token that does not expire.", expires))
		return
	}
	if !resp.Plan.Raw.Equal(req.State.Raw) {
		r.CanCheck(ctx, plan.InstanceID, &resp.Diagnostics) // Only for the error.
	}
}
