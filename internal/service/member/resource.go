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
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var (
	_ resource.ResourceWithConfigure        = (*memberResource)(nil)
	_ resource.ResourceWithConfigValidators = (*memberResource)(nil)
	_ resource.ResourceWithIdentity         = (*memberResource)(nil)
	_ resource.ResourceWithModifyPlan       = (*memberResource)(nil)
	_ resource.ResourceWithImportState      = (*memberResource)(nil)
)

// memberResource is losant_organization_member.
type memberResource struct{ base.Resource }

// NewResource returns the resource, to be configured by the framework.
func NewResource() resource.Resource { return &memberResource{} }

func (r *memberResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization_member"
}

func (r *memberResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
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
				Validators:    email.Validators(),
				PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), email.KeepSame()},
			},
			"user_id": schema.StringAttribute{
				MarkdownDescription: "ID of the person's Losant account. Give this or `email`, or both of one person. Null while the person is invited.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{base.IsID()},
				PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplaceIfConfigured()},
			},
			"role": schema.StringAttribute{
				MarkdownDescription: "Role of the person: " + membership.DocRoles + " To change the role of somebody who is only invited, the invitation is sent again.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf(losant.Roles()...)},
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

func (r *memberResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id":     base.IdentityInstanceID(),
		"organization_id": base.IdentityOrganizationID(),
		"person": identityschema.StringAttribute{
			Description:       "What the person was first given by: the e-mail address in lower case, or the user ID.",
			RequiredForImport: true,
		},
	}}
}

// ConfigValidators has email or user_id given. Both are what Terraform generates
// for somebody who is a member.
func (r *memberResource) ConfigValidators(context.Context) []resource.ConfigValidator {
	return []resource.ConfigValidator{resourcevalidator.AtLeastOneOf(path.MatchRoot("email"), path.MatchRoot("user_id"))}
}

// Create adds the person, or adopts somebody who is there already.
func (r *memberResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	instanceID := r.ResolveInstanceID(plan.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.InstanceID = types.StringValue(instanceID)
	plan.ID = types.StringValue(newID(plan.OrganizationID.ValueString(), plan.Email.ValueString(), plan.UserID.ValueString()))
	roster, err := r.roster(ctx, &plan)
	if err != nil {
		base.AddError(&resp.Diagnostics, "read the members of organization "+plan.OrganizationID.ValueString(), err)
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
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

func (r *memberResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.RequireClientForRefresh(&resp.Diagnostics) {
		return
	}
	roster, err := r.roster(ctx, &state)
	if err != nil {
		drift.ReadFailed(ctx, r.ProviderData, state.removal(), "read "+state.displayName(), err, req, resp)
		return
	}
	before := state
	if !state.fromRoster(roster, &resp.Diagnostics) {
		drift.Removed(ctx, r.ProviderData, state.removal(), req, resp)
		return
	}
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, state.drift(&before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update corrects the role, or sends an expired invitation again.
func (r *memberResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	if plan.Status.IsUnknown() {
		// The person is looked for by what is known of them.
		wanted := plan
		wanted.UserID = state.UserID
		roster, err := r.roster(ctx, &wanted)
		if err != nil {
			base.AddError(&resp.Diagnostics, "read "+state.displayName(), err)
			return
		}
		if r.correct(ctx, &wanted, roster, &resp.Diagnostics); resp.Diagnostics.HasError() {
			return
		}
		plan = wanted
	}
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Delete removes the member or revokes the invitation, whichever there is.
func (r *memberResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	roster, err := r.roster(ctx, &state)
	if err != nil {
		if gone, err := r.IsGone(ctx, state.InstanceID.ValueString(), err); !gone {
			base.AddError(&resp.Diagnostics, "read "+state.displayName(), err)
		}
		return
	}
	r.remove(ctx, &state, roster, &resp.Diagnostics)
}

// ImportState takes ORG_ID/EMAIL or ORG_ID/USER_ID, each with an optional
// INSTANCE_ID/ in front, or the identity.
func (r *memberResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	state := r.imported(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

func (r *memberResource) roster(ctx context.Context, m *model) (*membership.Roster, error) {
	return membership.ReadRoster(ctx, r.Client, m.ref())
}
