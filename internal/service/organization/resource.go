// Package organization holds the resource and the data sources for the
// organizations of an instance.
package organization

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var (
	_ resource.ResourceWithConfigure      = (*Resource)(nil)
	_ resource.ResourceWithIdentity       = (*Resource)(nil)
	_ resource.ResourceWithValidateConfig = (*Resource)(nil)
	_ resource.ResourceWithModifyPlan     = (*Resource)(nil)
	_ resource.ResourceWithImportState    = (*Resource)(nil)
)

// Resource is losant_organization.
type Resource struct{ base.Resource }

// NewResource returns the resource, to be configured by the framework.
func NewResource() resource.Resource { return &Resource{} }

// appearsWithin is how long a created organization may stay hidden from reads.
const appearsWithin = 10 * time.Second

// Metadata names the type.
func (r *Resource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization"
}

// Schema describes the configuration.
func (r *Resource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

// IdentitySchema describes what tells organizations apart.
func (r *Resource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id": identityschema.StringAttribute{
			Description:       "ID of the Losant instance. Defaults to the provider's instance_id.",
			OptionalForImport: true,
		},
		"id": identityschema.StringAttribute{Description: "ID of the organization.", RequiredForImport: true},
	}}
}

// ValidateConfig checks what attributes mean together. It reads these alone:
// Terraform asks for each organization of each plan.
func (r *Resource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var until types.String
	var enabled types.Bool
	var own types.Map
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("payloads_enabled_until"), &until)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("payloads_enabled"), &enabled)...)
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("tags"), &own)...)
	if !resp.Diagnostics.HasError() {
		validate(until, enabled, own, &resp.Diagnostics)
	}
}

// Create makes the organization and reads it back, since the API's answer to a
// creation lacks tags, switches and more. Once the organization exists nothing
// here is an error: an error would have the next apply destroy it.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	ctx, cancel := base.WithTimeout(ctx, plan.Timeouts.Create, &resp.Diagnostics)
	defer cancel()
	instanceID := r.Instance(plan.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	plan.InstanceID = types.StringValue(instanceID)
	post := plan.toPost()
	created, err := r.Client.Organizations.Create(ctx, instanceID, post)
	if err != nil {
		resp.Diagnostics.Append(writeError("create organization "+base.Quote(post.Name, ""), scopePost, err, post))
		return
	}
	org, err := r.Client.Organizations.Get(ctx, instanceID, created.ID, losant.WaitUntilFound(appearsWithin))
	if err != nil {
		resp.Diagnostics.Append(notReadBack(created, err))
		org = created
	}
	answer := plan
	answer.fromAPI(org, r.DefaultTags, time.Now())
	if org != created {
		resp.Diagnostics.Append(storedOtherwise(org, post, plan.toPatch(&answer, time.Now()))...)
	}
	plan.fillFrom(&answer)
	resp.Diagnostics.Append(r.RememberConfigured(ctx, req.Config, resp.Private)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Read refreshes the state.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	// The framework wants an identity even of an object that turns out to be
	// gone, and a Terraform without identities hands none in.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.CanRefresh(&resp.Diagnostics) {
		return
	}
	ctx, cancel := base.WithTimeout(ctx, state.Timeouts.Read, &resp.Diagnostics)
	defer cancel()

	org, err := r.Client.Organizations.Get(ctx, state.InstanceID.ValueString(), state.ID.ValueString())
	if err != nil {
		gone, err := r.Gone(ctx, state.InstanceID.ValueString(), err)
		if gone {
			resp.Diagnostics.Append(r.Attribute(ctx, state.gone(), req.Private)...)
			resp.State.RemoveResource(ctx)
			return
		}
		base.AddError(&resp.Diagnostics, "read organization "+state.quote(), scopeGet, err)
		return
	}
	before := state
	state.fromAPI(org, r.DefaultTags, time.Now())
	resp.Diagnostics.Append(r.Attribute(ctx, state.drift(&before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update sends what changed, and nothing when nothing did.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	ctx, cancel := base.WithTimeout(ctx, plan.Timeouts.Update, &resp.Diagnostics)
	defer cancel()

	answer := state
	if patch := plan.toPatch(&state, time.Now()); !patch.IsEmpty() {
		if resp.Diagnostics.Append(r.limitsChange(&plan, &state).Guard(ctx, plan.AllowDataLoss)...); resp.Diagnostics.HasError() {
			return
		}
		org, err := r.Client.Organizations.Update(ctx, state.InstanceID.ValueString(), state.ID.ValueString(), patch)
		if err != nil {
			resp.Diagnostics.Append(writeError("update organization "+state.quote(), scopePatch, err, patch))
			return
		}
		answer = plan
		answer.fromAPI(org, r.DefaultTags, time.Now())
		resp.Diagnostics.Append(storedOtherwise(org, patch, plan.toPatch(&answer, time.Now()))...)
	}
	plan.fillFrom(&answer)
	resp.Diagnostics.Append(r.RememberConfigured(ctx, req.Config, resp.Private)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Delete removes the organization and everything in it.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	ctx, cancel := base.WithTimeout(ctx, state.Timeouts.Delete, &resp.Diagnostics)
	defer cancel()

	if resp.Diagnostics.Append(r.guardDestroy(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	err := r.Client.Organizations.Delete(ctx, state.InstanceID.ValueString(), state.ID.ValueString())
	if err == nil {
		return
	}
	if gone, err := r.Gone(ctx, state.InstanceID.ValueString(), err); !gone {
		base.AddError(&resp.Diagnostics, "delete organization "+state.quote(), scopeDelete, err)
	}
}

// ImportState takes ORG_ID or name:NAME, each with an optional INSTANCE_ID/ in
// front, or the identity.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	instanceID, id := r.resolveImport(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("instance_id"), instanceID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), id)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, identity{InstanceID: types.StringValue(instanceID), ID: types.StringValue(id)})...)
}
