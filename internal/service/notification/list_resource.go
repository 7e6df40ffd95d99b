package notification

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/list"
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
	resp.Schema = base.InstanceListSchema("notification rules")
}

// List streams the notification rules, page by page.
func (l *ruleListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	base.ListInstance(ctx, &l.ListResource, req, stream, "notification rules",
		func(c *losant.Client) base.InstanceLister[*losant.NotificationRule] { return c.NotificationRules.All },
		func(instanceID types.String, rule *losant.NotificationRule) base.Listed {
			state := model{InstanceID: instanceID}
			state.fromAPI(rule)
			name := rule.Name
			if rule.Enabled != nil && !*rule.Enabled {
				name += " (disabled)"
			}
			return base.Listed{Name: name, Identity: state.identity(), State: &state}
		})
}
