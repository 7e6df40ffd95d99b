package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/resourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var (
	_ resource.ResourceWithConfigure        = (*instanceMemberResource)(nil)
	_ resource.ResourceWithConfigValidators = (*instanceMemberResource)(nil)
	_ resource.ResourceWithIdentity         = (*instanceMemberResource)(nil)
	_ resource.ResourceWithModifyPlan       = (*instanceMemberResource)(nil)
	_ resource.ResourceWithImportState      = (*instanceMemberResource)(nil)
)

// instanceMemberResource is losant_instance_member.
type instanceMemberResource struct{ base.Resource }

// NewInstanceResource returns the resource, to be configured by the framework.
func NewInstanceResource() resource.Resource { return &instanceMemberResource{} }

func (r *instanceMemberResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_member"
}

func (r *instanceMemberResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	kept := stringplanmodifier.UseStateForUnknown()
	resp.Schema = schema.Schema{
		MarkdownDescription: "One person in the instance itself, who can see or manage all its organizations. Other members of the instance are left alone.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "ID of the instance, a slash, and what the person was first given by: the e-mail address in lower case, or the user ID.",
				Computed:            true,
				PlanModifiers:       []planmodifier.String{kept},
			},
			"instance_id": base.InstanceID(),
			"email": schema.StringAttribute{
				MarkdownDescription: "E-mail address of the person, who must have a Losant account: nobody can be invited to an instance. Give this or `user_id`, or both of one person. " +
					"Letter case does not count. Another address replaces the resource, unless it is the person's own new one.",
				Optional:      true,
				Computed:      true,
				Validators:    email.Validators(),
				PlanModifiers: []planmodifier.String{kept, email.KeepSame()},
			},
			"user_id": schema.StringAttribute{
				MarkdownDescription: "ID of the person's Losant account. Give this or `email`, or both of one person.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{base.IsID()},
				PlanModifiers:       []planmodifier.String{kept, stringplanmodifier.RequiresReplaceIfConfigured()},
			},
			"role": schema.StringAttribute{
				MarkdownDescription: "Role of the person: `admin` (manages the instance and its organizations) or `view`.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf(losant.InstanceRoles()...)},
			},
		},
	}
}

func (r *instanceMemberResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id": base.IdentityInstanceID(),
		"person": identityschema.StringAttribute{
			Description:       "What the person was first given by: the e-mail address in lower case, or the user ID.",
			RequiredForImport: true,
		},
	}}
}

// ConfigValidators has email or user_id given. Both are what Terraform generates.
func (r *instanceMemberResource) ConfigValidators(context.Context) []resource.ConfigValidator {
	return []resource.ConfigValidator{resourcevalidator.AtLeastOneOf(path.MatchRoot("email"), path.MatchRoot("user_id"))}
}

// Create adds the person, or adopts somebody who is there already.
func (r *instanceMemberResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan instanceModel
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	plan.InstanceID = types.StringValue(r.ResolveInstanceID(plan.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	plan.setID()
	if r.add(ctx, &plan, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

func (r *instanceMemberResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state instanceModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.RequireClientForRefresh(&resp.Diagnostics) {
		return
	}
	roster, err := r.roster(ctx, &state)
	if err != nil {
		base.AddError(&resp.Diagnostics, "read "+state.displayName(), err)
		return
	}
	member := state.find(roster)
	if member == nil {
		drift.Removed(ctx, r.ProviderData, state.removal(), req, resp)
		return
	}
	before := state
	state.fromAPI(member, &resp.Diagnostics)
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, state.drift(&before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update changes the role. A new address of the same person calls nothing.
func (r *instanceMemberResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state instanceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	if !plan.Role.Equal(state.Role) {
		r.setRole(ctx, &state, plan.Role.ValueString(), &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Delete removes the person from the instance.
func (r *instanceMemberResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state instanceModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	r.remove(ctx, &state, &resp.Diagnostics)
}

// ImportState takes EMAIL or USER_ID, each with an optional INSTANCE_ID/ in
// front, or the identity.
func (r *instanceMemberResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	state := r.imported(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

func (r *instanceMemberResource) roster(ctx context.Context, m *instanceModel) (*membership.Roster, error) {
	return membership.ReadInstanceRoster(ctx, r.Client, m.InstanceID.ValueString())
}
