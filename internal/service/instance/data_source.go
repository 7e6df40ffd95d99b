// Package instance holds the data sources and the settings resource of instances,
// and the action that requests a usage report.
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

// commonModel holds the attributes that both data sources share.
type commonModel struct {
	Name                      types.String `tfsdk:"name"`
	AllowAuditLogging         types.Bool   `tfsdk:"allow_audit_logging"`
	Limits                    types.Map    `tfsdk:"limits"`
	DefaultOrganizationLimits types.Map    `tfsdk:"default_organization_limits"`
	MFAMode                   types.String `tfsdk:"mfa_mode"`
	Members                   types.List   `tfsdk:"members"`
	CreatedAt                 types.String `tfsdk:"created_at"`
	LastUpdated               types.String `tfsdk:"last_updated"`
}

// dataModel is the data source losant_instance.
type dataModel struct {
	InstanceID types.String `tfsdk:"instance_id"`
	commonModel
}

var memberType = types.ObjectType{AttrTypes: map[string]attr.Type{"user_id": types.StringType, "role": types.StringType}}

// fromAPI copies what the API returned.
func (m *commonModel) fromAPI(instance *losant.Instance) {
	m.Name = types.StringValue(instance.Name)
	m.AllowAuditLogging = types.BoolPointerValue(instance.AllowAuditLogging)
	m.Limits = limits.InstanceTable().FromAPI(instance.Limits)
	m.DefaultOrganizationLimits = limits.OrganizationTable().FromAPI(instance.DefaultOrganizationLimits.Limits())
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
	maps.Copy(attrs, computedAttributes())
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads a Losant instance: its limits, its members, and the default limits of its organizations.",
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

// docMFAMode describes mfa_mode of the data sources and of the settings.
const docMFAMode = "Which members of the instance need multi-factor authentication or SSO: `notRequired` (nobody), " +
	"`adminRequired` (administrators) or `required` (everybody)."

// computedAttributes are the attributes of an instance in a data source.
func computedAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name":                base.ComputedString("Name of the instance."),
		"allow_audit_logging": base.ComputedBool("Whether organizations may have audit logs."),
		"limits": limits.InstanceTable().ComputedAttribute(
			"What the instance may consume. An organization's limit of the same name cannot be higher. Null if the instance does not have the limit."),
		"default_organization_limits": limits.OrganizationTable().ComputedAttribute(
			"Default limits of a new organization. Null if the instance's own limit applies."),
		"mfa_mode": base.ComputedString(docMFAMode),
		"members": schema.ListNestedAttribute{
			MarkdownDescription: "Members of the instance.",
			Computed:            true,
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"user_id": base.ComputedString("User ID of the member."),
				"role":    base.ComputedString("Role of the member: `admin` or `view`."),
			}},
		},
		"created_at":   base.ComputedString("When the instance was created, as an RFC 3339 timestamp."),
		"last_updated": base.ComputedString("When the instance was last changed, as an RFC 3339 timestamp."),
	}
}
