package customnode

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ list.ListResourceWithConfigure = (*nodeListResource)(nil)

// nodeListResource lists losant_instance_custom_node.
type nodeListResource struct{ base.ListResource }

// NewListResource returns the list resource, which the framework configures.
func NewListResource() list.ListResource { return &nodeListResource{} }

func (l *nodeListResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	(&nodeResource{}).Metadata(ctx, req, resp)
}

func (l *nodeListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = base.InstanceListSchema("custom nodes")
}

// List streams the custom nodes, page by page.
func (l *nodeListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	base.ListInstance(ctx, &l.ListResource, req, stream, "custom nodes",
		func(c *losant.Client) base.InstanceLister[*losant.CustomNode] { return c.CustomNodes.All },
		func(instanceID types.String, node *losant.CustomNode) base.Listed {
			state := listedModel(node, instanceID.ValueString())
			return base.Listed{Name: node.Name, Identity: state.identity(), State: &state}
		})
}
