package organization

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/filter"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ list.ListResourceWithConfigure = (*limitsListResource)(nil)

// limitsListResource lists losant_organization_limits.
type limitsListResource struct{ base.ListResource }

// NewLimitsListResource returns the list resource, to be configured by the framework.
func NewLimitsListResource() list.ListResource { return &limitsListResource{} }

func (l *limitsListResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	(&limitsResource{}).Metadata(ctx, req, resp)
}

func (l *limitsListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the limits of each organization of an instance, the oldest organization first, so that `terraform query` can import them (Terraform 1.14 or later). " +
			"An organization must match all filters." + base.DocListLimit,
		Attributes: filter.ListAttributes(),
	}
}

// List streams the limits of organizations, page by page.
func (l *limitsListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	instanceID, found, ok := filter.Search(ctx, &l.ListResource, req, stream)
	if !ok {
		return
	}
	stream.Results = base.Stream(ctx, req, found, "list organizations", func(org *losant.Organization, result *list.ListResult) {
		identity := base.OrganizationIdentity{InstanceID: types.StringValue(instanceID), OrganizationID: types.StringValue(org.ID)}
		result.DisplayName = losant.Printable(org.Name)
		result.Diagnostics.Append(result.Identity.Set(ctx, identity)...)
		if !req.IncludeResource {
			return
		}
		for name, value := range map[string]any{
			"id": org.ID, "instance_id": instanceID, "organization_id": org.ID, "limits": limits.Imported(org.Limits),
		} {
			result.Diagnostics.Append(result.Resource.SetAttribute(ctx, path.Root(name), value)...)
		}
	})
}
