package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/mapplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var (
	_ resource.ResourceWithConfigure      = (*membersResource)(nil)
	_ resource.ResourceWithIdentity       = (*membersResource)(nil)
	_ resource.ResourceWithValidateConfig = (*membersResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*membersResource)(nil)
	_ resource.ResourceWithImportState    = (*membersResource)(nil)
)

// membersResource is losant_organization_members.
type membersResource struct{ base.Resource }

// NewMembersResource returns the resource, to be configured by the framework.
func NewMembersResource() resource.Resource { return &membersResource{} }

func (r *membersResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization_members"
}

func (r *membersResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Manages all members and invitations of one organization. A plan shows anybody else as drift, and the next apply removes them.",
		Attributes: map[string]schema.Attribute{
			"id":              base.ID("organization"),
			"instance_id":     base.InstanceID(),
			"organization_id": base.OrganizationID(),
			"members": schema.MapNestedAttribute{
				MarkdownDescription: "The people in the organization, by e-mail address. Case-insensitive. At least one must be an administrator. " +
					"Somebody without a Losant account is invited. An expired invitation is sent again.",
				Required: true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"role": schema.StringAttribute{
						MarkdownDescription: "Role of the person: " + membership.DocRoles + membership.DocKeptRoles,
						Required:            true,
						Validators:          []validator.String{stringvalidator.OneOf(losant.Roles()...)},
					},
				}},
				Validators:    []validator.Map{mapvalidator.NoNullValues()},
				PlanModifiers: []planmodifier.Map{email.KeepSameKeys()},
			},
			"ignore": schema.SetAttribute{
				MarkdownDescription: "E-mail addresses of people whom this resource neither adds nor removes, for example a support account of the reseller. `*@reseller.example` stands for everybody with an address in that domain. Case-insensitive.",
				Optional:            true,
				ElementType:         types.StringType,
				Validators:          []validator.Set{setvalidator.NoNullValues(), setvalidator.ValueStringsAre(email.PatternValidators()...)},
			},
			"reinvite": membership.ReinviteAttribute(),
			"statuses": schema.MapAttribute{
				MarkdownDescription: "Status of each person, by e-mail address: " + docManagedStatus,
				Computed:            true,
				ElementType:         types.StringType,
				PlanModifiers:       []planmodifier.Map{mapplanmodifier.UseStateForUnknown()},
			},
		},
	}
}

func (r *membersResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = base.OrganizationIdentitySchema()
}

func (r *membersResource) ValidateConfig(ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse) {
	var config membersModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	validateMembers(ctx, &config, &resp.Diagnostics)
}

// Create adds and removes people until the organization has the planned members.
func (r *membersResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan membersModel
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	if plan.InstanceID = types.StringValue(r.ResolveInstanceID(plan.InstanceID, &resp.Diagnostics)); resp.Diagnostics.HasError() {
		return
	}
	plan.ID = plan.OrganizationID
	r.write(ctx, &plan, nil, nil, writeResponse{&resp.State, resp.Identity, resp.Private, &resp.Diagnostics})
}

func (r *membersResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state membersModel
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
		drift.ReadFailed(ctx, r.ProviderData, state.removal(), "read the members of "+state.parentName(), err, r.OrganizationAbsence(state.ref()), req, resp)
		return
	}
	rawIDs, diags := req.Private.GetKey(ctx, userIDsKey)
	resp.Diagnostics.Append(diags...)
	before, idsBefore := state, decodeUserIDs(rawIDs)
	ids := state.fromRoster(roster, idsBefore, &resp.Diagnostics)
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, state.drift(&before, ids, idsBefore), req.Private)...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, userIDsKey, ids.encode())...)
	resp.Diagnostics.Append(resp.Private.SetKey(ctx, knownPeopleKey, knownFrom(roster).encode())...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update makes the planned changes. It keeps people who joined after the plan.
func (r *membersResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state membersModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	rawIDs, diags := req.Private.GetKey(ctx, userIDsKey)
	resp.Diagnostics.Append(diags...)
	rawKnown, diags := req.Private.GetKey(ctx, knownPeopleKey)
	resp.Diagnostics.Append(diags...)
	ids := decodeUserIDs(rawIDs)
	r.write(ctx, &plan, ids, decodeKnown(rawKnown, &state, ids), writeResponse{&resp.State, resp.Identity, resp.Private, &resp.Diagnostics})
}

// Delete ends the management of the members. It does not remove anybody.
func (r *membersResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state membersModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.AddWarning("The members of "+state.parentName()+" are kept",
		"Terraform no longer manages them. If this run also destroys the organization, nothing is left to do. Otherwise, to remove people, remove them from members before you destroy the resource.")
}

// ImportState accepts ORG_ID with an optional INSTANCE_ID/ in front, or the identity.
func (r *membersResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.ImportOrganization(ctx, req, resp)
}

func (r *membersResource) roster(ctx context.Context, m *membersModel) (*membership.Roster, error) {
	return membership.ReadRoster(ctx, r.Client, m.ref())
}
