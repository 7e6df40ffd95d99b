package organization

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
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

type limitsModel struct {
	ID             types.String `tfsdk:"id"`
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Limits         types.Object `tfsdk:"limits"`
	AllowDataLoss  types.Bool   `tfsdk:"allow_data_loss"`
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
		MarkdownDescription: "Some limits of one organization, for those who own limits but not the organization. " +
			"Several of these with different limits on one organization do not disturb each other, nor the `limits` of `losant_organization`.",
		Attributes: map[string]schema.Attribute{
			"id":              base.ID("organization"),
			"instance_id":     base.InstanceID(),
			"organization_id": base.OrganizationID(),
			"limits":          limits.RequiredAttribute(),
			"allow_data_loss": schema.BoolAttribute{
				MarkdownDescription: "Whether `limits.data_ttl` may be lowered, which deletes the older data for good. Without it that is refused, at plan and again at apply.",
				Optional:            true,
			},
		},
	}
}

func (r *limitsResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = base.OrganizationIdentitySchema()
}

// Create sets the limits that differ from the organization's.
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
	resp.Diagnostics.Append(drift.StoreConfiguredPaths(ctx, r.ProviderData, req.Config, resp.Private)...)
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
		drift.ReadFailed(ctx, r.ProviderData, state.removal(), "read the limits of organization "+state.OrganizationID.ValueString(), err, req, resp)
		return
	}
	before := state
	state.Limits = limits.OrganizationTable().FromAPI(org.Limits)
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
	resp.Diagnostics.Append(drift.StoreConfiguredPaths(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Delete forgets the limits and leaves their values.
func (r *limitsResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state limitsModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.AddWarning("The limits of organization "+state.OrganizationID.ValueString()+" stay as they are",
		"Terraform no longer manages them: a limit cannot be unset.")
}

// ImportState takes ORG_ID, with an optional INSTANCE_ID/ in front, or the identity.
func (r *limitsResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.ImportOrganization(ctx, req, resp)
}

// ModifyPlan plans the ids, and tells what the API would refuse or delete.
func (r *limitsResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() || req.Plan.Raw.IsNull() {
		return
	}
	var config, plan, prior limitsModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	}
	plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.ID = plan.OrganizationID
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	if !r.HasClient() || plan.InstanceID.IsUnknown() || plan.OrganizationID.IsUnknown() {
		return
	}
	before := prior.Limits
	if req.State.Raw.IsNull() || !plan.OrganizationID.Equal(prior.OrganizationID) || !plan.InstanceID.Equal(prior.InstanceID) {
		org, err := r.Client.Organizations.Get(ctx, plan.ref())
		if err != nil {
			resp.Diagnostics.Append(base.CheckError("read organization "+plan.OrganizationID.ValueString(), err)...)
			return
		}
		before = limits.OrganizationTable().FromAPI(org.Limits)
	}
	change := r.change(&plan, before)
	resp.Diagnostics.Append(change.Guard(ctx, plan.AllowDataLoss)...)
	resp.Diagnostics.Append(change.Check(ctx)...)
}

// Settled tells that nothing is left to plan.
func (r *limitsResource) PlanIsNoOp(*base.ProviderData, map[string]any) bool { return true }

// write sends the planned limits that differ from those before, and fills in
// the ones that the plan leaves open.
func (r *limitsResource) write(ctx context.Context, plan *limitsModel, before types.Object, diags *diag.Diagnostics) {
	answer := before
	if changed := limits.ToAPI(plan.Limits, before); len(changed) > 0 {
		if diags.Append(r.change(plan, before).Guard(ctx, plan.AllowDataLoss)...); diags.HasError() {
			return
		}
		patch := losant.OrganizationPatch{Limits: changed}
		org, err := r.Client.Organizations.Update(ctx, plan.ref(), patch)
		if err != nil {
			diags.Append(fields().AtAttribute(base.ErrorDiagnostic("set the limits of organization "+plan.OrganizationID.ValueString(), err), err, patch))
			return
		}
		answer = limits.OrganizationTable().FromAPI(org.Limits)
		diags.Append(valueMismatchWarnings(org, patch, losant.OrganizationPatch{Limits: limits.ToAPI(plan.Limits, answer)})...)
	}
	plan.Limits = limits.FillUnknown(plan.Limits, answer)
}

func (r *limitsResource) change(plan *limitsModel, before types.Object) limits.Plan {
	return limits.Plan{
		Client: r.Client, Ref: plan.ref(), DisplayName: plan.OrganizationID.ValueString(), Planned: plan.Limits, Prior: before,
	}
}
