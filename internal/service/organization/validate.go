package organization

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/tags"
)

// ValidateConfig checks the attributes that depend on each other. It reads only
// these from the configuration, because Terraform validates every organization in
// every plan.
func (r *organizationResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var until types.String
	var enabled types.Bool
	var ownTags types.Map
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("payloads_enabled_until"), &until)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("payloads_enabled"), &enabled)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("tags"), &ownTags)...)
	if resp.Diagnostics.HasError() {
		return
	}
	validatePayloads(enabled, until, &resp.Diagnostics)
	tags.CheckCount(path.Root("tags"), ownTags, &resp.Diagnostics)
}

func validatePayloads(enabled types.Bool, until types.String, diags *diag.Diagnostics) {
	if until.IsNull() || until.IsUnknown() || enabled.IsNull() || enabled.IsUnknown() || enabled.ValueBool() {
		return
	}
	diags.AddAttributeError(path.Root("payloads_enabled"), "Conflicting payload settings",
		"payloads_enabled is false, but payloads_enabled_until is set. To stop payloads now, remove payloads_enabled_until. "+
			"To stop them at that date, remove payloads_enabled.")
}
