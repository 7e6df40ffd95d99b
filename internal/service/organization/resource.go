// Package organization holds the resource and the data sources for the
// organizations of an instance.
package organization

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/guard"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var (
	_ resource.ResourceWithConfigure      = (*organizationResource)(nil)
	_ resource.ResourceWithIdentity       = (*organizationResource)(nil)
	_ resource.ResourceWithValidateConfig = (*organizationResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*organizationResource)(nil)
	_ resource.ResourceWithImportState    = (*organizationResource)(nil)
)

// organizationResource is losant_organization.
type organizationResource struct{ base.Resource }

// NewResource returns the resource, to be configured by the framework.
func NewResource() resource.Resource { return &organizationResource{} }

// readBackTimeout limits how long a created organization may stay hidden from
// reads.
const readBackTimeout = 10 * time.Second

func (r *organizationResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = organizationType
}

func (r *organizationResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = resourceSchema(ctx)
}

func (r *organizationResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = base.ObjectIdentitySchema("organization")
}

// Create creates the organization and reads it back, because the API's response to
// the creation is incomplete. Once the organization exists, Create never adds an
// error: Terraform would destroy the organization in the next apply.
func (r *organizationResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	ctx, cancel := base.WithTimeout(ctx, plan.Timeouts.Create, &resp.Diagnostics)
	defer cancel()
	instanceID := r.ResolveInstanceID(plan.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}

	plan.InstanceID = types.StringValue(instanceID)
	post := plan.toPost()
	created := r.create(ctx, &plan, post, &resp.Diagnostics)
	if created == nil {
		return
	}
	ref := losant.OrganizationRef{InstanceID: instanceID, ID: created.ID}
	membership.MarkNew(r.ProviderData, ref)
	readCtx, cancelRead := r.Client.Finishing(ctx)
	defer cancelRead()
	org, err := r.Client.Organizations.Get(readCtx, ref, losant.WaitUntilFound(readBackTimeout))
	if err != nil {
		resp.Diagnostics.Append(readBackWarning(created, err))
		org = created
	}
	remote := plan
	remote.fromAPI(org, r.DefaultTags, time.Now())
	if org != created {
		resp.Diagnostics.Append(valueMismatchWarnings(org, post, plan.toPatch(&remote, time.Now()))...)
	}
	plan.fillFrom(&remote)
	resp.Diagnostics.Append(limits.MarkExact(ctx, resp.Private)...)
	resp.Diagnostics.Append(drift.StoreApply(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

func (r *organizationResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	// The framework requires an identity even if the object is not found,
	// and Terraform before 1.12 does not send one.
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.RequireClientForRefresh(&resp.Diagnostics) {
		return
	}
	ctx, cancel := base.WithTimeout(ctx, state.Timeouts.Read, &resp.Diagnostics)
	defer cancel()

	org, err := r.Client.Organizations.Get(ctx, state.ref())
	if err != nil {
		readFailed(ctx, r.ProviderData, state.removal(), state.ref(), "read organization "+state.displayName(), err, req, resp)
		return
	}
	r.FoundOrganization(org.ID)
	before := state
	state.fromAPI(org, r.DefaultTags, time.Now())
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, state.drift(ctx, &before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update sends only what changed. It sends no request if nothing did.
func (r *organizationResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	ctx, cancel := base.WithTimeout(ctx, plan.Timeouts.Update, &resp.Diagnostics)
	defer cancel()

	remote := r.update(ctx, &plan, &state, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	plan.fillFrom(remote)
	if !plan.Limits.Equal(state.Limits) {
		resp.Diagnostics.Append(limits.MarkExact(ctx, resp.Private)...)
	}
	resp.Diagnostics.Append(drift.StoreApply(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Delete deletes the organization and everything in it.
func (r *organizationResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() ||
		guard.IsKept(ctx, r.ProviderData, state.guarded().Object(), req.Private, &resp.Diagnostics) || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	ctx, cancel := base.WithTimeout(ctx, state.Timeouts.Delete, &resp.Diagnostics)
	defer cancel()

	if resp.Diagnostics.Append(guard.ApplyDestroy(ctx, r.ProviderData, state.guarded())...); resp.Diagnostics.HasError() {
		return
	}
	if err := r.Client.Organizations.Delete(ctx, state.ref()); err != nil {
		r.DeleteFailed(ctx, "delete organization "+state.displayName(), err, r.OrganizationAbsence(state.ref()), &resp.Diagnostics)
	}
}

// ImportState accepts ORG_ID or name:NAME, each with an optional INSTANCE_ID/ in
// front, or the identity.
func (r *organizationResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	instanceID, id := r.resolveImport(ctx, req, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("instance_id"), instanceID)...)
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), id)...)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, base.ObjectIdentity{InstanceID: types.StringValue(instanceID), ID: types.StringValue(id)})...)
	guard.RecordImport(ctx, r.ProviderData, organizationType, resp)
}
