// Package token implements the resource and the ephemeral resource for API tokens
// of an instance.
package token

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/guard"
)

var (
	_ resource.ResourceWithConfigure   = (*tokenResource)(nil)
	_ resource.ResourceWithIdentity    = (*tokenResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*tokenResource)(nil)
	_ resource.ResourceWithImportState = (*tokenResource)(nil)
)

// fields maps the fields of request bodies to the attributes that they come from.
var fields = base.Fields{
	"name": path.Root("name"), "description": path.Root("description"), "scope": path.Root("scopes"),
	"expirationDate": path.Root("expires_at"), "status": path.Root("status"),
}

const typeName = "losant_instance_api_token"

// tokenResource is losant_instance_api_token.
type tokenResource struct{ base.Resource }

// NewResource returns the resource, which the framework configures.
func NewResource() resource.Resource { return &tokenResource{} }

func (r *tokenResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = typeName
}

func (r *tokenResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "An API token of the instance, for programs that manage the instance. The token is stored in the state. " +
			"If only the Terraform run itself needs a token, use the ephemeral resource of the same name.",
		Attributes: resourceAttributes(),
	}
}

func (r *tokenResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = base.ObjectIdentitySchema("token")
}

// Create creates the token. Only the response to the creation contains the secret.
func (r *tokenResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	plan.InstanceID = types.StringValue(r.ResolveInstanceID(plan.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	post := plan.toPost()
	created, err := r.Client.Tokens.Create(ctx, plan.InstanceID.ValueString(), post)
	if err != nil {
		fields.AddError(&resp.Diagnostics, "create API token "+base.DisplayName(plan.Name.ValueString(), ""), err, post)
		return
	}
	remote := plan
	remote.fromAPI(&created.Token)
	plan.fillFrom(&remote)
	plan.Token = types.StringValue(created.Secret)
	resp.Diagnostics.Append(drift.StoreApply(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Read refreshes the state. An expired token remains in the state, with a warning.
func (r *tokenResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.RequireClientForRefresh(&resp.Diagnostics) {
		return
	}
	token, err := r.Client.Tokens.Get(ctx, state.InstanceID.ValueString(), state.ID.ValueString())
	if err != nil {
		drift.ReadFailed(ctx, r.ProviderData, state.removal(), "read API token "+state.displayName(), err, r.absence(&state), req, resp)
		return
	}
	before := state
	state.fromAPI(token)
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, state.drift(ctx, &before), req.Private)...)
	if state.isExpired(r.Now()) {
		resp.Diagnostics.AddWarning("API token "+state.displayName()+" has expired",
			"It stopped working at "+state.ExpiresAt.ValueString()+". To create a new token, set a later expires_at or remove it.")
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update sends only what changed. It sends no request if nothing did.
func (r *tokenResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	remote := state
	if patch := plan.toPatch(&state); !patch.IsEmpty() {
		token, err := r.Client.Tokens.Update(ctx, state.InstanceID.ValueString(), state.ID.ValueString(), patch)
		if err != nil {
			if err = r.ReportDeleted(ctx, "API token "+state.displayName(), err, r.absence(&state), &resp.Diagnostics); err != nil {
				fields.AddError(&resp.Diagnostics, "update API token "+state.displayName(), err, patch)
			}
			return
		}
		remote = plan
		remote.fromAPI(token)
		resp.Diagnostics.Append(fields.MismatchWarnings("API token "+state.displayName(), patch, plan.toPatch(&remote))...)
	}
	plan.fillFrom(&remote)
	resp.Diagnostics.Append(drift.StoreApply(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Delete revokes the token.
func (r *tokenResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() ||
		guard.IsKept(ctx, r.ProviderData, state.guarded(), req.Private, &resp.Diagnostics) || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	if err := r.Client.Tokens.Delete(ctx, state.InstanceID.ValueString(), state.ID.ValueString()); err != nil {
		r.DeleteFailed(ctx, "delete API token "+state.displayName(), err, r.absence(&state), &resp.Diagnostics)
	}
}

// ImportState accepts TOKEN_ID, with an optional INSTANCE_ID/ in front, or the
// identity. The secret cannot be imported.
func (r *tokenResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.ImportObject(ctx, "TOKEN_ID", req, resp)
	guard.RecordImport(ctx, r.ProviderData, typeName, resp)
}

// absence returns the proof that the token does not exist.
func (r *tokenResource) absence(m *model) base.Proof {
	return func(ctx context.Context) error {
		return r.Client.Tokens.ConfirmAbsence(ctx, m.InstanceID.ValueString(), m.ID.ValueString())
	}
}
