package instance

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*instancesDataSource)(nil)

// instancesDataSource is the data source losant_instances.
type instancesDataSource struct{ base.DataSource }

// NewListDataSource returns the data source, to be configured by the framework.
func NewListDataSource() datasource.DataSource { return &instancesDataSource{} }

// listModel is the data source losant_instances.
type listModel struct {
	Name      types.String `tfsdk:"name"`
	Instances []itemModel  `tfsdk:"instances"`
}

// itemModel is one instance in a list.
type itemModel struct {
	ID types.String `tfsdk:"id"`
	commonModel
}

func (d *instancesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instances"
}

func (d *instancesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attrs := map[string]schema.Attribute{"id": base.ComputedString("ID of the instance.")}
	maps.Copy(attrs, computedAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the instances that a user belongs to, sorted by name. Requires a user's API token: the API token of an instance cannot list instances.",
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{
				MarkdownDescription: "Pattern that the name must match. `*` stands for any text.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			},
			"instances": schema.ListNestedAttribute{
				MarkdownDescription: "The instances that match the filter.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: attrs},
			},
		},
	}
}

// Read lists the instances on all pages.
func (d *instancesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data listModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	var opts []losant.ReadOption
	if name := data.Name.ValueString(); name != "" {
		opts = append(opts, losant.WithFilter("name", name))
	}
	data.Instances = []itemModel{}
	for instance, err := range d.Client.Instances.All(ctx, opts...) {
		if err != nil {
			base.AddError(&resp.Diagnostics, "list instances", err)
			return
		}
		item := itemModel{ID: types.StringValue(instance.ID)}
		item.fromAPI(instance)
		data.Instances = append(data.Instances, item)
	}
	slices.SortStableFunc(data.Instances, func(a, b itemModel) int { return strings.Compare(a.Name.ValueString(), b.Name.ValueString()) })
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}
