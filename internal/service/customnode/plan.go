package customnode

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/guard"
)

// ModifyPlan plans the instance, compares the number of custom nodes with the
// instance's limit, and warns about a part of the definition that Losant keeps.
func (r *nodeResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
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
	if !prior.InstanceID.IsNull() && !plan.InstanceID.Equal(prior.InstanceID) {
		return // A replacement is planned again, as a creation.
	}
	resp.Diagnostics.Append(plan.keptConfigWarning(&prior)...)
	if resp.Plan.Raw.Equal(req.State.Raw) || !r.CanCheck(ctx, plan.InstanceID, &resp.Diagnostics) {
		return
	}
	if prior.ID.IsNull() {
		resp.Diagnostics.Append(r.checkLimit(ctx, &plan)...)
	}
}

// keptConfigWarning warns if the plan removes customNodeConfig, which the API cannot
// do.
func (m *model) keptConfigWarning(prior *model) diag.Diagnostics {
	if m.Definition.IsUnknown() {
		return nil
	}
	planned, before := parseDefinition(m.Definition.ValueString()), parseDefinition(prior.Definition.ValueString())
	if planned.HasConfig() || !before.HasConfig() {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("definition"), "Custom node "+m.displayName()+" keeps its customNodeConfig",
		"The definition no longer has the field customNodeConfig, but Losant cannot remove it from a custom node. To change it, set customNodeConfig in the definition.")}
}

// creations holds the names of the custom nodes that this run plans to create in an
// instance. A replacement is planned twice.
type creations struct {
	mu    sync.Mutex
	names map[string]bool
}

// add returns how many names there are with this one.
func (c *creations) add(name string) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.names[name] = true
	return int64(len(c.names))
}

// checkLimit warns if a plan creates more custom nodes than the limit of the
// instance allows.
func (r *nodeResource) checkLimit(ctx context.Context, plan *model) diag.Diagnostics {
	instanceID := plan.InstanceID.ValueString()
	planned := base.Shared(r.ProviderData, instanceID, func() *creations { return &creations{names: map[string]bool{}} })
	creating := planned.add(plan.Name.ValueString())
	instance, err := r.Client.Instances.Get(ctx, instanceID)
	if err != nil {
		return base.CheckError("read instance "+instanceID, err)
	}
	limit, limited := instance.Limits["instanceCustomNode"]
	if !limited {
		return nil
	}
	nodes, err := r.Client.CustomNodes.Known(ctx, instanceID)
	if err != nil {
		return base.CheckError("list the custom nodes of instance "+instanceID, err)
	}
	if int64(len(nodes))+creating <= limit {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Custom node "+plan.displayName()+" exceeds the limit of the instance",
		fmt.Sprintf("With this plan instance %s has %d custom nodes, but its limit instance_custom_node is %d, so Losant can refuse to create this one. "+
			"Delete another custom node first, or ask Losant to raise the limit.", base.DisplayName(instance.Name, instance.ID), int64(len(nodes))+creating, limit))}
}
