package instance

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// ModifyPlan plans the ids, and checks the effects of a stricter mfa_mode and
// whether defaults exceed the instance's own limits. It checks only what changes.
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
	if !prior.InstanceID.IsNull() && !plan.InstanceID.Equal(prior.InstanceID) {
		return // A replacement is planned again, as a creation.
	}
	mark, diags := req.Private.GetKey(ctx, limits.ExactKey)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(r.own(&config, &plan, req.State.Raw.IsNull() && mark != nil)...)
	at := path.Root("default_organization_limits")
	resp.Diagnostics.Append(limits.Validate(at, plan.DefaultOrganizationLimits)...)
	resp.Diagnostics.Append(limits.RemovalWarning(at, plan.DefaultOrganizationLimits, prior.DefaultOrganizationLimits, "instance "+plan.InstanceID.ValueString())...)
	if resp.Plan.Raw.Equal(req.State.Raw) || !r.CanCheck(ctx, plan.InstanceID, &resp.Diagnostics) {
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
	resp.Diagnostics.Append(limits.CheckCeiling(at, changed, instance.Limits)...)
	resp.Diagnostics.Append(r.checkMFA(ctx, &plan, instance.MFAMode)...)
}

// own records which settings a configuration manages, and warns if another resource
// manages some of them too.
func (r *settingsResource) own(config, plan *settingsModel, isReplacement bool) diag.Diagnostics {
	if plan.InstanceID.ValueString() == "" {
		return nil
	}
	var names []string
	for _, name := range limits.Configured(config.DefaultOrganizationLimits) {
		names = append(names, "default_organization_limits."+name)
	}
	if !config.MFAMode.IsNull() {
		names = append(names, "mfa_mode")
	}
	if !config.ReportConfigs.IsNull() {
		names = append(names, "report_configs")
	}
	return limits.OwnersOf(r.ProviderData).OwnSettings(plan.InstanceID.ValueString(), settingsType, names, isReplacement)
}

// checkMFA warns whom a stricter mode may remove or downgrade. The API documents
// this effect only for organizations, so the warning says "may".
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
	at := path.Root("mfa_mode")
	effect := fmt.Sprintf("mfa_mode = %q may remove or downgrade %s, because they have neither multi-factor authentication nor SSO.", mode, strings.Join(affected, ", "))
	if impact.RemainingAdministrators == 0 {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "No administrator of instance "+plan.InstanceID.ValueString()+" would remain",
			effect+" Ask an administrator to turn on multi-factor authentication first.")}
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(at, "Members of instance "+plan.InstanceID.ValueString()+" may lose access",
		effect+" To avoid this, ask them to turn on multi-factor authentication first.")}
}
