package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
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
	const (
		docEmail  = "E-mail address of the person. The person must have a Losant account: nobody can be invited to an instance."
		docUserID = "ID of the person's Losant account."
	)
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages one person in the instance itself, who can see or manage all its organizations. Other members of the instance are not changed.",
		Attributes: personAttributes("instance", docEmail, docUserID, schema.StringAttribute{
			MarkdownDescription: "Role of the person: `admin` (manages the instance and its organizations) or `view`.",
			Required:            true,
			Validators:          []validator.String{stringvalidator.OneOf(losant.InstanceRoles()...)},
		}),
	}
}

func (r *instanceMemberResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"instance_id": base.IdentityInstanceID(), "person": membership.IdentityPerson(),
	}}
}

func (r *instanceMemberResource) ConfigValidators(context.Context) []resource.ConfigValidator {
	return emailOrUserID()
}

// Create adds the person, or adopts an existing member.
func (r *instanceMemberResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan instanceModel
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	plan.InstanceID = types.StringValue(r.ResolveInstanceID(plan.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	plan.setID(plan.InstanceID.ValueString())
	if r.add(ctx, &plan, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(drift.StoreTime(ctx, r.ProviderData, resp.Private)...)
	resp.Diagnostics.Append(membership.MarkManaged(ctx, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

func (r *instanceMemberResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state instanceModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	resp.Diagnostics.Append(membership.MarkManaged(ctx, resp.Private)...)
	if !r.RequireClientForRefresh(&resp.Diagnostics) {
		return
	}
	p := r.parent(&state)
	roster, err := p.roster(ctx)
	if err != nil {
		resp.Diagnostics.Append(base.RefreshError("read "+p.displayName(&state.personModel), err)...)
		return
	}
	member := state.find(roster)
	if member == nil {
		drift.Removed(ctx, r.ProviderData, p.removal(&state.personModel), req, resp)
		return
	}
	before := state
	state.fromMember(member, p.name, &resp.Diagnostics)
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, p.drift(&state.personModel, &before.personModel), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update changes the role. A new address of the same person sends no request.
func (r *instanceMemberResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state instanceModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	r.update(ctx, &plan, &state, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(drift.StoreTime(ctx, r.ProviderData, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Delete removes the person from the instance, if they are a member.
func (r *instanceMemberResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state instanceModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	p := r.parent(&state)
	p.claims.Remove(ctx, p.identify(&state.personModel), req.Private, &resp.Diagnostics, func() {
		roster, err := p.roster(ctx)
		if err != nil {
			base.AddError(&resp.Diagnostics, "read "+p.displayName(&state.personModel), err)
			return
		}
		if state.find(roster) != nil {
			p.removeMember(ctx, &state.personModel, &resp.Diagnostics)
		}
	})
}

// ImportState accepts EMAIL or USER_ID, each with an optional INSTANCE_ID/ in
// front, or the identity.
func (r *instanceMemberResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	id, instanceID := readImportID(ctx, r.ProviderData, req, membership.ParseInstanceImport, &instanceIdentity{}, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	state := instanceModel{importedPerson(instanceID, instanceID.ValueString(), id.Person)}
	p := r.parent(&state)
	roster, err := p.roster(ctx)
	if err != nil {
		base.AddError(&resp.Diagnostics, "read the members of "+p.name, err)
		return
	}
	if state.find(roster) == nil {
		resp.Diagnostics.Append(id.NotFoundError(p.name))
		return
	}
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, state.identity(), &state)
}

func (r *instanceMemberResource) parent(m *instanceModel) parent {
	return instanceParent(r.ProviderData, m.InstanceID.ValueString())
}
