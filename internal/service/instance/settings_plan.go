package instance

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// ModifyPlan plans the ids, and tells what a stricter mode does and which
// defaults exceed the instance's own limits. It looks only at what changes.
func (r *settingsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() || req.Plan.Raw.IsNull() {
		return
	}
	var config, plan, prior settingsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	}
	plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.ID = plan.InstanceID
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	if !r.HasClient() || plan.InstanceID.IsUnknown() {
		return
	}
	changed := limits.ToAPI(plan.DefaultOrganizationLimits, prior.DefaultOrganizationLimits)
	if len(changed) == 0 && plan.MFAMode.Equal(prior.MFAMode) {
		return
	}
	instance, err := r.Client.Instances.Get(ctx, plan.InstanceID.ValueString())
	if err != nil {
		resp.Diagnostics.Append(base.CheckError("read instance "+plan.InstanceID.ValueString(), err)...)
		return
	}
	resp.Diagnostics.Append(limits.CheckCeiling(path.Root("default_organization_limits"), changed, instance.Limits)...)
	resp.Diagnostics.Append(r.checkMFA(ctx, &plan, instance.MFAMode)...)
}

// checkMFA tells whom a stricter mode may remove or downgrade. The API documents
// that for organizations only, so it is said with a "may".
func (r *settingsResource) checkMFA(ctx context.Context, plan *settingsModel, before string) diag.Diagnostics {
	mode := plan.MFAMode.ValueString()
	if !membership.IsStricterMFA(mode, before) {
		return nil
	}
	roster, err := membership.ReadInstanceRoster(ctx, r.Client, plan.InstanceID.ValueString())
	if err != nil {
		return base.CheckError("read the members of instance "+plan.InstanceID.ValueString(), err)
	}
	impact := membership.ImpactOf(mode, roster.Members)
	affected := slices.Concat(impact.Removed, impact.Downgraded)
	if len(affected) == 0 {
		return nil
	}
	what := fmt.Sprintf("With mfa_mode = %q, %s may be removed or downgraded: they have neither multi-factor authentication nor SSO.", mode, strings.Join(affected, ", "))
	if impact.RemainingAdministrators == 0 {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("mfa_mode"), "No administrator of the instance would remain", what)}
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("mfa_mode"), "Members of instance "+plan.InstanceID.ValueString()+" may lose access", what)}
}

// write sends what differs, and fills in what the plan leaves open. Without a
// prior state the comparison is with the instance.
func (r *settingsResource) write(ctx context.Context, plan, prior *settingsModel, diags *diag.Diagnostics) {
	id := plan.InstanceID.ValueString()
	instance, err := r.Client.Instances.Get(ctx, id)
	if err != nil {
		base.AddError(diags, "read instance "+id, err)
		return
	}
	if prior == nil {
		prior = &settingsModel{InstanceID: types.StringValue(id)}
		prior.fromAPI(instance)
	}
	patch := plan.toPatch(ctx, prior, instance, diags)
	if !patch.IsEmpty() {
		if instance, err = r.Client.Instances.Update(ctx, id, patch); err != nil {
			base.AddError(diags, "update instance "+id, err)
			return
		}
	}
	answer := *plan
	answer.fromAPI(instance)
	plan.fillFrom(&answer)
}
