package usage

import (
	"context"
	"math"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*allocationDataSource)(nil)

// allocationDataSource is the data source losant_limit_allocation.
type allocationDataSource struct{ base.DataSource }

// NewAllocationDataSource returns the data source, to be configured by the framework.
func NewAllocationDataSource() datasource.DataSource { return &allocationDataSource{} }

type allocationModel struct {
	InstanceID    types.String                  `tfsdk:"instance_id"`
	Limits        map[string]allocation         `tfsdk:"limits"`
	Organizations map[string]organizationLimits `tfsdk:"organizations"`
}

type allocation struct {
	Limit         types.Int64 `tfsdk:"limit"`
	Allocated     types.Int64 `tfsdk:"allocated"`
	Headroom      types.Int64 `tfsdk:"headroom"`
	OverAllocated types.Bool  `tfsdk:"over_allocated"`
}

type organizationLimits struct {
	Name   types.String `tfsdk:"name"`
	Limits types.Map    `tfsdk:"limits"`
}

// fromAPI sets the limits of each organization and their sums. The organizations
// are keyed by id.
func (m *allocationModel) fromAPI(instance losant.Limits, organizations map[string]*losant.Organization) {
	m.Organizations = make(map[string]organizationLimits, len(organizations))
	for id, org := range organizations {
		m.Organizations[id] = organizationLimits{types.StringValue(org.Name), limits.OrganizationTable().FromAPI(org.Limits)}
	}
	m.Limits = map[string]allocation{}
	for _, l := range limits.OrganizationTable().Rows() {
		if l.NotSummable {
			continue
		}
		var sum int64
		for _, org := range organizations {
			sum = saturatingAdd(sum, org.Limits[l.Key])
		}
		entry := allocation{Allocated: types.Int64Value(sum), OverAllocated: types.BoolValue(false)}
		if limit, limited := instance[l.Key]; limited {
			entry.Limit, entry.Headroom = types.Int64Value(limit), types.Int64Value(limit-sum)
			entry.OverAllocated = types.BoolValue(sum > limit)
		}
		m.Limits[l.Name] = entry
	}
}

// saturatingAdd returns the sum of two numbers that are not negative, or the
// greatest int64 if the sum exceeds it. An organization without a practical limit
// may have the greatest int64 as its limit.
func saturatingAdd(a, b int64) int64 {
	if b > math.MaxInt64-a {
		return math.MaxInt64
	}
	return a + b
}

func (d *allocationDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_limit_allocation"
}

func (d *allocationDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads how the limits of an instance are allocated to its organizations. " +
			"Losant allows the limits of all organizations together to exceed those of the instance. This data source shows where they do.",
		Attributes: map[string]schema.Attribute{
			"instance_id": base.LookupInstanceID(),
			"limits": schema.MapNestedAttribute{
				MarkdownDescription: "The limits that can be summed, by their names in `limits` of `losant_organization`. " +
					"`data_ttl`, `notebook_minutes_per_run` and `system_interval` are omitted because their sum has no meaning.",
				Computed: true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"limit":          base.ComputedInt64("Limit of the instance. Null if the instance has no such limit."),
					"allocated":      base.ComputedInt64("Sum of the limits of all organizations. An organization without this limit counts as 0."),
					"headroom":       base.ComputedInt64("`limit` minus `allocated`. Negative if more is allocated than the instance has. Null if `limit` is null."),
					"over_allocated": base.ComputedBool("Whether more is allocated than the instance has. Losant allows this."),
				}},
			},
			"organizations": schema.MapNestedAttribute{
				MarkdownDescription: "All organizations of the instance, by ID.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"name":   base.ComputedString("Name of the organization."),
					"limits": limits.OrganizationTable().ComputedAttribute("What the organization may consume. Null for a limit that the organization does not have."),
				}},
			},
		},
	}
}

// Read reads the instance and its organizations on all pages.
func (d *allocationDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data allocationModel
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
	organizations, err := d.Client.Organizations.Snapshot(ctx, instanceID)
	if err != nil {
		base.AddError(&resp.Diagnostics, "list the organizations of instance "+instanceID, err)
		return
	}
	data.InstanceID = types.StringValue(instanceID)
	data.fromAPI(instance.Limits, organizations)
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}
