package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// ModifyPlan checks whether a new address belongs to the same person, and who
// already is a member.
func (r *instanceMemberResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() {
		return
	}
	var config, plan, prior instanceModel
	if req.Plan.Raw.IsNull() {
		if resp.Diagnostics.Append(req.State.Get(ctx, &prior)...); !resp.Diagnostics.HasError() {
			r.parent(&prior).planLeave(ctx, &prior.personModel, membership.TypeInstanceMember, resp)
		}
		return
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics)
		canCheck := r.CanCheck(ctx, plan.InstanceID, &resp.Diagnostics)
		if !plan.InstanceID.IsUnknown() && !config.Email.IsUnknown() && !config.UserID.IsUnknown() {
			plan.setID(plan.InstanceID.ValueString())
			isPerson := r.parent(&plan).planAdd(ctx, r.HasClient(), &plan.personModel, membership.TypeInstanceMember, req, resp)
			if canCheck && isPerson {
				resp.Diagnostics.Append(r.checkCreate(ctx, &plan)...)
			}
		}
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		return
	}
	if resp.Diagnostics.Append(req.State.Get(ctx, &prior)...); resp.Diagnostics.HasError() {
		return
	}
	isChanged := !plan.Role.Equal(prior.Role)
	canCheck := isChanged && r.CanCheck(ctx, prior.InstanceID, &resp.Diagnostics)
	r.parent(&prior).planEmail(ctx, r.HasClient(), &config.personModel, &plan.personModel, &prior.personModel, resp)
	isOther := !plan.InstanceID.Equal(prior.InstanceID) || !config.UserID.IsNull() && !config.UserID.Equal(prior.UserID)
	if len(resp.RequiresReplace) > 0 || resp.Diagnostics.HasError() || isOther {
		return // A replacement is planned again, as a creation.
	}
	if canCheck {
		resp.Diagnostics.Append(r.checkUpdate(ctx, &plan, &prior)...)
	}
	if !r.parent(&plan).planKeep(ctx, &plan.personModel, membership.TypeInstanceMember, req, resp) {
		return
	}
	// An unknown value plans an update, which adds the person again if needed.
	switch {
	case config.UserID.IsNull():
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("user_id"), types.StringUnknown())...)
	case config.Email.IsNull():
		resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("email"), types.StringUnknown())...)
	}
}

// checkUpdate warns if the last administrator gets another role.
func (r *instanceMemberResource) checkUpdate(ctx context.Context, plan, prior *instanceModel) diag.Diagnostics {
	p := r.parent(prior)
	roster, err := p.roster(ctx)
	if err != nil {
		return base.CheckError("check "+p.displayName(&prior.personModel), err)
	}
	if current := prior.find(roster); current != nil && !plan.Role.IsUnknown() {
		return p.coordinator.CheckDemotion(roster, current, plan.Role.ValueString(), p.name)
	}
	return nil
}

// checkCreate warns if the person already is a member.
func (r *instanceMemberResource) checkCreate(ctx context.Context, plan *instanceModel) diag.Diagnostics {
	p := r.parent(plan)
	roster, err := p.roster(ctx)
	if err != nil {
		return base.CheckError("check "+p.displayName(&plan.personModel), err)
	}
	role := plan.Role.ValueString()
	if current := plan.find(roster); current != nil {
		diags := diag.Diagnostics{adoptionWarning(plan.name(), p.name, current.Role, willBeManaged, roleChangeNote(types.StringValue(current.Role), plan.Role))}
		if !plan.Role.IsUnknown() {
			diags.Append(p.coordinator.CheckDemotion(roster, current, role, p.name)...)
		}
		return diags
	}
	p.coordinator.PlanRole(plan.name(), role)
	return nil
}
