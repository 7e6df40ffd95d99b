// Package notification implements the resource for notification rules of an
// instance.
package notification

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/drift"
	"github.com/losant/terraform-provider-losant/internal/guard"
)

var (
	_ resource.ResourceWithConfigure   = (*ruleResource)(nil)
	_ resource.ResourceWithIdentity    = (*ruleResource)(nil)
	_ resource.ResourceWithModifyPlan  = (*ruleResource)(nil)
	_ resource.ResourceWithImportState = (*ruleResource)(nil)
)

// fields maps the fields of request bodies to the attributes that they come from.
var fields = base.Fields{
	"name":            path.Root("name"),
	"description":     path.Root("description"),
	"enabled":         path.Root("enabled"),
	"targetQueryJson": path.Root("target_query"),
	"callbackUrl":     path.Root("callback_url"),

	"ruleConfig":               path.Root("rule"),
	"ruleConfig.ruleType":      path.Root("rule").AtName("type"),
	"ruleConfig.thresholdType": path.Root("rule").AtName("threshold_type"),
	"ruleConfig.threshold":     path.Root("rule").AtName("threshold"),
	"ruleConfig.maxFrequency":  path.Root("rule").AtName("max_frequency"),

	"emailConfig":                 path.Root("email"),
	"emailConfig.subjectTemplate": path.Root("email").AtName("subject_template"),
	"emailConfig.bodyTemplate":    path.Root("email").AtName("body_template"),
	"emailConfig.sendToTarget":    path.Root("email").AtName("send_to_target"),
	"emailConfig.sendToOwner":     path.Root("email").AtName("send_to_owner"),
	"emailConfig.sendToAddresses": path.Root("email").AtName("send_to_addresses"),
}

const typeName = "losant_instance_notification_rule"

// ruleResource is losant_instance_notification_rule.
type ruleResource struct{ base.Resource }

// NewResource returns the resource, which the framework configures.
func NewResource() resource.Resource { return &ruleResource{} }

func (r *ruleResource) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = typeName
}

func (r *ruleResource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A rule that notifies people or a webhook when the usage of an organization reaches a percentage of its limit.",
		Attributes:          resourceAttributes(),
	}
}

func (r *ruleResource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = base.ObjectIdentitySchema("rule")
}

// Create creates the rule. The response to the creation is complete.
func (r *ruleResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	plan.InstanceID = types.StringValue(r.ResolveInstanceID(plan.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	post := plan.toPost()
	rule, err := r.Client.NotificationRules.Create(ctx, plan.InstanceID.ValueString(), post)
	if err != nil {
		fields.AddError(&resp.Diagnostics, "create notification rule "+base.DisplayName(plan.Name.ValueString(), ""), err, post)
		return
	}
	remote := plan
	remote.fromAPI(rule)
	plan.fillFrom(&remote)
	resp.Diagnostics.Append(drift.StoreApply(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

func (r *ruleResource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.RequireClientForRefresh(&resp.Diagnostics) {
		return
	}
	rule, err := r.Client.NotificationRules.Get(ctx, state.InstanceID.ValueString(), state.ID.ValueString())
	if err != nil {
		drift.ReadFailed(ctx, r.ProviderData, state.removal(), "read notification rule "+state.displayName(), err, r.absence(&state), req, resp)
		return
	}
	before := state
	state.fromAPI(rule)
	resp.Diagnostics.Append(drift.Report(ctx, r.ProviderData, state.drift(ctx, &before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update sends only what changed. It sends no request if nothing did.
func (r *ruleResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	remote := state
	if patch := plan.toPatch(&state); !patch.IsEmpty() {
		rule, err := r.Client.NotificationRules.Update(ctx, state.InstanceID.ValueString(), state.ID.ValueString(), patch)
		if err != nil {
			if err = r.ReportDeleted(ctx, "Notification rule "+state.displayName(), err, r.absence(&state), &resp.Diagnostics); err != nil {
				fields.AddError(&resp.Diagnostics, "update notification rule "+state.displayName(), err, patch)
			}
			return
		}
		remote = plan
		remote.fromAPI(rule)
		resp.Diagnostics.Append(fields.MismatchWarnings("notification rule "+state.displayName(), patch, plan.toPatch(&remote))...)
	}
	plan.fillFrom(&remote)
	resp.Diagnostics.Append(drift.StoreApply(ctx, r.ProviderData, req.Config, resp.Private)...)
	base.SetResult(ctx, resp.Identity, &resp.State, &resp.Diagnostics, plan.identity(), &plan)
}

// Delete deletes the rule.
func (r *ruleResource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() ||
		guard.IsKept(ctx, r.ProviderData, state.guarded(), req.Private, &resp.Diagnostics) || !r.RequireClient(&resp.Diagnostics) {
		return
	}
	if err := r.Client.NotificationRules.Delete(ctx, state.InstanceID.ValueString(), state.ID.ValueString()); err != nil {
		r.DeleteFailed(ctx, "delete notification rule "+state.displayName(), err, r.absence(&state), &resp.Diagnostics)
	}
}

// ImportState accepts RULE_ID, with an optional INSTANCE_ID/ in front, or the
// identity.
func (r *ruleResource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.ImportObject(ctx, "RULE_ID", req, resp)
	guard.RecordImport(ctx, r.ProviderData, typeName, resp)
}

// absence returns the proof that the rule does not exist.
func (r *ruleResource) absence(m *model) base.Proof {
	return func(ctx context.Context) error {
		return r.Client.NotificationRules.ConfirmAbsence(ctx, m.InstanceID.ValueString(), m.ID.ValueString())
	}
}
