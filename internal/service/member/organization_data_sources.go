package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var _ datasource.DataSourceWithConfigure = (*membersDataSource)(nil)

// membersDataSource is the data source losant_organization_members.
type membersDataSource struct{ base.DataSource }

// NewListDataSource returns the data source, to be configured by the framework.
func NewListDataSource() datasource.DataSource { return &membersDataSource{} }

type listModel struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Role           types.String `tfsdk:"role"`
	IncludeInvited types.Bool   `tfsdk:"include_invited"`
	Members        []itemModel  `tfsdk:"members"`
}

type itemModel struct {
	account
	Status       types.String `tfsdk:"status"`
	InvitationID types.String `tfsdk:"invitation_id"`
}

// fromRoster fills in the people with the role that is asked for.
func (m *listModel) fromRoster(roster *membership.Roster) {
	m.Members = []itemModel{}
	for _, member := range roster.Members {
		m.add(itemModel{account: accountOf(member), Status: types.StringValue(statusActive)})
	}
	for _, invitation := range roster.Invitations {
		m.add(invited(invitation))
	}
	email.Sort(m.Members, func(item itemModel) types.String { return item.Email })
}

func (m *listModel) add(item itemModel) {
	if m.Role.IsNull() || m.Role.Equal(item.Role) {
		m.Members = append(m.Members, item)
	}
}

func invited(invitation *losant.Invitation) itemModel {
	return itemModel{
		account:      account{Email: types.StringValue(invitation.Email), Role: types.StringValue(invitation.Role)},
		Status:       types.StringValue(invitationStatus(invitation)),
		InvitationID: types.StringValue(invitation.ID),
	}
}

func (d *membersDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization_members"
}

func (d *membersDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attrs := accountAttributes(membership.DocRoles)
	attrs["status"] = base.ComputedString("Status of the person: " + docStatus)
	attrs["invitation_id"] = base.ComputedString("ID of the invitation while the person is invited.")
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the people in an organization. Only the address and the role of invited people are known.",
		Attributes: map[string]schema.Attribute{
			"instance_id":     base.LookupInstanceID(),
			"organization_id": base.LookupOrganizationID(),
			"role": schema.StringAttribute{
				MarkdownDescription: "Only list people with this role: " + membership.DocRoles,
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf(losant.Roles()...)},
			},
			"include_invited": schema.BoolAttribute{
				MarkdownDescription: "Whether to also list invited people. Defaults to `false`.",
				Optional:            true,
			},
			"members": schema.ListNestedAttribute{
				MarkdownDescription: "The people, sorted by e-mail address.",
				Computed:            true,
				NestedObject:        schema.NestedAttributeObject{Attributes: attrs},
			},
		},
	}
}

// Read lists the members, and with include_invited the invited people.
func (d *membersDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data listModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	data.InstanceID = types.StringValue(d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	organization := base.OrganizationRef(data.InstanceID, data.OrganizationID)
	var roster membership.Roster
	var err error
	if roster.Members, err = losant.Collect(d.Client.Members.All(ctx, organization)); err != nil {
		base.AddError(&resp.Diagnostics, "list the members of organization "+organization.ID, err)
		return
	}
	if data.IncludeInvited.ValueBool() {
		if roster.Invitations, err = losant.Collect(d.Client.Invitations.All(ctx, organization)); err != nil {
			base.AddError(&resp.Diagnostics, "list the invitations to organization "+organization.ID, err)
			return
		}
	}
	data.fromRoster(&roster)
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}
