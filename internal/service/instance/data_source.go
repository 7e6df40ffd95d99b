// Package instance holds the resources and data sources for instances and the
// people in them.
package instance

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*instanceDataSource)(nil)

// instanceDataSource is the data source losant_instance.
type instanceDataSource struct{ base.DataSource }

// NewDataSource returns the data source, to be configured by the framework.
func NewDataSource() datasource.DataSource { return &instanceDataSource{} }

// attributes are what an instance says of itself.
type attributes struct {
	Name                      types.String `tfsdk:"name"`
	AllowAuditLogging         types.Bool   `tfsdk:"allow_audit_logging"`
	Limits                    types.Object `tfsdk:"limits"`
	DefaultOrganizationLimits types.Object `tfsdk:"default_organization_limits"`
	MFAMode                   types.String `tfsdk:"mfa_mode"`
	Members                   types.List   `tfsdk:"members"`
	CreatedAt                 types.String `tfsdk:"created_at"`
	LastUpdated               types.String `tfsdk:"last_updated"`
}

type dataModel struct {
	InstanceID types.String `tfsdk:"instance_id"`
	attributes
}

var memberType = types.ObjectType{AttrTypes: map[string]attr.Type{"user_id": types.StringType, "role": types.StringType}}

func (m *attributes) fromAPI(instance *losant.Instance) {
	m.Name = types.StringValue(instance.Name)
	m.AllowAuditLogging = types.BoolPointerValue(instance.AllowAuditLogging)
	m.Limits = limits.InstanceTable().FromAPI(instance.Limits)
	m.DefaultOrganizationLimits = limits.OrganizationTable().FromAPI(instance.DefaultOrganizationLimits)
	m.MFAMode = base.OptionalString(instance.MFAMode)
	members := make([]attr.Value, len(instance.Members))
	for i, member := range instance.Members {
		members[i] = types.ObjectValueMust(memberType.AttrTypes, map[string]attr.Value{
			"user_id": types.StringValue(member.UserID),
			"role":    types.StringValue(member.Role),
		})
	}
	m.Members = types.ListValueMust(memberType, members)
	m.CreatedAt = base.OptionalString(instance.CreationDate)
	m.LastUpdated = base.OptionalString(instance.LastUpdated)
}

func (d *instanceDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance"
}

func (d *instanceDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attrs := map[string]schema.Attribute{"instance_id": base.LookupInstanceID()}
	maps.Copy(attrs, computed())
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads a Losant instance: what it allows, and the defaults of its organizations.",
		Attributes:          attrs,
	}
}

// Read reads the instance.
func (d *instanceDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data dataModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	instanceID := d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	instance, err := d.Client.Instances.Get(ctx, instanceID)
	if err != nil {
		base.AddError(&resp.Diagnostics, "read instance "+instanceID, err)
		return
	}
	data.InstanceID = types.StringValue(instanceID)
	data.fromAPI(instance)
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}

// computed are the attributes of an instance.
func computed() map[string]schema.Attribute {
	text := func(doc string) schema.Attribute {
		return schema.StringAttribute{MarkdownDescription: doc, Computed: true}
	}
	return map[string]schema.Attribute{
		"name": text("Name of the instance."),
		"allow_audit_logging": schema.BoolAttribute{
			MarkdownDescription: "Whether organizations may have audit logs.",
			Computed:            true,
		},
		"limits":                      limits.InstanceTable().ComputedAttribute("What the instance may consume: the most that an organization's limit of the same name can be. Null where the instance has no such limit."),
		"default_organization_limits": limits.OrganizationTable().ComputedAttribute("Limits that a new organization gets. Null where the instance's own limit applies."),
		"mfa_mode":                    text("Who among the instance's members needs multi-factor authentication (or SSO): `notRequired`, `adminRequired`, `required`."),
		"members": schema.ListNestedAttribute{
			MarkdownDescription: "The instance's members.",
			Computed:            true,
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"user_id": text("User ID of the member."),
				"role":    text("`admin` or `view`."),
			}},
		},
		"created_at":   text("When the instance was created, as an RFC 3339 timestamp."),
		"last_updated": text("When the instance was changed last, as an RFC 3339 timestamp."),
	}
}
