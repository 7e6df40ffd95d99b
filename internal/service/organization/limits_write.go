package organization

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// write sends the planned limits that differ from those before. The state is then
// the plan.
func (r *limitsResource) write(ctx context.Context, plan *limitsModel, before types.Map, diags *diag.Diagnostics) {
	changed := limits.ToAPI(plan.Limits, before)
	if len(changed) == 0 {
		return
	}
	if diags.Append(r.limitsPlan(plan, before).GuardApply(ctx)...); diags.HasError() {
		return
	}
	patch := losant.OrganizationPatch{Limits: changed}
	org, err := r.Client.Organizations.Update(ctx, plan.ref(), patch)
	if err != nil {
		fields().AddError(diags, "set the limits of organization "+plan.OrganizationID.ValueString(), err, patch)
		return
	}
	diags.Append(limitsNoteWarnings(org)...)
	remote := limits.Refreshed(plan.Limits, org.Limits)
	diags.Append(valueMismatchWarnings(org, patch, losant.OrganizationPatch{Limits: limits.ToAPI(plan.Limits, remote)})...)
}
