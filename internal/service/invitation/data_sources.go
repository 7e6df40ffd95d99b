package invitation

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

var _ datasource.DataSourceWithConfigure = (*invitationsDataSource)(nil)

// invitationsDataSource is the data source losant_organization_invitations.
type invitationsDataSource struct{ base.DataSource }

// NewListDataSource returns the data source, which the framework configures.
func NewListDataSource() datasource.DataSource { return &invitationsDataSource{} }

type listModel struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Invitations    []itemModel  `tfsdk:"invitations"`
}

type itemModel struct {
	ID               types.String `tfsdk:"id"`
	Email            types.String `tfsdk:"email"`
	Role             types.String `tfsdk:"role"`
	DisallowTransfer types.Bool   `tfsdk:"disallow_transfer"`
	Status           types.String `tfsdk:"status"`
	InvitedAt        types.String `tfsdk:"invited_at"`

	ApplicationRoles map[string]types.String `tfsdk:"application_roles"`
	DashboardRoles   map[string]types.String `tfsdk:"dashboard_roles"`
}

// itemOf returns the list item for an invitation.
func itemOf(invitation *losant.Invitation) itemModel {
	m := model{DisallowTransfer: types.BoolValue(false)}
	m.fromInvitation(invitation)
	return itemModel{
		m.InvitationID, types.StringValue(invitation.Email), m.Role, m.DisallowTransfer, m.Status, m.InvitedAt,
		rolesByResource(invitation.ApplicationRoles), rolesByResource(invitation.DashboardRoles),
	}
}

// rolesByResource returns the roles by the IDs of their applications or dashboards.
func rolesByResource(roles []losant.ResourceRole) map[string]types.String {
	byID := make(map[string]types.String, len(roles))
	for _, r := range roles {
		byID[r.ResourceID] = types.StringValue(r.Role)
	}
	return byID
}

// resourceRolesAttribute returns a map of roles.
func resourceRolesAttribute(noun string) schema.MapAttribute {
	return schema.MapAttribute{
		MarkdownDescription: "Roles that the person gets for single " + noun + " in place of `role`, by their IDs: `collaborate`, `view` or `none`.",
		Computed:            true,
		ElementType:         types.StringType,
	}
}

func (d *invitationsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization_invitations"
}

func (d *invitationsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Lists the pending and expired invitations to an organization, newest first.",
		Attributes: map[string]schema.Attribute{
			"instance_id":     base.LookupInstanceID(),
			"organization_id": base.LookupOrganizationID(),
			"invitations": schema.ListNestedAttribute{
				MarkdownDescription: "The invitations.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":                base.ComputedString("ID of the invitation."),
					"email":             base.ComputedString("E-mail address that the invitation was sent to."),
					"role":              base.ComputedString("Role that the person gets by accepting the invitation: " + membership.DocRoles),
					"disallow_transfer": base.ComputedBool("Whether the invitation cannot be accepted with an account that has another e-mail address."),
					"status":            base.ComputedString("Status of the invitation: `pending` or `expired`."),
					"application_roles": resourceRolesAttribute("applications"),
					"dashboard_roles":   resourceRolesAttribute("dashboards"),
					"invited_at":        base.ComputedString("When the invitation was last sent, as an RFC 3339 timestamp."),
				}},
			},
		},
	}
}

// Read lists the invitations.
func (d *invitationsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data listModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	data.InstanceID = types.StringValue(d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	data.Invitations = []itemModel{}
	for invitation, err := range d.Client.Invitations.All(ctx, base.OrganizationRef(data.InstanceID, data.OrganizationID)) {
		if err != nil {
			base.AddError(&resp.Diagnostics, "list the invitations to organization "+data.OrganizationID.ValueString(), err)
			return
		}
		data.Invitations = append(data.Invitations, itemOf(invitation))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}
