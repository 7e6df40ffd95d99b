package customnode

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
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
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the custom nodes of an instance, the oldest first, so that `terraform query` can import them (Terraform 1.14 or later)." + base.DocListLimit,
		Attributes:          map[string]schema.Attribute{"instance_id": base.ListInstanceID()},
	}
}

// listConfig is the configuration of a list block.
type listConfig struct {
	InstanceID types.String `tfsdk:"instance_id"`
}

// List streams the custom nodes, page by page.
func (l *nodeListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	var config listConfig
	diags := req.Config.Get(ctx, &config)
	instanceID := l.ResolveList(config.InstanceID, &diags)
	if diags.HasError() {
		stream.Results = list.ListResultsStreamDiagnostics(diags)
		return
	}
	var total int
	all := l.Client.CustomNodes.All(ctx, instanceID, losant.WithPageSize(base.PageSize(req.Limit)), losant.WithTotal(&total))
	found := base.Found[*losant.CustomNode]{Items: all, Total: &total}
	stream.Results = base.Stream(ctx, req, found, "list the custom nodes of instance "+instanceID, func(node *losant.CustomNode, result *list.ListResult) {
		state := listedModel(node, instanceID)
		result.DisplayName = losant.Printable(node.Name)
		result.Diagnostics.Append(result.Identity.Set(ctx, state.identity())...)
		if req.IncludeResource {
			result.Diagnostics.Append(result.Resource.Set(ctx, &state)...)
		}
	})
}
