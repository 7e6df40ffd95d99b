// Package customnode implements the resource, the data sources and the list
// resource for the custom workflow nodes of an instance.
package customnode

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/guard"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var (
	_ resource.ResourceWithConfigure   = (*nodeResource)(nil)
	_ resource.ResourceWithIdentity    = (*nodeResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*nodeResource)(nil)
	_ resource.ResourceWithImportState = (*nodeResource)(nil)
)

// fields maps the fields of request bodies to the attributes that they come from.
var fields = base.Fields{
	"name":                path.Root("name"),
	"description":         path.Root("description"),
	"shortDescription":    path.Root("short_description"),
	"iconData":            path.Root("icon_data"),
	"docsUrl":             path.Root("docs_url"),
	"category":            path.Root("category"),
	"minimumAgentVersion": path.Root("minimum_agent_version"),
	"customNodeSupports":  path.Root("supports"),
	"triggers":            path.Root("definition"),
	"nodes":               path.Root("definition"),
	"customNodeConfig":    path.Root("definition"),
}

const typeName = "losant_instance_custom_node"

// nodeResource is losant_instance_custom_node.
type nodeResource struct{ base.Resource }

// NewResource returns the resource, which the framework configures.
func NewResource() resource.Resource { return &nodeResource{} }

func (r *nodeResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = typeName
}

func (r *nodeResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A custom workflow node of the instance, which the organizations of the instance can use in their workflows.",
		Attributes:          resourceAttributes(),
	}
}

func (r *nodeResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = base.ObjectIdentitySchema("custom node")
}

// Create creates the custom node. The response to the creation is complete.
func (r *nodeResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	plan.InstanceID = types.StringValue(r.ResolveInstanceID(plan.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	post := plan.toPost()
	node, err := r.Client.CustomNodes.Create(ctx, plan.InstanceID.ValueString(), post)
	if err != nil {
		fields.AddError(&resp.Diagnostics, "create custom node "+base.DisplayName(plan.Name.ValueString(), ""), err, post)
		return
	}
	remote := plan
	remote.fromAPI(node)
	plan.fillFrom(&remote)
	resp.Diagnostics.Append(origin{Hash: hash(node.CustomNodeDefinition)}.store(ctx, resp.Private)...)
	resp.Diagnostics.Append(drift.StoreApply(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

func (r *nodeResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.RequireClientForRefresh(&resp.Diagnostics) {
		return
	}
	node, err := r.Client.CustomNodes.Get(ctx, state.InstanceID.ValueString(), state.ID.ValueString())
	if err != nil {
		drift.ReadFailed(ctx, r.ProviderData, state.removal(), "read custom node "+state.displayName(), err, r.absence(&state), req, resp)
		return
	}
	before := state
	state.fromAPI(node)
	stored, diags := loadOrigin(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	resp.Diagnostics.Append(state.readDefinition(node.CustomNodeDefinition, stored).store(ctx, resp.Private)...)
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, state.drift(ctx, &before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update sends only what changed. It sends no request if nothing did.
func (r *nodeResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	stored, diags := loadOrigin(ctx, req.Private)
	resp.Diagnostics.Append(diags...)
	var definition *losant.CustomNodeDefinition
	remote := state
	if patch := plan.toPatch(&state); !patch.IsEmpty() {
		node, err := r.Client.CustomNodes.Update(ctx, state.InstanceID.ValueString(), state.ID.ValueString(), patch)
		if err != nil {
			if err = r.ReportDeleted(ctx, "Custom node "+state.displayName(), err, r.absence(&state), &resp.Diagnostics); err != nil {
				fields.AddError(&resp.Diagnostics, "update custom node "+state.displayName(), err, patch)
			}
			return
		}
		remote = plan
		remote.fromAPI(node)
		resp.Diagnostics.Append(fields.MismatchWarnings("custom node "+state.displayName(), patch, plan.toPatch(&remote))...)
		definition = &node.CustomNodeDefinition
	}
	plan.fillFrom(&remote)
	if !plan.Definition.Equal(state.Definition) {
		stored.Imported = false
		if definition != nil {
			stored.Hash = hash(*definition)
		}
	}
	resp.Diagnostics.Append(stored.store(ctx, resp.Private)...)
	resp.Diagnostics.Append(drift.StoreApply(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Delete deletes the custom node.
func (r *nodeResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() ||
		guard.IsKept(ctx, r.ProviderData, state.guarded(), req.Private, &resp.Diagnostics) || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	if err := r.Client.CustomNodes.Delete(ctx, state.InstanceID.ValueString(), state.ID.ValueString()); err != nil {
		r.DeleteFailed(ctx, "delete custom node "+state.displayName(), err, r.absence(&state), &resp.Diagnostics)
	}
}

// absence returns the proof that the custom node does not exist.
func (r *nodeResource) absence(m *model) base.Proof {
	return func(ctx context.Context) error {
		return r.Client.CustomNodes.ConfirmAbsence(ctx, m.InstanceID.ValueString(), m.ID.ValueString())
	}
}
