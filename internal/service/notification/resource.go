// Package notification holds the resource for the notification rules of an
// instance.
package notification

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
)

var (
	_ resource.ResourceWithConfigure   = (*Resource)(nil)
	_ resource.ResourceWithIdentity    = (*Resource)(nil)
	_ resource.ResourceWithModifyPlan  = (*Resource)(nil)
	_ resource.ResourceWithImportState = (*Resource)(nil)
)

// Scopes of the calls.
const (
	scopePost   = "instanceNotificationRules.post"
	scopeGet    = "instanceNotificationRule.get"
	scopePatch  = "instanceNotificationRule.patch"
	scopeDelete = "instanceNotificationRule.delete"
)

// attributePaths leads from the members of a request body to the attributes.
var attributePaths = map[string]path.Path{
	"name": path.Root("name"), "description": path.Root("description"), "enabled": path.Root("enabled"), "targetQueryJson": path.Root("target_query"),
	"ruleConfig": path.Root("rule"), "emailConfig": path.Root("email"), "callbackUrl": path.Root("callback_url"),
}

// Resource is losant_instance_notification_rule.
type Resource struct{ base.Resource }

// NewResource returns the resource, to be configured by the framework.
func NewResource() resource.Resource { return &Resource{} }

// Metadata names the type.
func (r *Resource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_notification_rule"
}

// Schema describes the configuration.
func (r *Resource) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "A rule that watches the usage of organizations, and tells people or a URL when one comes near a limit of its own.",
		Attributes:          resourceAttributes(),
	}
}

// IdentitySchema describes what tells rules apart.
func (r *Resource) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, resp *resource.IdentitySchemaResponse) {
	resp.IdentitySchema = identityschema.Schema{Attributes: base.ObjectIdentitySchema("rule")}
}

// Create makes the rule, whose answer is complete.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var plan model
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	plan.InstanceID = types.StringValue(r.Instance(plan.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	rule, err := r.Client.NotificationRules.Create(ctx, plan.InstanceID.ValueString(), plan.toPost())
	if err != nil {
		d := base.ErrorDiagnostic("create notification rule "+base.Quote(plan.Name.ValueString(), ""), scopePost, err)
		resp.Diagnostics.Append(base.Blame(d, err, attributePaths))
		return
	}
	answer := plan
	answer.fromAPI(rule)
	plan.fillFrom(&answer)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(r.RememberConfigured(ctx, req.Config, resp.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Read refreshes the state.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Identity.Set(ctx, state.identity())...)
	if !r.CanRefresh(&resp.Diagnostics) {
		return
	}
	rule, err := r.Client.NotificationRules.Get(ctx, state.InstanceID.ValueString(), state.ID.ValueString())
	if err != nil {
		gone, err := r.Gone(ctx, state.InstanceID.ValueString(), err)
		if gone {
			resp.Diagnostics.Append(r.Attribute(ctx, state.gone(), req.Private)...)
			resp.State.RemoveResource(ctx)
			return
		}
		base.AddError(&resp.Diagnostics, "read notification rule "+state.quote(), scopeGet, err)
		return
	}
	before := state
	state.fromAPI(rule)
	resp.Diagnostics.Append(r.Attribute(ctx, state.drift(&before), req.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &state)...)
}

// Update sends what changed, and nothing when nothing did.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var plan, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	answer := state
	if patch := plan.toPatch(&state); !patch.IsEmpty() {
		rule, err := r.Client.NotificationRules.Update(ctx, state.InstanceID.ValueString(), state.ID.ValueString(), patch)
		if err != nil {
			d := base.ErrorDiagnostic("update notification rule "+state.quote(), scopePatch, err)
			resp.Diagnostics.Append(base.Blame(d, err, attributePaths))
			return
		}
		answer.fromAPI(rule)
	}
	plan.fillFrom(&answer)
	resp.Diagnostics.Append(resp.Identity.Set(ctx, plan.identity())...)
	resp.Diagnostics.Append(r.RememberConfigured(ctx, req.Config, resp.Private)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Delete removes the rule.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var state model
	if resp.Diagnostics.Append(req.State.Get(ctx, &state)...); resp.Diagnostics.HasError() || !r.CanAct(&resp.Diagnostics) {
		return
	}
	err := r.Client.NotificationRules.Delete(ctx, state.InstanceID.ValueString(), state.ID.ValueString())
	if err == nil {
		return
	}
	if gone, err := r.Gone(ctx, state.InstanceID.ValueString(), err); !gone {
		base.AddError(&resp.Diagnostics, "delete notification rule "+state.quote(), scopeDelete, err)
	}
}

// ImportState takes RULE_ID, with an optional INSTANCE_ID/ in front, or the
// identity.
func (r *Resource) ImportState(ctx context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse) {
	r.ImportObject(ctx, "RULE_ID", req, resp)
}
