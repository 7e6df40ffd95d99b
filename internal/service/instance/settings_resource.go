package instance

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

var (
	_ resource.ResourceWithConfigure   = (*SettingsResource)(nil)
	_ resource.ResourceWithIdentity    = (*SettingsResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*SettingsResource)(nil)
	_ resource.ResourceWithImportState = (*SettingsResource)(nil)
)

// SettingsResource is losant_instance_settings.
type SettingsResource struct{ base.Resource }

// NewSettingsResource returns the resource, to be configured by the framework.
func NewSettingsResource() resource.Resource { return &SettingsResource{} }

// Metadata names the type.
func (r *SettingsResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_settings"
}

// Schema describes the configuration.
func (r *SettingsResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The settings of an instance that can be changed. An instance has one of these: creating it takes over what is there, destroying it changes nothing.",
		Attributes:          settingsAttributes(),
	}
}

// IdentitySchema describes what tells the settings of instances apart.
func (r *SettingsResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id": identityschema.StringAttribute{Description: "ID of the Losant instance.", RequiredForImport: true},
	}}
}

// Create takes over the instance's settings and changes those that differ.
func (r *SettingsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan settingsModel
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	plan.InstanceID = types.StringValue(r.Instance(plan.InstanceID, &resp.Diagnostics))
	plan.ID = plan.InstanceID
	if resp.Diagnostics.HasError() {
		return
	}
	if r.write(ctx, &plan, nil, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.RememberConfigured(ctx, req.Config, resp.Private)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, settingsIdentity{plan.InstanceID})...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Read refreshes the state.
func (r *SettingsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state settingsModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, settingsIdentity{state.InstanceID})...)
	if !r.CanRefresh(&resp.Diagnostics) {
		return
	}
	// An instance does not go: not found is a wrong token or id, and no reason
	// to forget the settings.
	instance, err := r.Client.Instances.Get(ctx, state.InstanceID.ValueString())
	if err != nil {
		base.AddError(&resp.Diagnostics, "read instance "+state.InstanceID.ValueString(), "instance.get", err)
		return
	}
	before := state
	state.fromAPI(instance)
	resp.Diagnostics.Append(r.Attribute(ctx, state.drift(ctx, &before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update sends the settings that changed.
func (r *SettingsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state settingsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	if r.write(ctx, &plan, &state, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(r.RememberConfigured(ctx, req.Config, resp.Private)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, settingsIdentity{plan.InstanceID})...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Delete forgets the settings and leaves them as they are.
func (r *SettingsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state settingsModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.AddWarning("The settings of instance "+state.InstanceID.ValueString()+" stay as they are",
		"Terraform no longer manages them, and changes nothing.")
}

// ImportState takes INSTANCE_ID, or the identity.
func (r *SettingsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	ident := settingsIdentity{InstanceID: types.StringValue(strings.ToLower(req.ID))}
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &ident)...)
	} else if !base.LooksLikeID(ident.InstanceID.ValueString()) {
		resp.Diagnostics.AddError("Invalid import id", "\""+req.ID+"\" is no INSTANCE_ID: 24 hexadecimal digits.")
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, ident)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), ident.InstanceID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("instance_id"), ident.InstanceID)...)
}
