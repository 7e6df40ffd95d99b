package organization

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var (
	_ resource.ResourceWithConfigure   = (*limitsResource)(nil)
	_ resource.ResourceWithIdentity    = (*limitsResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*limitsResource)(nil)
	_ resource.ResourceWithImportState = (*limitsResource)(nil)
)

// limitsResource is losant_organization_limits.
type limitsResource struct{ base.Resource }

// NewLimitsResource returns the resource, to be configured by the framework.
func NewLimitsResource() resource.Resource { return &limitsResource{} }

// limitsModel is some limits of one organization.
type limitsModel struct {
	ID             types.String `tfsdk:"id"`
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Limits         types.Map    `tfsdk:"limits"`
	AllowDataLoss  types.Set    `tfsdk:"allow_data_loss"`
}

func (m *limitsModel) ref() losant.OrganizationRef {
	return base.OrganizationRef(m.InstanceID, m.OrganizationID)
}

func (m *limitsModel) identity() base.OrganizationIdentity {
	return base.OrganizationIdentity{InstanceID: m.InstanceID, OrganizationID: m.OrganizationID}
}

func (r *limitsResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization_limits"
}

func (r *limitsResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Some limits of one organization, for configurations that manage limits but not the organization. " +
			"Several of these resources, and the `limits` of `losant_organization`, can manage different limits of the same organization.",
		Attributes: map[string]schema.Attribute{
			"id":              base.ID("organization"),
			"instance_id":     base.InstanceID(),
			"organization_id": base.OrganizationID(),
			"limits":          limits.RequiredAttribute(),
			"allow_data_loss": base.AllowDataLoss("What may permanently delete data: `data_ttl` permits lowering `limits.data_ttl`, which deletes the older data. "+
				"Otherwise this is refused, in the plan and in the apply. What is permitted is a warning.", base.AllowDataTTL),
		},
	}
}

func (r *limitsResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = base.OrganizationIdentitySchema()
}

// Create sets the limits that differ from the organization's present ones.
func (r *limitsResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan limitsModel
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	plan.InstanceID, plan.ID = types.StringValue(r.ResolveInstanceID(plan.InstanceID, &resp.Diagnostics)), plan.OrganizationID
	if resp.Diagnostics.HasError() {
		return
	}
	org, err := r.Client.Organizations.Get(ctx, plan.ref())
	if err != nil {
		base.AddError(&resp.Diagnostics, "read organization "+plan.OrganizationID.ValueString(), err)
		return
	}
	if r.write(ctx, &plan, limits.OrganizationTable().FromAPI(org.Limits), &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(limits.MarkExact(ctx, resp.Private)...)
	resp.Diagnostics.Append(drift.StoreApply(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

func (r *limitsResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state limitsModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.RequireClientForRefresh(&resp.Diagnostics) {
		return
	}
	org, err := r.Client.Organizations.Get(ctx, state.ref())
	if err != nil {
		readFailed(ctx, r.ProviderData, state.removal(), state.ref(), "read the limits of organization "+state.OrganizationID.ValueString(), err, req, resp)
		return
	}
	r.FoundOrganization(org.ID)
	before := state
	if state.Limits.IsNull() {
		state.Limits = limits.Imported(org.Limits)
	} else {
		state.Limits = limits.Refreshed(state.Limits, org.Limits)
	}
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, state.drift(ctx, &before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update sends the limits that changed.
func (r *limitsResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state limitsModel
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	if r.write(ctx, &plan, state.Limits, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	if !plan.Limits.Equal(state.Limits) {
		resp.Diagnostics.Append(limits.MarkExact(ctx, resp.Private)...)
	}
	resp.Diagnostics.Append(drift.StoreApply(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Delete keeps the limits, because the API cannot remove one.
func (r *limitsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state limitsModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.AddWarning("The limits of organization "+state.OrganizationID.ValueString()+" keep their values",
		"Terraform no longer manages these limits. If this run also destroys the organization, nothing is left to do. "+
			"Otherwise the values stay in force until somebody changes them, because Losant cannot remove a limit.")
}

// ImportState accepts ORG_ID, with an optional INSTANCE_ID/ in front, or the identity.
func (r *limitsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.ImportOrganization(ctx, req, resp)
}
