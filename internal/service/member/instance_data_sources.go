package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var _ datasource.DataSourceWithConfigure = (*instanceMembersDataSource)(nil)

// instanceMembersDataSource is the data source losant_instance_members.
type instanceMembersDataSource struct{ base.DataSource }

// NewInstanceListDataSource returns the data source, to be configured by the
// framework.
func NewInstanceListDataSource() datasource.DataSource { return &instanceMembersDataSource{} }

type instanceListModel struct {
	InstanceID types.String `tfsdk:"instance_id"`
	Members    []account    `tfsdk:"members"`
}

func (d *instanceMembersDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_members"
}

func (d *instanceMembersDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the members of an instance.",
		Attributes: map[string]schema.Attribute{
			"instance_id": base.LookupInstanceID(),
			"members": schema.ListNestedAttribute{
				MarkdownDescription: "The members, sorted by e-mail address.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: accountAttributes("`admin` or `view`.")},
			},
		},
	}
}

func (d *instanceMembersDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data instanceListModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	data.InstanceID = types.StringValue(d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	data.Members = []account{}
	roster, err := membership.ReadInstanceRoster(ctx, d.Client, data.InstanceID.ValueString())
	if err != nil {
		base.AddError(&resp.Diagnostics, "list the members of instance "+data.InstanceID.ValueString(), err)
		return
	}
	for _, member := range roster.Members {
		data.Members = append(data.Members, accountOf(member))
	}
	email.Sort(data.Members, func(a account) types.String { return a.Email })
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}
