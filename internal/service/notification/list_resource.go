package notification

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ list.ListResourceWithConfigure = (*ruleListResource)(nil)

// ruleListResource lists losant_instance_notification_rule.
type ruleListResource struct{ base.ListResource }

// NewListResource returns the list resource, which the framework configures.
func NewListResource() list.ListResource { return &ruleListResource{} }

func (l *ruleListResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	(&ruleResource{}).Metadata(ctx, req, resp)
}

func (l *ruleListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the notification rules of an instance, the oldest first, so that `terraform query` can import them (Terraform 1.14 or later)." + base.DocListLimit,
		Attributes:          map[string]schema.Attribute{"instance_id": base.ListInstanceID()},
	}
}

// listConfig is the configuration of a list block.
type listConfig struct {
	InstanceID types.String `tfsdk:"instance_id"`
}

// List streams the notification rules, page by page.
func (l *ruleListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listConfig
	diags := req.Config.Get(ctx, &config)
	instanceID := l.ResolveList(config.InstanceID, &diags)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	var total int
	all := l.Client.NotificationRules.All(ctx, instanceID, losant.WithPageSize(base.PageSize(req.Limit)), losant.WithTotal(&total))
	found := base.Found[*losant.NotificationRule]{Items: all, Total: &total}
	stream.Results = base.Stream(ctx, req, found, "list the notification rules of instance "+instanceID, func(rule *losant.NotificationRule, result *list.ListResult) {
		state := model{InstanceID: types.StringValue(instanceID)}
		state.fromAPI(rule)
		result.DisplayName = losant.Printable(rule.Name)
		if rule.Enabled != nil && !*rule.Enabled {
			result.DisplayName += " (disabled)"
		}
		result.Diagnostics.Append(result.Identity.Set(ctx, state.identity())...)
		if req.IncludeResource {
			result.Diagnostics.Append(result.Resource.Set(ctx, &state)...)
		}
	})
}
