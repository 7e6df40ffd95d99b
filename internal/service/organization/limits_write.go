package organization

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// write sends the planned limits that differ from those before, and fills in the
// ones that the plan left unknown.
func (r *limitsResource) write(ctx context.Context, plan *limitsModel, before types.Object, diags *diag.Diagnostics) {
	remote := before
	if changed := limits.ToAPI(plan.Limits, before); len(changed) > 0 {
		if diags.Append(r.limitsPlan(plan, before).Guard(ctx, plan.AllowDataLoss)...); diags.HasError() {
			return
		}
		patch := losant.OrganizationPatch{Limits: changed}
		org, err := r.Client.Organizations.Update(ctx, plan.ref(), patch)
		if err != nil {
			diags.Append(fields().AtAttribute(base.ErrorDiagnostic("set the limits of organization "+plan.OrganizationID.ValueString(), err), err, patch))
			return
		}
		remote = limits.OrganizationTable().FromAPI(org.Limits)
		diags.Append(valueMismatchWarnings(org, patch, losant.OrganizationPatch{Limits: limits.ToAPI(plan.Limits, remote)})...)
	}
	plan.Limits = limits.FillUnknown(plan.Limits, remote)
}
