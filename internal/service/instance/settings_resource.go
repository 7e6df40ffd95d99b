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
	"github.com/losant/terraform-provider-losant/internal/drift"
)

var (
	_ resource.ResourceWithConfigure   = (*settingsResource)(nil)
	_ resource.ResourceWithIdentity    = (*settingsResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*settingsResource)(nil)
	_ resource.ResourceWithImportState = (*settingsResource)(nil)
)

// settingsResource is losant_instance_settings.
type settingsResource struct{ base.Resource }

// NewSettingsResource returns the resource, to be configured by the framework.
func NewSettingsResource() resource.Resource { return &settingsResource{} }

func (r *settingsResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_settings"
}

func (r *settingsResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The settings of an instance that can be changed. An instance has one of these: creating it takes over what is there, destroying it changes nothing.",
		Attributes:          settingsAttributes(),
	}
}

func (r *settingsResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id": identityschema.StringAttribute{Description: "ID of the Losant instance.", RequiredForImport: true},
	}}
}

// Create takes over the instance's settings and changes those that differ.
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
	resp.Diagnostics.Append(drift.StoreConfiguredPaths(ctx, r.ProviderData, req.Config, resp.Private)...)
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
	// An instance does not go: not found is a wrong token or id, and no reason
	// to forget the settings.
	instance, err := r.Client.Instances.Get(ctx, state.InstanceID.ValueString())
	if err != nil {
		base.AddError(&resp.Diagnostics, "read instance "+state.InstanceID.ValueString(), err)
		return
	}
	before := state
	state.fromAPI(instance)
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, state.drift(ctx, &before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update sends the settings that changed.
func (r *settingsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state settingsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	if r.write(ctx, &plan, &state, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(drift.StoreConfiguredPaths(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, settingsIdentity{plan.InstanceID}, &plan)
}

// Delete forgets the settings and leaves them as they are.
func (r *settingsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state settingsModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.AddWarning("The settings of instance "+state.InstanceID.ValueString()+" stay as they are",
		"Terraform no longer manages them, and changes nothing.")
}

// ImportState takes INSTANCE_ID, or the identity.
func (r *settingsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	ident := settingsIdentity{InstanceID: types.StringValue(strings.ToLower(req.ID))}
	if req.ID == "" {
		resp.Diagnostics.Append(req.Identity.Get(ctx, &ident)...)
	} else if !base.LooksLikeID(ident.InstanceID.ValueString()) {
		resp.Diagnostics.AddError("Invalid import ID", "\""+req.ID+"\" is no INSTANCE_ID: 24 hexadecimal digits.")
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, ident)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), ident.InstanceID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("instance_id"), ident.InstanceID)...)
}
