package instance

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/limits"
)

var (
	_ resource.ResourceWithConfigure   = (*settingsResource)(nil)
	_ resource.ResourceWithIdentity    = (*settingsResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*settingsResource)(nil)
	_ resource.ResourceWithImportState = (*settingsResource)(nil)
)

const settingsType = "losant_instance_settings"

// settingsResource is losant_instance_settings.
type settingsResource struct{ base.Resource }

// NewSettingsResource returns the resource, to be configured by the framework.
func NewSettingsResource() resource.Resource { return &settingsResource{} }

func (r *settingsResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_settings"
}

func (r *settingsResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The settings of an instance. They always exist: creating this resource adopts the current settings, and destroying it leaves them unchanged.",
		Attributes:          settingsAttributes(),
	}
}

func (r *settingsResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id": identityschema.StringAttribute{Description: "ID of the Losant instance.", RequiredForImport: true},
	}}
}

// Create adopts the instance's settings, and changes those that differ.
func (r *settingsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan settingsModel
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	plan.InstanceID = types.StringValue(r.ResolveInstanceID(plan.InstanceID, &resp.Diagnostics))
	plan.ID = plan.InstanceID
	if resp.Diagnostics.HasError() {
		return
	}
	if r.write(ctx, &plan, nil, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(limits.MarkExact(ctx, resp.Private)...)
	resp.Diagnostics.Append(drift.StoreApply(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, settingsIdentity{plan.InstanceID}, &plan)
}

func (r *settingsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state settingsModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, settingsIdentity{state.InstanceID})...)
	if !r.RequireClientForRefresh(&resp.Diagnostics) {
		return
	}
	// An instance is never deleted. If it is not found, the API token or the id is
	// wrong, and the settings must stay in the state.
	instance, err := r.Client.Instances.Get(ctx, state.InstanceID.ValueString())
	if err != nil {
		resp.Diagnostics.Append(base.RefreshError("read instance "+state.InstanceID.ValueString(), err)...)
		return
	}
	at := path.Root("default_organization_limits")
	for _, name := range limits.Unreadable(state.DefaultOrganizationLimits, instance.DefaultOrganizationLimits) {
		resp.Diagnostics.AddAttributeError(at.AtMapKey(name), "Could not read the default limit "+name+" of instance "+state.InstanceID.ValueString(),
			"Losant returned a value that is not a whole number. Correct it in Losant, or remove the limit from the configuration and apply with -refresh=false.")
	}
	if resp.Diagnostics.HasError() {
		return
	}
	before := state
	state.fromAPI(instance)
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, state.drift(ctx, &before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update sends only the settings that changed.
func (r *settingsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state settingsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	if r.write(ctx, &plan, &state, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	if !plan.DefaultOrganizationLimits.Equal(state.DefaultOrganizationLimits) {
		resp.Diagnostics.Append(limits.MarkExact(ctx, resp.Private)...)
	}
	resp.Diagnostics.Append(drift.StoreApply(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, settingsIdentity{plan.InstanceID}, &plan)
}

// Delete keeps the settings of the instance.
func (r *settingsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state settingsModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.AddWarning("The settings of instance "+state.InstanceID.ValueString()+" keep their values",
		"Terraform no longer manages these settings. They stay in force until somebody changes them.")
}

// ImportState accepts INSTANCE_ID, or the identity.
func (r *settingsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	identity := settingsIdentity{InstanceID: types.StringValue(strings.ToLower(req.ID))}
	if base.HasIdentity(req) {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &identity)...)
		base.CheckIdentityIDs(&resp.Diagnostics, identity.InstanceID)
	} else if !base.LooksLikeID(identity.InstanceID.ValueString()) {
		resp.Diagnostics.AddError("Invalid import ID", fmt.Sprintf("%q is not a valid import ID. Use INSTANCE_ID, which has 24 hexadecimal digits.", req.ID))
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), identity.InstanceID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("instance_id"), identity.InstanceID)...)
}
