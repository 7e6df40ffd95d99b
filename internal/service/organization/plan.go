package organization

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

// validate checks what attributes mean together.
func validate(until types.String, enabled types.Bool, own types.Map, diags *diag.Diagnostics) {
	if !until.IsNull() && !until.IsUnknown() && !enabled.IsNull() && !enabled.IsUnknown() && !enabled.ValueBool() {
		diags.AddAttributeError(path.Root("payloads_enabled"), "Payloads cannot be disabled and enabled until a date",
			"payloads_enabled is false, but payloads_enabled_until is set. Remove payloads_enabled_until to stop payloads now, "+
				"or payloads_enabled to stop them at that date.")
	}
	tags.CheckCount(path.Root("tags"), own, diags)
}

// ModifyPlan plans what the provider knows beforehand, and tells what the API
// would refuse or destroy. It looks only at what this plan changes: an
// unchanged organization costs no request and says nothing.
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
			resp.Diagnostics.Append(r.guardDestroy(ctx, prior)...)
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
	plan.TagsAll = tags.Merge(r.DefaultTags, plan.Tags)
	tags.CheckCount(path.Root("tags"), plan.TagsAll, &resp.Diagnostics)
	if plan.InstanceID = r.PlanInstanceID(plan.InstanceID, instanceID, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	if resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.check(ctx, &plan, prior, now)...)
}

// check runs the checks that need the API.
func (r *organizationResource) check(ctx context.Context, plan, prior *model, now time.Time) diag.Diagnostics {
	var diags diag.Diagnostics
	if prior == nil || !plan.InstanceID.Equal(prior.InstanceID) {
		if prior != nil {
			// Terraform plans no destruction of an organization that it replaces.
			diags.Append(r.guardDestroy(ctx, prior)...)
		}
		prior = &model{attributes: attributes{Limits: types.ObjectNull(limits.OrganizationTable().AttrTypes())}}
	}
	warnOfPassedDate(plan, prior, now, &diags)
	if !r.HasClient() || plan.InstanceID.IsUnknown() {
		return diags
	}
	if prior.ID.IsNull() {
		diags.Append(r.checkName(ctx, plan)...)
	} else {
		diags.Append(r.limitsChange(plan, prior).Guard(ctx, plan.AllowDataLoss)...)
		diags.Append(r.checkMFA(ctx, plan, prior)...)
	}
	diags.Append(r.checkAuditLog(ctx, plan, prior)...)
	diags.Append(r.limitsChange(plan, prior).Check(ctx)...)
	return diags
}

func warnOfPassedDate(plan, prior *model, now time.Time, diags *diag.Diagnostics) {
	until := plan.PayloadsEnabledUntil.ValueString()
	if until == "" || base.SameInstant(until, prior.PayloadsEnabledUntil.ValueString()) || ahead(until, now) {
		return
	}
	diags.AddAttributeWarning(path.Root("payloads_enabled_until"), "Payloads of organization "+plan.displayName()+" will stop at once",
		fmt.Sprintf("payloads_enabled_until is %s, which has passed already.", until))
}

// checkName warns before a second organization of the same name is made: names
// need not be unique, but an equal one is often a create that was meant to be
// an import.
func (r *organizationResource) checkName(ctx context.Context, plan *model) diag.Diagnostics {
	var diags diag.Diagnostics
	if plan.Name.IsUnknown() {
		return nil
	}
	same, err := r.Client.Organizations.Named(ctx, plan.InstanceID.ValueString(), plan.Name.ValueString())
	if err != nil {
		return base.CheckError("look for organizations of the same name", err)
	}
	if len(same) == 0 {
		return nil
	}
	diags.AddAttributeWarning(path.Root("name"), fmt.Sprintf("An organization named %s exists already", plan.displayName()),
		fmt.Sprintf("Applying this plan makes another one beside %s. If that is the one you mean, import it instead.", withDates(same)))
	return diags
}

// checkAuditLog compares with what the instance allows.
func (r *organizationResource) checkAuditLog(ctx context.Context, plan, prior *model) diag.Diagnostics {
	if !plan.AuditLogEnabled.ValueBool() || prior.AuditLogEnabled.ValueBool() {
		return nil
	}
	instance, err := r.Client.Instances.Get(ctx, plan.InstanceID.ValueString())
	if err != nil {
		return base.CheckError("read the instance", err)
	}
	if instance.AllowAuditLogging == nil || *instance.AllowAuditLogging {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("audit_log_enabled"), "Audit logs are not allowed in this instance",
		fmt.Sprintf("The instance %s does not allow audit logs of organizations. Leave audit_log_enabled unset or false, "+
			"or have Losant allow audit logging for the instance.", base.DisplayName(instance.Name, instance.ID)))}
}

// limitsChange is what the plan does to the limits.
func (r *organizationResource) limitsChange(plan, prior *model) limits.Plan {
	return limits.Plan{
		Client: r.Client, Ref: losant.OrganizationRef{InstanceID: plan.InstanceID.ValueString(), ID: prior.ID.ValueString()},
		DisplayName: plan.displayName(), Planned: plan.Limits, Prior: prior.Limits,
	}
}

// displayName returns how messages name the organization.
func (m *attributes) displayName() string {
	return base.DisplayName(m.Name.ValueString(), m.ID.ValueString())
}

// withDates names organizations that differ in little else: one may be what an
// interrupted apply has left.
func withDates(orgs []*losant.Organization) string {
	parts := make([]string, len(orgs))
	for i, org := range orgs {
		parts[i] = fmt.Sprintf("%s (created %s)", org.ID, org.CreationDate)
	}
	return strings.Join(parts, ", ")
}

func idsOf(orgs []*losant.Organization) string {
	ids := make([]string, len(orgs))
	for i, org := range orgs {
		ids[i] = org.ID
	}
	return strings.Join(ids, ", ")
}

// Settled tells whether nothing is left to plan: the default tags are in
// tags_all, and payloads are enabled while there is a date for them to end.
func (r *organizationResource) PlanIsNoOp(data *base.ProviderData, state map[string]any) bool {
	if data == nil || data.DefaultTags.IsUnknown() {
		return false
	}
	return (state["payloads_enabled_until"] == nil || state["payloads_enabled"] == true) &&
		tags.AreMerged(data.DefaultTags, state["tags"], state["tags_all"])
}
