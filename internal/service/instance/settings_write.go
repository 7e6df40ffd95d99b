package instance

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// write sends the settings that differ from the prior state, and fills in what the
// plan left unknown. Without a prior state, it compares with the instance.
func (r *settingsResource) write(ctx context.Context, plan, prior *settingsModel, diags *diag.Diagnostics) {
	id := plan.InstanceID.ValueString()
	// Limits and reports are sent as a whole, with what others have added meanwhile.
	instance, err := r.Client.Instances.GetAgain(ctx, id)
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
	remote := *plan
	remote.fromAPI(instance)
	diags.Append(settingsFields().MismatchWarnings("instance "+id, patch, plan.notStored(&remote))...)
	plan.fillFrom(&remote)
}

// notStored returns the planned values that Losant has not stored, except those of
// reports, which other people may add.
func (m *settingsModel) notStored(remote *settingsModel) losant.InstancePatch {
	var patch losant.InstancePatch
	if changed := limits.ToAPI(m.DefaultOrganizationLimits, remote.DefaultOrganizationLimits); len(changed) > 0 {
		patch.DefaultOrganizationLimits = losant.Set(losant.RawLimits{}.With(changed))
	}
	if !m.MFAMode.IsUnknown() && !m.MFAMode.IsNull() && !m.MFAMode.Equal(remote.MFAMode) {
		patch.MFAMode = losant.Set(m.MFAMode.ValueString())
	}
	return patch
}
