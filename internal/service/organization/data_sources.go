package organization

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/filter"
)

var _ datasource.DataSourceWithConfigure = (*organizationsDataSource)(nil)

// organizationsDataSource is the data source losant_organizations.
type organizationsDataSource struct{ base.DataSource }

// NewListDataSource returns the data source, to be configured by the framework.
func NewListDataSource() datasource.DataSource { return &organizationsDataSource{} }

// listModel is the data source losant_organizations.
type listModel struct {
	filter.Filters
	Organizations []dataModel `tfsdk:"organizations"`
}

func (d *organizationsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organizations"
}

func (d *organizationsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the organizations of an instance, sorted by name. An organization must match all filters. " +
			"Without a filter, all organizations are listed.",
		Attributes: filter.Attributes(map[string]schema.Attribute{
			"organizations": schema.ListNestedAttribute{
				MarkdownDescription: "The organizations that match the filters.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: computedAttributes()},
			},
		}),
	}
}

// Read lists the organizations on all pages.
func (d *organizationsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data listModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	instanceID := d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	data.InstanceID = types.StringValue(instanceID)
	data.Organizations = []dataModel{}
	now := time.Now()
	for org, err := range data.Find(ctx, d.Client, instanceID) {
		if err != nil {
			data.AddError(&resp.Diagnostics, "list organizations", err)
			return
		}
		var item dataModel
		item.fromAPI(org, instanceID, now)
		data.Organizations = append(data.Organizations, item)
	}
	slices.SortStableFunc(data.Organizations, func(a, b dataModel) int { return strings.Compare(a.Name.ValueString(), b.Name.ValueString()) })
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}
