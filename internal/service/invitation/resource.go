// Package invitation implements the resource, the list resource, the data source
// and the action for invitations to an organization.
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
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/guard"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var (
	_ resource.ResourceWithConfigure   = (*invitationResource)(nil)
	_ resource.ResourceWithIdentity    = (*invitationResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*invitationResource)(nil)
	_ resource.ResourceWithImportState = (*invitationResource)(nil)
	_ resource.ResourceWithMoveState   = (*invitationResource)(nil)
)

// invitationResource is losant_organization_invitation.
type invitationResource struct{ base.Resource }

// NewResource returns the resource, which the framework configures.
func NewResource() resource.Resource { return &invitationResource{} }

func (r *invitationResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization_invitation"
}

func (r *invitationResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	// ModifyPlan makes these unknown if the invitation is sent again.
	computed := func(doc string) schema.StringAttribute {
		return schema.StringAttribute{
			MarkdownDescription: doc,
			Computed:            true,
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "An invitation to an organization. Losant sends it by e-mail, even if the person has a Losant account. " +
			"In contrast, `losant_organization_member` adds such a person without an invitation.",
		Attributes: map[string]schema.Attribute{
			"id":              computed("ID of the organization, a slash, and the e-mail address in lower case."),
			"instance_id":     base.InstanceID(),
			"organization_id": base.OrganizationID(),
			"email": schema.StringAttribute{
				MarkdownDescription: "E-mail address of the person. Case-insensitive. Changing this forces a new resource.",
				Required:            true,
				Validators:          email.Validators(),
				PlanModifiers:       []planmodifier.String{email.KeepSame(), stringplanmodifier.RequiresReplace()},
			},
			"role": schema.StringAttribute{
				MarkdownDescription: "Role that the person gets by accepting the invitation: " + membership.DocRoles +
					" If the role changes, the invitation is sent again. The role cannot be changed after the invitation is accepted.",
				Required:   true,
				Validators: []validator.String{stringvalidator.OneOf(losant.Roles()...)},
			},
			"disallow_transfer": schema.BoolAttribute{
				MarkdownDescription: "Whether the invitation cannot be accepted with an account that has another e-mail address. " +
					"Defaults to `false`. Changing this forces a new resource while the invitation is pending or expired.",
				Optional: true,
			},
			"resend_expired": schema.BoolAttribute{
				MarkdownDescription: "Whether the next apply sends an expired invitation again. Defaults to `true`.",
				Optional:            true,
			},
			"reinvite":      membership.ReinviteAttribute(),
			"status":        computed("Status of the invitation: `pending`, `expired`, `accepted`, or " + membership.DocGone + "."),
			"invitation_id": computed("ID of the invitation. It may change when the invitation is sent again. Null if there is no invitation, for example after it is accepted."),
			"invited_at":    computed("When the invitation was last sent, as an RFC 3339 timestamp."),
			"user_id":       computed("ID of the person's Losant account. Null until the invitation is accepted."),
		},
	}
}

func (r *invitationResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id":     base.IdentityInstanceID(),
		"organization_id": base.IdentityOrganizationID(),
		"person":          membership.IdentityPerson(),
	}}
}

// Create invites the person, or adopts a person who is already a member or invited.
func (r *invitationResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	plan.InstanceID = types.StringValue(r.ResolveInstanceID(plan.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	plan.setID()
	if r.invite(ctx, &plan, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(drift.StoreTime(ctx, r.ProviderData, resp.Private)...)
	resp.Diagnostics.Append(membership.MarkManaged(ctx, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Read refreshes the state. An accepted invitation remains accepted as long as the
// organization exists.
func (r *invitationResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	resp.Diagnostics.Append(membership.MarkManaged(ctx, resp.Private)...)
	if !r.RequireClientForRefresh(&resp.Diagnostics) {
		return
	}
	before := state
	found, err := r.refresh(ctx, &state)
	if !found {
		absence := r.OrganizationAbsence(state.ref())
		if err == nil {
			err, absence = base.ErrNotListed, r.PersonAbsence(state.ref())
		}
		drift.ReadFailed(ctx, r.ProviderData, before.removal(), "read the invitation of "+state.displayName(), err, absence, req, resp)
		return
	}
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, state.drift(&before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update sends the invitation again if its role changed or it has expired. A person
// who is gone is invited again.
func (r *invitationResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	switch {
	case plan.Status.IsUnknown() && state.isGone():
		r.invite(ctx, &plan, &resp.Diagnostics)
	case plan.Status.IsUnknown():
		defer r.claims().LockAndClaim(plan.identify())()
		if !r.expectRole(ctx, &plan, &state, &resp.Diagnostics) {
			return
		}
		if r.reconcile(ctx, &plan, &resp.Diagnostics); plan.isAccepted() {
			resp.Diagnostics.Append(adoptionWarning(&plan, &plan))
		}
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(drift.StoreTime(ctx, r.ProviderData, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Delete revokes the invitation. It removes no person who accepted it. There is
// nothing to do for a person who is gone.
func (r *invitationResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	switch {
	case state.isGone():
		return
	case state.isAccepted():
		resp.Diagnostics.Append(acceptedWarning(&state))
		return
	}
	if r.RequireClient(&resp.Diagnostics) && !guard.RefuseRemoval(ctx, r.ProviderData, req.Private, "the invitation of "+state.displayName(), &resp.Diagnostics) {
		r.claims().Remove(ctx, state.identify(), req.Private, &resp.Diagnostics, func() { r.revoke(ctx, &state, &resp.Diagnostics) })
	}
}

// ImportState accepts ORG_ID/INVITATION_ID or ORG_ID/EMAIL, each with an optional
// INSTANCE_ID/ in front, or the identity.
func (r *invitationResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	state := r.importedState(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, state.identity(), &state)
}
