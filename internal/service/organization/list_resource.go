package organization

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/filter"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ list.ListResourceWithConfigure = (*organizationListResource)(nil)

// organizationListResource lists losant_organization.
type organizationListResource struct{ base.ListResource }

// NewListResource returns the list resource, to be configured by the framework.
func NewListResource() list.ListResource { return &organizationListResource{} }

func (l *organizationListResource) Metadata(ctx context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	(&organizationResource{}).Metadata(ctx, req, resp)
}

func (l *organizationListResource) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, resp *list.ListResourceSchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the organizations of an instance, the oldest first, so that `terraform query` can import them (Terraform 1.14 or later). " +
			"An organization must match all filters. Without a filter, all organizations are listed." + base.DocListLimit,
		Attributes: filter.ListAttributes(),
	}
}

// List streams the organizations, page by page.
func (l *organizationListResource) List(ctx context.Context, req list.ListRequest, stream *list.ListResultsStream) {
	instanceID, found, ok := filter.Search(ctx, &l.ListResource, req, stream)
	if !ok {
		return
	}
	now := time.Now()
	stream.Results = base.Stream(ctx, req, found, "list organizations", func(org *losant.Organization, result *list.ListResult) {
		identity := base.ObjectIdentity{InstanceID: types.StringValue(instanceID), ID: types.StringValue(org.ID)}
		result.DisplayName = losant.Printable(org.Name)
		result.Diagnostics.Append(result.Identity.Set(ctx, identity)...)
		if !req.IncludeResource {
			return
		}
		// The result must equal that of an import and a refresh.
		var state model
		result.Diagnostics.Append(result.Resource.SetAttribute(ctx, path.Root("instance_id"), identity.InstanceID)...)
		result.Diagnostics.Append(result.Resource.Get(ctx, &state)...)
		state.fromAPI(org, l.DefaultTags, now)
		result.Diagnostics.Append(result.Resource.Set(ctx, &state)...)
	})
}
