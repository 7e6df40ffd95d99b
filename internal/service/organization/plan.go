package organization

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/guard"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

// ModifyPlan plans the values that the provider knows in advance, and reports what
// the API would refuse or destroy. It checks only what the plan changes, so an
// unchanged organization costs no request and adds no diagnostic.
func (r *organizationResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() {
		return
	}
	var prior *model
	if !req.State.Raw.IsNull() {
		prior = new(model)
		resp.Diagnostics.Append(req.State.Get(ctx, prior)...)
	}
	if req.Plan.Raw.IsNull() {
		if prior != nil && !resp.Diagnostics.HasError() {
			resp.Diagnostics.Append(guard.PlanDestroy(ctx, r.ProviderData, prior.guarded(), resp.Private)...)
		}
		return
	}
	var plan model
	var payloadsEnabled types.Bool
	var instanceID types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("payloads_enabled"), &payloadsEnabled)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("instance_id"), &instanceID)...)
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}

	now := time.Now()
	planPayloads(&plan, payloadsEnabled, prior, now)
	if payloadsEnabled.IsNull() && prior != nil {
		warnOfLapsedDate(&plan, prior, now, &resp.Diagnostics)
	}
	plan.TagsAll = tags.Merge(r.DefaultTags, plan.Tags)
	tags.CheckCount(path.Root("tags"), plan.TagsAll, &resp.Diagnostics)
	resp.Diagnostics.Append(limits.Validate(path.Root("limits"), plan.Limits)...)
	if plan.InstanceID = r.PlanInstanceID(plan.InstanceID, instanceID, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	if resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	if prior != nil {
		resp.Diagnostics.Append(ownLimits(ctx, r.ProviderData, prior.ref(), organizationType, req)...)
	}
	if r.guardReplacement(ctx, &plan, prior, resp); resp.Diagnostics.HasError() {
		return
	}
	if !resp.Plan.Raw.Equal(req.State.Raw) {
		resp.Diagnostics.Append(r.check(ctx, &plan, prior, now)...)
	}
}

// guardReplacement refuses to replace an organization that must not be destroyed,
// because Terraform plans no destroy for it. A replacement by -replace shows only in
// the second request for it, which has no prior state.
func (r *organizationResource) guardReplacement(ctx context.Context, plan, prior *model, resp *resource.ModifyPlanResponse) {
	if prior == nil {
		if replaced := guard.Replaced(ctx, resp.Private, &resp.Diagnostics); replaced != nil {
			resp.Diagnostics.Append(guard.PlanReplace(ctx, r.ProviderData, *replaced)...)
			return
		}
		resp.Diagnostics.Append(guard.WarnOfTaint(ctx, r.ProviderData, plan.InstanceID.ValueString(), plan.Name.ValueString())...)
		return
	}
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, guard.MarkKey, prior.guarded().Encode())...)
	resp.Diagnostics.Append(guard.Keep(r.ProviderData, prior.guarded())...)
	if !plan.InstanceID.Equal(prior.InstanceID) {
		resp.Diagnostics.Append(guard.PlanReplace(ctx, r.ProviderData, prior.guarded())...)
	}
}

// check runs the checks of a plan. Most of them read from the API.
func (r *organizationResource) check(ctx context.Context, plan, prior *model, now time.Time) diag.Diagnostics {
	var diags diag.Diagnostics
	if prior == nil || !plan.InstanceID.Equal(prior.InstanceID) {
		if prior != nil {
			return nil // Terraform plans the new organization with another request.
		}
		prior = &model{}
	}
	warnOfPastDate(plan, prior, now, &diags)
	warnOfBlockMarkdown(plan, prior, &diags)
	diags.Append(limits.RemovalWarning(path.Root("limits"), plan.Limits, prior.Limits, "organization "+plan.displayName())...)
	if prior.ID.IsNull() {
		if diags.Append(r.checkRepeatedName(plan)...); diags.HasError() {
			return diags // In an apply, the name may belong to the other one already.
		}
	}
	if !r.CanCheck(ctx, plan.InstanceID, &diags) {
		return diags
	}
	if prior.ID.IsNull() {
		diags.Append(r.checkName(ctx, plan)...)
	} else {
		membership.PlanLimit(r.ProviderData, prior.ref(), limits.ToAPI(plan.Limits, prior.Limits))
		diags.Append(r.limitsPlan(plan, prior).Guard(ctx)...)
		diags.Append(r.checkMFA(ctx, plan, prior)...)
	}
	diags.Append(r.checkAuditLog(ctx, plan, prior)...)
	diags.Append(r.limitsPlan(plan, prior).Check(ctx)...)
	return diags
}

