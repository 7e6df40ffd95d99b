package instance

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
	"github.com/losant/terraform-provider-losant/internal/people"
)

var (
	_ resource.ResourceWithConfigure        = (*MemberResource)(nil)
	_ resource.ResourceWithConfigValidators = (*MemberResource)(nil)
	_ resource.ResourceWithIdentity         = (*MemberResource)(nil)
	_ resource.ResourceWithModifyPlan       = (*MemberResource)(nil)
	_ resource.ResourceWithImportState      = (*MemberResource)(nil)
)

// Scopes of the calls.
const (
	scopeMembers      = "instanceMembers.get"
	scopeMemberAdd    = "instanceMembers.post"
	scopeMemberUpdate = "instanceMember.patch"
	scopeMemberRemove = "instanceMember.delete"
)

// MemberResource is losant_instance_member.
type MemberResource struct{ base.Resource }

// NewMemberResource returns the resource, to be configured by the framework.
func NewMemberResource() resource.Resource { return &MemberResource{} }

// Metadata names the type.
func (r *MemberResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_member"
}

// Schema describes the configuration.
func (r *MemberResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
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
				Validators:    people.IsEmail(),
				PlanModifiers: []planmodifier.String{kept, people.KeepSameEmail()},
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
				Validators:          []validator.String{stringvalidator.OneOf(people.InstanceRoles...)},
			},
		},
	}
}

// IdentitySchema describes what tells people in instances apart.
func (r *MemberResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id": identityschema.StringAttribute{
			Description:       "ID of the Losant instance. Defaults to the provider's instance_id.",
			OptionalForImport: true,
		},
		"person": identityschema.StringAttribute{
			Description:       "What the person was first given by: the e-mail address in lower case, or the user ID.",
			RequiredForImport: true,
		},
	}}
}

// ConfigValidators has email or user_id given. Both are what Terraform generates.
func (r *MemberResource) ConfigValidators(context.Context) []resource.ConfigValidator {
	return []resource.ConfigValidator{resourcevalidator.AtLeastOneOf(path.MatchRoot("email"), path.MatchRoot("user_id"))}
}

// Create adds the person, or adopts somebody who is there already.
func (r *MemberResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan memberModel
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	plan.InstanceID = types.StringValue(r.Instance(plan.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	plan.setID()
	if r.add(ctx, &plan, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Read refreshes the state.
func (r *MemberResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state memberModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.CanRefresh(&resp.Diagnostics) {
		return
	}
	roster, err := r.roster(ctx, &state)
	if err != nil {
		base.AddError(&resp.Diagnostics, "read "+state.quote(), scopeMembers, err)
		return
	}
	member := state.find(roster)
	if member == nil {
		resp.Diagnostics.Append(r.Attribute(ctx, state.gone(), req.Private)...)
		resp.State.RemoveResource(ctx)
		return
	}
	before := state
	state.fromAPI(member, &resp.Diagnostics)
	resp.Diagnostics.Append(r.Attribute(ctx, state.drift(&before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update changes the role. A new address of the same person calls nothing.
func (r *MemberResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state memberModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	if !plan.Role.Equal(state.Role) {
		r.setRole(ctx, &state, plan.Role.ValueString(), &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Delete removes the person from the instance.
func (r *MemberResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state memberModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	r.remove(ctx, &state, &resp.Diagnostics)
}

// ImportState takes EMAIL or USER_ID, each with an optional INSTANCE_ID/ in
// front, or the identity.
func (r *MemberResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	state := r.imported(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

func (r *MemberResource) roster(ctx context.Context, m *memberModel) (*people.Roster, error) {
	return people.ReadInstanceRoster(ctx, r.Client, m.InstanceID.ValueString())
}
