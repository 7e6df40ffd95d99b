package token

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// replaceOnRotation replaces the token when rotate changes. The first values
// only start the watch on an imported token, whose secret is not in the state:
// to import it must not mean to replace it.
func replaceOnRotation() planmodifier.Map {
	const doc = "A change replaces the token."
	return mapplanmodifier.RequiresReplaceIf(func(ctx context.Context, req planmodifier.MapRequest, resp *mapplanmodifier.RequiresReplaceIfFuncResponse) {
		var secret types.String
		resp.Diagnostics.Append(req.State.GetAttribute(ctx, path.Root("token"), &secret)...)
		resp.RequiresReplace = hasValues(req.PlanValue) && (hasValues(req.StateValue) || !secret.IsNull())
	}, doc, doc)
}

// hasValues takes an unknown map for one that has some.
func hasValues(rotate types.Map) bool { return rotate.IsUnknown() || len(rotate.Elements()) > 0 }

// ModifyPlan plans the instance, and refuses a token that would be born expired.
// That the time of an unchanged one passes is nothing to plan.
func (r *tokenResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() || req.Plan.Raw.IsNull() {
		return
	}
	var config, plan, prior model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	if expires := plan.ExpiresAt.ValueString(); plan.expired(r.Now()) && !base.SameInstant(expires, prior.ExpiresAt.ValueString()) {
		resp.Diagnostics.AddAttributeError(path.Root("expires_at"), "The API token "+plan.displayName()+" would have expired already",
			fmt.Sprintf("expires_at is %s, which has passed. Set a later date, or remove it for a token that does not expire.", expires))
	}
}
