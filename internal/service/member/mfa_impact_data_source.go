package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var _ datasource.DataSourceWithConfigure = (*mfaImpactDataSource)(nil)

// mfaImpactDataSource is the data source losant_mfa_impact.
type mfaImpactDataSource struct{ base.DataSource }

// NewImpactDataSource returns the data source, to be configured by the framework.
func NewImpactDataSource() datasource.DataSource { return &mfaImpactDataSource{} }

type impactModel struct {
	InstanceID              types.String `tfsdk:"instance_id"`
	OrganizationID          types.String `tfsdk:"organization_id"`
	MFAMode                 types.String `tfsdk:"mfa_mode"`
	Removed                 []string     `tfsdk:"removed"`
	Downgraded              []string     `tfsdk:"downgraded"`
	RemainingAdministrators types.Int64  `tfsdk:"remaining_administrators"`
}

// fromMembers fills in what the mode does. The lists are empty, not null, so that
// expressions can iterate over them.
func (m *impactModel) fromMembers(members []*losant.Member) {
	impact := membership.ImpactOf(m.MFAMode.ValueString(), members)
	m.Removed = append([]string{}, impact.Removed...)
	m.Downgraded = append([]string{}, impact.Downgraded...)
	m.RemainingAdministrators = types.Int64Value(int64(impact.RemainingAdministrators))
}

func (d *mfaImpactDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_mfa_impact"
}

func (d *mfaImpactDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Shows which members a multi-factor authentication mode would remove or downgrade, before you set it. " +
			"People who sign in by SSO are not affected. Invited people are not included, because it is not known whether they use multi-factor authentication.",
		Attributes: map[string]schema.Attribute{
			"instance_id": base.LookupInstanceID(),
			"organization_id": schema.StringAttribute{
				MarkdownDescription: "ID of the organization whose members are examined. Defaults to the members of the instance itself.",
				Optional:            true,
				Validators:          []validator.String{base.IsID()},
			},
			"mfa_mode": schema.StringAttribute{
				MarkdownDescription: "The mode: `notRequired`, `adminRequired` or `required`.",
				Required:            true,
				Validators:          []validator.String{stringvalidator.OneOf(losant.MFAModes()...)},
			},
			"removed": schema.ListAttribute{
				MarkdownDescription: "E-mail addresses of the members who would be removed, sorted.",
				Computed:            true,
				ElementType:         types.StringType,
			},
			"downgraded": schema.ListAttribute{
				MarkdownDescription: "E-mail addresses of the administrators who would lose that role, sorted.",
				Computed:            true,
				ElementType:         types.StringType,
			},
			"remaining_administrators": base.ComputedInt64("Number of administrators who would remain."),
		},
	}
}

func (d *mfaImpactDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data impactModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	data.InstanceID = types.StringValue(d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	members, parent, err := d.members(ctx, &data)
	if err != nil {
		base.AddError(&resp.Diagnostics, "list the members of "+parent, err)
		return
	}
	data.fromMembers(members)
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}

// members returns the members of the organization, or those of the instance if
// none is set, and how messages name that parent.
func (d *mfaImpactDataSource) members(ctx context.Context, data *impactModel) (members []*losant.Member, parent string, err error) {
	if !data.OrganizationID.IsNull() {
		members, err = losant.Collect(d.Client.Members.All(ctx, base.OrganizationRef(data.InstanceID, data.OrganizationID)))
		return members, "organization " + data.OrganizationID.ValueString(), err
	}
	parent = "instance " + data.InstanceID.ValueString()
	roster, err := membership.ReadInstanceRoster(ctx, d.Client, data.InstanceID.ValueString())
	if err != nil {
		return nil, parent, err
	}
	return roster.Members, parent, nil
}
