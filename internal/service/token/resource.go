// Package token holds the resource and the ephemeral resource for the API tokens
// of an instance.
package token

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
)

var (
	_ resource.ResourceWithConfigure   = (*tokenResource)(nil)
	_ resource.ResourceWithIdentity    = (*tokenResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*tokenResource)(nil)
	_ resource.ResourceWithImportState = (*tokenResource)(nil)
)

// fields are the attributes that the fields of request bodies come from.
var fields = base.Fields{
	"name": path.Root("name"), "description": path.Root("description"), "scope": path.Root("scopes"),
	"expirationDate": path.Root("expires_at"), "status": path.Root("status"),
}

// tokenResource is losant_instance_api_token.
type tokenResource struct{ base.Resource }

// NewResource returns the resource, to be configured by the framework.
func NewResource() resource.Resource { return &tokenResource{} }

func (r *tokenResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_api_token"
}

func (r *tokenResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	kept := stringplanmodifier.UseStateForUnknown()
	resp.Schema = schema.Schema{
		MarkdownDescription: "An API token of the instance, for programs that manage it. The token is in the state: for one that only the run itself needs, " +
			"use the ephemeral resource of the same name.",
		Attributes: map[string]schema.Attribute{
			"id":          base.ID("token"),
			"instance_id": base.InstanceID(),
			"name": schema.StringAttribute{
				MarkdownDescription: "Name of the token. Names need not be unique.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthBetween(1, 255)},
			},
			"description": schema.StringAttribute{
				MarkdownDescription: "Description of the token.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.UTF8LengthAtMost(32767)},
			},
			"scopes": schema.SetAttribute{
				MarkdownDescription: docScopes() + " Changing them replaces the token.",
				Required:            true,
				ElementType:         types.StringType,
				Validators:          []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.NoNullValues(), setvalidator.ValueStringsAre(isScope())},
				PlanModifiers:       []planmodifier.Set{setplanmodifier.RequiresReplace()},
			},
			"expires_at": schema.StringAttribute{
				MarkdownDescription: "When the token expires, as an RFC 3339 timestamp that is not yet past; never when unset. Changing it replaces the token. " +
					"That the date passes is no change: the refresh warns, and the plan stays empty.",
				Optional:      true,
				Validators:    []validator.String{base.RFC3339()},
				PlanModifiers: []planmodifier.String{base.KeepSameInstant(), stringplanmodifier.RequiresReplace()},
			},
			"status": schema.StringAttribute{
				MarkdownDescription: "Whether the token works: `active` or `inactive`. Left as found when unset; a new token is active.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{stringvalidator.OneOf("active", "inactive")},
				PlanModifiers:       []planmodifier.String{kept},
			},
			"rotate": schema.MapAttribute{
				MarkdownDescription: "Any values of your own. When they change, the token is replaced by a new one; removing them all changes nothing. " +
					"On an imported token the first values are only noted.",
				Optional:      true,
				ElementType:   types.StringType,
				PlanModifiers: []planmodifier.Map{replaceOnRotation()},
			},
			"token": schema.StringAttribute{
				MarkdownDescription: "The token itself. Losant tells it only when it is made, so it is null after an import.",
				Computed:            true,
				Sensitive:           true,
				PlanModifiers:       []planmodifier.String{kept},
			},
			"created_at": base.CreatedAt("token"),
		},
	}
}

func (r *tokenResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = base.ObjectIdentitySchema("token")
}

// Create makes the token. Its answer is complete, and the only one with the secret.
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
	made, err := r.Client.Tokens.Create(ctx, plan.InstanceID.ValueString(), post)
	if err != nil {
		d := base.ErrorDiagnostic("create API token "+base.DisplayName(plan.Name.ValueString(), ""), err)
		resp.Diagnostics.Append(fields.AtAttribute(d, err, post))
		return
	}
	answer := plan
	answer.fromAPI(&made.Token)
	plan.fillFrom(&answer)
	plan.Token = types.StringValue(made.Secret)
	resp.Diagnostics.Append(drift.StoreConfiguredPaths(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Read refreshes the state. A token that has expired stays: what is to become of
// it is for the configuration to say.
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
		drift.ReadFailed(ctx, r.ProviderData, state.removal(), "read API token "+state.displayName(), err, req, resp)
		return
	}
	before := state
	state.fromAPI(token)
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, state.drift(ctx, &before), req.Private)...)
	if state.expired(r.Now()) {
		resp.Diagnostics.AddWarning("API token "+state.displayName()+" has expired",
			"It has not worked since "+state.ExpiresAt.ValueString()+". For a new one, set a later expires_at, or remove it.")
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update sends what changed, and nothing when nothing did.
func (r *tokenResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	answer := state
	if patch := plan.toPatch(&state); !patch.IsEmpty() {
		token, err := r.Client.Tokens.Update(ctx, state.InstanceID.ValueString(), state.ID.ValueString(), patch)
		if err != nil {
			d := base.ErrorDiagnostic("update API token "+state.displayName(), err)
			resp.Diagnostics.Append(fields.AtAttribute(d, err, patch))
			return
		}
		answer.fromAPI(token)
	}
	plan.fillFrom(&answer)
	resp.Diagnostics.Append(drift.StoreConfiguredPaths(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Delete revokes the token.
func (r *tokenResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	if err := r.Client.Tokens.Delete(ctx, state.InstanceID.ValueString(), state.ID.ValueString()); err != nil {
		r.DeleteFailed(ctx, state.InstanceID.ValueString(), "delete API token "+state.displayName(), err, &resp.Diagnostics)
	}
}

// ImportState takes TOKEN_ID, with an optional INSTANCE_ID/ in front, or the
// identity. The secret cannot be imported.
func (r *tokenResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.ImportObject(ctx, "TOKEN_ID", req, resp)
}