// warnOfPastDate warns of a new payloads_enabled_until that is already past.
func warnOfPastDate(plan, prior *model, now time.Time, diags *diag.Diagnostics) {
	until := plan.PayloadsEnabledUntil
	if until.ValueString() == "" || base.SameInstant(until.ValueString(), prior.PayloadsEnabledUntil.ValueString()) || isFuture(until, now) {
		return
	}
	diags.AddAttributeWarning(path.Root("payloads_enabled_until"), "Payloads of organization "+plan.displayName()+" will stop immediately",
		fmt.Sprintf("payloads_enabled_until is %q, which is in the past. To keep payloads enabled, set a later date or remove it.", until.ValueString()))
}

// warnOfLapsedDate warns that payloads stay off if a date that has passed is removed.
func warnOfLapsedDate(plan, prior *model, now time.Time, diags *diag.Diagnostics) {
	before := prior.PayloadsEnabledUntil
	if before.ValueString() == "" || isFuture(before, now) || !plan.PayloadsEnabledUntil.IsNull() {
		return
	}
	diags.AddAttributeWarning(path.Root("payloads_enabled_until"), "Payloads of organization "+plan.displayName()+" stay off",
		fmt.Sprintf("payloads_enabled_until was %q, which has passed, so payloads have already stopped. Removing the date does not start them again. "+
			"To process payloads, set payloads_enabled = true. To keep them off, set payloads_enabled = false.", before.ValueString()))
}

// checkAuditLog refuses to enable the audit log if the instance does not allow it.
func (r *organizationResource) checkAuditLog(ctx context.Context, plan, prior *model) diag.Diagnostics {
	if !plan.AuditLogEnabled.ValueBool() || prior.AuditLogEnabled.ValueBool() {
		return nil
	}
	instance, err := r.Client.Instances.Get(ctx, plan.InstanceID.ValueString())
	if err != nil {
		return base.CheckError("read instance "+plan.InstanceID.ValueString(), err)
	}
	if instance.AllowAuditLogging == nil || *instance.AllowAuditLogging {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("audit_log_enabled"),
		"Audit logs are not allowed in instance "+base.DisplayName(instance.Name, instance.ID),
		"Remove audit_log_enabled or set it to false, or ask Losant to allow audit logs for the instance.")}
}

// limitsPlan returns what the plan changes in the limits.
func (r *organizationResource) limitsPlan(plan, prior *model) limits.Plan {
	return limits.Plan{
		Client: r.Client, Ref: losant.OrganizationRef{InstanceID: plan.InstanceID.ValueString(), ID: prior.ID.ValueString()},
		DisplayName: plan.displayName(), Planned: plan.Limits, Prior: prior.Limits,
		AllowDataLoss: plan.AllowDataLoss,
	}
}

// displayName returns how messages name the organization.
func (m *commonModel) displayName() string {
	return base.DisplayName(m.Name.ValueString(), m.ID.ValueString())
}

// PlanIsNoOp reports whether the plan of losant_organization is its prior state:
// tags_all contains the default tags, payloads_enabled is true if
// payloads_enabled_until is set, and the limits are as configured.
func PlanIsNoOp(data *base.ProviderData, p base.UnchangedPlan) bool {
	if data == nil || data.DefaultTags.IsUnknown() {
		return false
	}
	org := guardedFrom(p.Prior)
	isNoOp := (p.Prior["payloads_enabled_until"] == nil || p.Prior["payloads_enabled"] == true) &&
		tags.AreMerged(data.DefaultTags, p.Prior["tags"], p.Prior["tags_all"]) &&
		limits.PlansPrior(p.Config["limits"], p.Prior["limits"], p.HasPrivate(limits.ExactKey)) &&
		guard.KeepUnchanged(data, org)
	if isNoOp && !ownsUnchanged(data, p, "id", organizationType) {
		guard.UndoKeep(data, org)
		return false
	}
	if isNoOp {
		p.SetPrivate(guard.MarkKey, org.Encode())
	}
	return isNoOp
}
