// Package member holds the resources and data sources for the people in an
// organization.
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
	"github.com/losant/terraform-provider-losant/internal/people"
)

var (
	_ resource.ResourceWithConfigure        = (*Resource)(nil)
	_ resource.ResourceWithConfigValidators = (*Resource)(nil)
	_ resource.ResourceWithIdentity         = (*Resource)(nil)
	_ resource.ResourceWithModifyPlan       = (*Resource)(nil)
	_ resource.ResourceWithImportState      = (*Resource)(nil)
)

// Scopes of the calls.
const (
	scopeList   = "instanceOrgMembers.get"
	scopeAdd    = "instanceOrgMembers.post"
	scopeUpdate = "instanceOrgMember.patch"
	scopeRemove = "instanceOrgMember.delete"
	scopeResend = "instanceOrgInvite.resendInvite"
	scopeRevoke = "instanceOrgInvite.delete"
)

// Resource is losant_organization_member.
type Resource struct{ base.Resource }

// NewResource returns the resource, to be configured by the framework.
func NewResource() resource.Resource { return &Resource{} }

// Metadata names the type.
func (r *Resource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization_member"
}

// Schema describes the configuration.
func (r *Resource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	// Known from the state until a plan writes, see ModifyPlan.
	kept := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{
		MarkdownDescription: "One person in one organization, from invitation to membership. Others in the organization are left alone.",
		Attributes: map[string]schema.Attribute{
			"id": schema.StringAttribute{
				MarkdownDescription: "ID of the organization, a slash, and what the person was first given by: the e-mail address in lower case, or the user ID.",
				Computed:            true,
				PlanModifiers:       kept,
			},
			"instance_id":     base.InstanceID(),
			"organization_id": base.OrganizationID(),
			"email": schema.StringAttribute{
				MarkdownDescription: "E-mail address of the person. Give this or `user_id`, or both of one person. Letter case does not count. " +
					"Somebody who has no Losant account is invited. Another address replaces the resource, unless it is the person's own new one.",
				Optional:      true,
				Computed:      true,
				Validators:    people.IsEmail(),
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), people.KeepSameEmail()},
			},
			"user_id": schema.StringAttribute{
				MarkdownDescription: "ID of the person's Losant account. Give this or `email`, or both of one person. Null while the person is invited.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{base.IsID()},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplaceIfConfigured()},
			},
			"role": schema.StringAttribute{
				MarkdownDescription: "Role of the person: " + people.DocRoles + " To change the role of somebody who is only invited, the invitation is sent again.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf(people.Roles...)},
			},
			"resend_expired": schema.BoolAttribute{
				MarkdownDescription: "Whether an invitation that has expired is sent again by the next apply. `true` unless set.",
				Optional:            true,
			},
			"status": schema.StringAttribute{
				MarkdownDescription: "Where the person stands: `active`, `invited` or `expired` (invited, but the invitation has expired).",
				Computed:            true,
				PlanModifiers:       kept,
			},
			"invitation_id": schema.StringAttribute{
				MarkdownDescription: "ID of the invitation while the person is invited.",
				Computed:            true,
				PlanModifiers:       kept,
			},
		},
	}
}

// IdentitySchema describes what tells people in organizations apart.
func (r *Resource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id": identityschema.StringAttribute{
			Description:       "ID of the Losant instance. Defaults to the provider's instance_id.",
			OptionalForImport: true,
		},
		"organization_id": identityschema.StringAttribute{Description: "ID of the organization.", RequiredForImport: true},
		"person": identityschema.StringAttribute{
			Description:       "What the person was first given by: the e-mail address in lower case, or the user ID.",
			RequiredForImport: true,
		},
	}}
}

// ConfigValidators has email or user_id given. Both are what Terraform generates
// for somebody who is a member.
func (r *Resource) ConfigValidators(context.Context) []resource.ConfigValidator {
	return []resource.ConfigValidator{resourcevalidator.AtLeastOneOf(path.MatchRoot("email"), path.MatchRoot("user_id"))}
}

// Create adds the person, or adopts somebody who is there already.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	instanceID := r.Instance(plan.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.InstanceID = types.StringValue(instanceID)
	plan.ID = types.StringValue(newID(plan.OrganizationID.ValueString(), plan.Email.ValueString(), plan.UserID.ValueString()))
	roster, err := r.roster(ctx, &plan)
	if err != nil {
		base.AddError(&resp.Diagnostics, "read the members of organization "+plan.OrganizationID.ValueString(), scopeList, err)
		return
	}
	present := plan
	if present.fromRoster(roster, &resp.Diagnostics) {
		resp.Diagnostics.Append(adopted(&plan, &present))
		r.correct(ctx, &plan, roster, &resp.Diagnostics)
	} else {
		r.add(ctx, &plan, &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Read refreshes the state.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.CanRefresh(&resp.Diagnostics) {
		return
	}
	roster, err := r.roster(ctx, &state)
	if err != nil {
		gone, err := r.Gone(ctx, state.InstanceID.ValueString(), err)
		if gone {
			resp.Diagnostics.Append(r.Attribute(ctx, state.gone(), req.Private)...)
			resp.State.RemoveResource(ctx)
			return
		}
		base.AddError(&resp.Diagnostics, "read "+state.quote(), scopeList, err)
		return
	}
	before := state
	if !state.fromRoster(roster, &resp.Diagnostics) {
		resp.Diagnostics.Append(r.Attribute(ctx, state.gone(), req.Private)...)
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(r.Attribute(ctx, state.drift(&before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update corrects the role, or sends an expired invitation again.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	if plan.Status.IsUnknown() {
		// The person is looked for by what is known of them.
		wanted := plan
		wanted.UserID = state.UserID
		roster, err := r.roster(ctx, &wanted)
		if err != nil {
			base.AddError(&resp.Diagnostics, "read "+state.quote(), scopeList, err)
			return
		}
		if r.correct(ctx, &wanted, roster, &resp.Diagnostics); resp.Diagnostics.HasError() {
			return
		}
		plan = wanted
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Delete removes the member or revokes the invitation, whichever there is.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	roster, err := r.roster(ctx, &state)
	if err != nil {
		if gone, err := r.Gone(ctx, state.InstanceID.ValueString(), err); !gone {
			base.AddError(&resp.Diagnostics, "read "+state.quote(), scopeList, err)
		}
		return
	}
	r.remove(ctx, &state, roster, &resp.Diagnostics)
}

// ImportState takes ORG_ID/EMAIL or ORG_ID/USER_ID, each with an optional
// INSTANCE_ID/ in front, or the identity.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	state := r.imported(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

func (r *Resource) roster(ctx context.Context, m *model) (*people.Roster, error) {
	return people.ReadRoster(ctx, r.Client, m.InstanceID.ValueString(), m.OrganizationID.ValueString())
}
