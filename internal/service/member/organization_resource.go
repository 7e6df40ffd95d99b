// Package member holds the resources and data sources for the people in
// organizations and in instances.
package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/guard"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var (
	_ resource.ResourceWithConfigure        = (*memberResource)(nil)
	_ resource.ResourceWithConfigValidators = (*memberResource)(nil)
	_ resource.ResourceWithIdentity         = (*memberResource)(nil)
	_ resource.ResourceWithModifyPlan       = (*memberResource)(nil)
	_ resource.ResourceWithImportState      = (*memberResource)(nil)
	_ resource.ResourceWithMoveState        = (*memberResource)(nil)
)

// memberResource is losant_organization_member.
type memberResource struct{ base.Resource }

// NewResource returns the resource, to be configured by the framework.
func NewResource() resource.Resource { return &memberResource{} }

func (r *memberResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization_member"
}

func (r *memberResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := personAttributes("organization",
		"E-mail address of the person. Somebody without a Losant account is invited.",
		"ID of the person's Losant account. Null while the person is invited.",
		schema.StringAttribute{
			MarkdownDescription: "Role of the person: " + membership.DocRoles + membership.DocKeptRoles + " Changing the role of an invited person sends the invitation again.",
			Required:            true,
			Validators:          []validator.String{stringvalidator.OneOf(losant.Roles()...)},
		})
	attributes["organization_id"] = base.OrganizationID()
	attributes["resend_expired"] = schema.BoolAttribute{
		MarkdownDescription: "Whether the next apply sends an expired invitation again. Defaults to `true`.",
		Optional:            true,
	}
	attributes["reinvite"] = membership.ReinviteAttribute()
	attributes["status"] = computedFromState("Status of the person: " + docManagedStatus)
	attributes["invitation_id"] = computedFromState("ID of the invitation while the person is invited.")
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages one person in one organization, from invitation to membership. Other members of the organization are not changed.",
		Attributes:          attributes,
	}
}

func (r *memberResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id":     base.IdentityInstanceID(),
		"organization_id": base.IdentityOrganizationID(),
		"person":          membership.IdentityPerson(),
	}}
}

func (r *memberResource) ConfigValidators(context.Context) []resource.ConfigValidator {
	return emailOrUserID()
}

// Create adds or invites the person, or adopts an existing member or invitation.
func (r *memberResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	plan.InstanceID = types.StringValue(r.ResolveInstanceID(plan.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	plan.setID(plan.OrganizationID.ValueString())
	if r.create(ctx, &plan, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(drift.StoreTime(ctx, r.ProviderData, resp.Private)...)
	resp.Diagnostics.Append(membership.MarkManaged(ctx, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

func (r *memberResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	resp.Diagnostics.Append(membership.MarkManaged(ctx, resp.Private)...)
	if !r.RequireClientForRefresh(&resp.Diagnostics) {
		return
	}
	roster, err := r.roster(ctx, &state)
	if err != nil {
		drift.ReadFailed(ctx, r.ProviderData, r.parent(&state).removal(&state.personModel), "read "+state.displayName(), err, r.OrganizationAbsence(state.ref()), req, resp)
		return
	}
	before := state
	if !state.fromRoster(roster, &resp.Diagnostics) && !r.keepGone(ctx, &state) {
		drift.ReadFailed(ctx, r.ProviderData, r.parent(&state).removal(&state.personModel), "read "+state.displayName(),
			base.ErrNotListed, r.PersonAbsence(state.ref()), req, resp)
		return
	}
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, r.drift(&state, &before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// keepGone marks a person who is neither a member nor invited as gone, if the state
// keeps the person. It returns false if the organization cannot be read: ReadFailed
// finds out why.
func (r *memberResource) keepGone(ctx context.Context, state *model) bool {
	if !state.staysAsGone() {
		return false
	}
	if _, err := r.organization(ctx, state); err != nil {
		return false
	}
	state.markGone()
	return true
}

// drift returns the drift of a person since before. That the invitation was rejected
// or revoked is drift once.
func (r *memberResource) drift(m, before *model) drift.Drift {
	d := r.parent(m).drift(&m.personModel, &before.personModel)
	if m.isGone() && !before.isGone() {
		d.Changes = func() []drift.Change { return []drift.Change{r.parent(m).person(&m.personModel).Left("status")} }
	}
	return d
}

// Update changes the role, or sends an expired invitation again. A person who is gone
// is added or invited again.
func (r *memberResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	if plan.Status.IsUnknown() && state.isGone() {
		r.create(ctx, &plan, &resp.Diagnostics)
	} else {
		r.update(ctx, &plan, &state, &resp.Diagnostics)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(drift.StoreTime(ctx, r.ProviderData, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Delete removes the member or revokes the invitation, whichever exists. There is
// nothing to do for a person who is gone.
func (r *memberResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || state.isGone() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	if guard.RefuseRemoval(ctx, r.ProviderData, req.Private, state.displayName(), &resp.Diagnostics) {
		return
	}
	p := r.parent(&state)
	p.claims.Remove(ctx, p.identify(&state.personModel), req.Private, &resp.Diagnostics, func() { r.remove(ctx, &state, &resp.Diagnostics) })
}

// expectImported adds an error if the person to import is neither a member nor
// invited. The refresh that follows shares what it reads.
func (r *memberResource) expectImported(ctx context.Context, id membership.ImportID, state *model, diags *diag.Diagnostics) {
	roster, err := r.roster(ctx, state)
	if err != nil {
		base.AddError(diags, "read the members of "+state.parentName(), err)
		return
	}
	var ignored diag.Diagnostics
	if imported := *state; !imported.fromRoster(roster, &ignored) {
		diags.Append(id.NotFoundError(membership.OrganizationName(ctx, r.Client, state.ref())))
	}
}

// ImportState accepts ORG_ID/EMAIL, ORG_ID/USER_ID, name:NAME/EMAIL or
// name:NAME/USER_ID, each with an optional
// INSTANCE_ID/ in front, or the identity.
func (r *memberResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	parse := func(s string) (membership.ImportID, error) { return membership.ParseOrganizationImport(s, "USER_ID") }
	id, instanceID := readImportID(ctx, r.ProviderData, req, parse, &identity{}, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	state := importedMember(instanceID, types.StringValue(id.OrganizationID), id.Person)
	if r.expectImported(ctx, id, &state, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, state.identity(), &state)
}

// importedMember returns the state that a refresh completes.
func importedMember(instanceID, organizationID types.String, person string) model {
	return model{personModel: importedPerson(instanceID, organizationID.ValueString(), person), OrganizationID: organizationID}
}

func (r *memberResource) parent(m *model) parent {
	return organizationParent(r.ProviderData, m.ref())
}

func (r *memberResource) roster(ctx context.Context, m *model) (*membership.Roster, error) {
	return r.parent(m).roster(ctx)
}
