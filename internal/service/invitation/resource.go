// Package invitation holds the resource and the data source for invitations to
// an organization.
package invitation

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
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
	_ resource.ResourceWithConfigure   = (*Resource)(nil)
	_ resource.ResourceWithIdentity    = (*Resource)(nil)
	_ resource.ResourceWithModifyPlan  = (*Resource)(nil)
	_ resource.ResourceWithImportState = (*Resource)(nil)
)

// Scopes of the calls.
const (
	scopeList   = "instanceOrgInvites.get"
	scopeInvite = "instanceOrgInvites.post"
	scopeResend = "instanceOrgInvite.resendInvite"
	scopeRevoke = "instanceOrgInvite.delete"
)

// Resource is losant_organization_invitation.
type Resource struct{ base.Resource }

// NewResource returns the resource, to be configured by the framework.
func NewResource() resource.Resource { return &Resource{} }

// Metadata names the type.
func (r *Resource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization_invitation"
}

// Schema describes the configuration.
func (r *Resource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	// Known from the state until a plan writes, see ModifyPlan.
	kept := func(doc string) schema.StringAttribute {
		return schema.StringAttribute{
			MarkdownDescription: doc,
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "An invitation to an organization, by an e-mail that Losant sends. It asks first, even somebody who has a Losant account, " +
			"where `losant_organization_member` adds that person outright.",
		Attributes: map[string]schema.Attribute{
			"id":              kept("ID of the organization, a slash, and the e-mail address in lower case."),
			"instance_id":     base.InstanceID(),
			"organization_id": base.OrganizationID(),
			"email": schema.StringAttribute{
				MarkdownDescription: "E-mail address of the person. Letter case does not count. Another address replaces the invitation.",
				Required:            true,
				Validators:          people.IsEmail(),
				PlanModifiers:       []planmodifier.String{people.KeepSameEmail(), stringplanmodifier.RequiresReplace()},
			},
			"role": schema.StringAttribute{
				MarkdownDescription: "Role that the person gets by accepting: " + people.DocRoles +
					" To change it, the invitation is sent again. After acceptance it cannot be changed here.",
				Required:   true,
				Validators: []validator.String{stringvalidator.OneOf(people.Roles...)},
			},
			"disallow_transfer": schema.BoolAttribute{
				MarkdownDescription: "Whether to forbid that the invitation is accepted with an account of another e-mail address. " +
					"`false` unless set. Changing it replaces an invitation that is not accepted yet.",
				Optional: true,
			},
			"resend_expired": schema.BoolAttribute{
				MarkdownDescription: "Whether an invitation that has expired is sent again by the next apply. `true` unless set.",
				Optional:            true,
			},
			"status":        kept("Where the invitation stands: `pending`, `expired` or `accepted`."),
			"invitation_id": kept("ID of the invitation until it is accepted. It may change when the invitation is sent again."),
			"invited_at":    kept("When the invitation was last sent, as an RFC 3339 timestamp."),
			"user_id":       kept("ID of the person's Losant account, once accepted."),
		},
	}
}

// IdentitySchema describes what tells invitations apart.
func (r *Resource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id": identityschema.StringAttribute{
			Description:       "ID of the Losant instance. Defaults to the provider's instance_id.",
			OptionalForImport: true,
		},
		"organization_id": identityschema.StringAttribute{Description: "ID of the organization.", RequiredForImport: true},
		"email":           identityschema.StringAttribute{Description: "E-mail address of the person, in lower case.", RequiredForImport: true},
	}}
}

// Create invites the person, or adopts somebody who is invited or a member already.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	plan.InstanceID = types.StringValue(r.Instance(plan.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	plan.setID()
	if r.invite(ctx, &plan, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Read refreshes the state. What was accepted stays so for as long as the
// organization exists.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.CanRefresh(&resp.Diagnostics) {
		return
	}
	before := state
	there, err := r.refresh(ctx, &state)
	if err != nil {
		if gone, err := r.Gone(ctx, state.InstanceID.ValueString(), err); !gone {
			base.AddError(&resp.Diagnostics, "read the invitation of "+state.quote(), scopeList, err)
			return
		}
	}
	if !there {
		resp.Diagnostics.Append(r.Attribute(ctx, before.gone(), req.Private)...)
		resp.State.RemoveResource(ctx)
		return
	}
	resp.Diagnostics.Append(r.Attribute(ctx, state.drift(&before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update sends the invitation again, with another role or because it has expired.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	if plan.Status.IsUnknown() {
		if r.correct(ctx, &plan, &resp.Diagnostics); plan.accepted() {
			resp.Diagnostics.Append(adoption(&plan, &plan))
		}
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Delete revokes the invitation. Whoever has accepted it stays a member.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	if state.accepted() {
		resp.Diagnostics.Append(staysMember(&state))
		return
	}
	if r.CanAct(&resp.Diagnostics) {
		r.revoke(ctx, &state, &resp.Diagnostics)
	}
}

// ImportState takes ORG_ID/INVITATION_ID or ORG_ID/EMAIL, each with an optional
// INSTANCE_ID/ in front, or the identity.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	state := r.imported(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}
