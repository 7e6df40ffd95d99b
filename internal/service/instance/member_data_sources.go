package instance

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/people"
)

var _ datasource.DataSourceWithConfigure = (*MemberListDataSource)(nil)

// MemberListDataSource is the data source losant_instance_members.
type MemberListDataSource struct{ base.DataSource }

// NewMemberListDataSource returns the data source, to be configured by the framework.
func NewMemberListDataSource() datasource.DataSource { return &MemberListDataSource{} }

type memberListModel struct {
	InstanceID types.String     `tfsdk:"instance_id"`
	Members    []people.Account `tfsdk:"members"`
}

// Metadata names the type.
func (d *MemberListDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_members"
}

// Schema describes the configuration.
func (d *MemberListDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the people in an instance, sorted by e-mail address.",
		Attributes: map[string]schema.Attribute{
			"instance_id": base.LookupInstanceID(),
			"members": schema.ListNestedAttribute{
				MarkdownDescription: "The instance's members.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: people.AccountAttributes("`admin` or `view`.")},
			},
		},
	}
}

// Read lists the members.
func (d *MemberListDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data memberListModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.CanAct(&resp.Diagnostics) {
		return
	}
	data.InstanceID = types.StringValue(d.Instance(data.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	data.Members = []people.Account{}
	roster, err := people.ReadInstanceRoster(ctx, d.Client, data.InstanceID.ValueString())
	if err != nil {
		base.AddError(&resp.Diagnostics, "list the members of instance "+data.InstanceID.ValueString(), scopeMembers, err)
		return
	}
	for _, member := range roster.Members {
		data.Members = append(data.Members, people.AccountOf(member))
	}
	people.SortByEmail(data.Members, func(account people.Account) types.String { return account.Email })
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}
