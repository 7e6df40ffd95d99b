package usage

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/filter"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*instanceUsageDataSource)(nil)

// instanceUsageDataSource is the data source losant_instance_usage.
type instanceUsageDataSource struct{ base.DataSource }

// NewInstanceDataSource returns the data source, to be configured by the framework.
func NewInstanceDataSource() datasource.DataSource { return &instanceUsageDataSource{} }

type instanceModel struct {
	filter.Filters
	Threshold     types.Number                 `tfsdk:"threshold"`
	Organizations map[string]organizationEntry `tfsdk:"organizations"`
	Breached      []breach                     `tfsdk:"breached"`
	Totals        map[string]limitUsage        `tfsdk:"totals"`
	Report        types.String                 `tfsdk:"report"`
}

// organizationEntry is what an organization uses. It has no object for each limit,
// because the state would become large.
type organizationEntry struct {
	Name  types.String     `tfsdk:"name"`
	Used  map[string]int64 `tfsdk:"used"`
	Worst *worstLimit      `tfsdk:"worst"`
}

type worstLimit struct {
	Key types.String `tfsdk:"key"`
	limitUsage
}

// breach is a limit of an organization that is reached or approaching.
type breach struct {
	OrganizationID types.String `tfsdk:"organization_id"`
	Name           types.String `tfsdk:"name"`
	worstLimit
}

// add adds what an organization uses to the entries and to the breaches.
func (m *instanceModel) add(org *losant.Organization) {
	threshold := thresholdOf(m.Threshold)
	entry := organizationEntry{Name: types.StringValue(org.Name), Used: map[string]int64{}}
	for _, l := range limits.OrganizationTable().Rows() {
		used, measured := l.Used(org.Summary)
		if !measured {
			continue
		}
		entry.Used[l.Name] = used
		limit, limited := org.Limits[l.Key]
		if !limited || limit == 0 && used == 0 {
			continue
		}
		this := worstLimit{Key: types.StringValue(l.Name), limitUsage: limitUsage{Limit: types.Int64Value(limit)}}
		this.setUsed(used, threshold)
		if entry.Worst == nil || compareUsage(this, *entry.Worst) < 0 {
			entry.Worst = &this
		}
		if this.isBreached() {
			m.Breached = append(m.Breached, breach{types.StringValue(org.ID), types.StringValue(org.Name), this})
		}
	}
	m.Organizations[org.ID] = entry
}

// compareUsage sorts the greatest share of a limit first. Something that is used
// although its limit is 0 comes before everything else.
func compareUsage(a, b worstLimit) int { return cmp.Compare(b.share(), a.share()) }

func (w worstLimit) share() float64 {
	if w.Ratio.IsNull() {
		return math.Inf(1)
	}
	return w.Ratio.ValueFloat64()
}

// sum sets what all organizations use together, beside the limits of the instance.
func (m *instanceModel) sum(instance losant.Limits) {
	m.Totals = map[string]limitUsage{}
	set := func(name, key string, used int64) {
		var total limitUsage
		if limit, limited := instance[key]; limited {
			total.Limit = types.Int64Value(limit)
		}
		total.setUsed(used, thresholdOf(m.Threshold))
		m.Totals[name] = total
	}
	for _, l := range limits.OrganizationTable().Rows() {
		if l.NotSummable || len(l.Usage) == 0 {
			continue
		}
		var used int64
		measured := true
		for _, org := range m.Organizations {
			n, known := org.Used[l.Name]
			measured = measured && known
			used = saturatingAdd(used, max(n, 0))
		}
		if measured {
			set(l.Name, l.Key, used)
		}
	}
	set("organization", "organization", int64(len(m.Organizations)))
}

func (d *instanceUsageDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_usage"
}

func (d *instanceUsageDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	withKey := func(additional map[string]schema.Attribute) map[string]schema.Attribute {
		attributes := limitUsageAttributes()
		attributes["key"] = base.ComputedString("Name of the limit.")
		for name, attribute := range additional {
			attributes[name] = attribute
		}
		return attributes
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the usage of each organization of an instance against its limits, and their combined usage against the limits of the instance. " +
			"Sandboxes are not counted. An organization must match all filters. Without a filter, all organizations are read.",
		Attributes: filter.Attributes(map[string]schema.Attribute{
			"threshold": thresholdAttribute(),
			"organizations": schema.MapNestedAttribute{
				MarkdownDescription: "The organizations, by ID.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"name": base.ComputedString("Name of the organization."),
					"used": schema.MapAttribute{
						MarkdownDescription: "Amount used of each limit, by its name in `limits` of `losant_organization`. Contains only limits whose usage Losant measures.",
						Computed:            true,
						ElementType:         types.Int64Type,
					},
					"worst": schema.SingleNestedAttribute{
						MarkdownDescription: "The limit with the greatest `ratio`. Null if no usage of a limit is measured.",
						Computed:            true,
						Attributes:          withKey(nil),
					},
				}},
			},
			"breached": schema.ListNestedAttribute{
				MarkdownDescription: "The limits that are `approaching` or `reached`, the greatest `ratio` first. A limit of 0 is listed only if something is used.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: withKey(map[string]schema.Attribute{
					"organization_id": base.ComputedString("ID of the organization."),
					"name":            base.ComputedString("Name of the organization."),
				})},
			},
			"totals": schema.MapNestedAttribute{
				MarkdownDescription: "What all organizations use together, with the limits of the instance, by the name of the limit. " +
					"`organization` is the number of organizations. Losant does not enforce the limits of the instance. Null if a filter is set.",
				Computed:     true,
				NestedObject: schema.NestedAttributeObject{Attributes: limitUsageAttributes()},
			},
			"report": base.ComputedString("The breached limits and the totals, as Markdown. At most 500 limits are listed. " +
				"Use it in a root module of its own, with `terraform output -raw`: an output of it changes every plan."),
		}),
	}
}

// Read reads the instance, and its organizations on all pages.
func (d *instanceUsageDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data instanceModel
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
	data.Organizations, data.Breached = map[string]organizationEntry{}, []breach{}
	found := data.Find(ctx, d.Client, instanceID, losant.WithSummary(limits.OrganizationTable().SummaryFields()...), losant.WithSmallerPages())
	for org, err := range found {
		if err != nil {
			data.AddError(&resp.Diagnostics, "read the usage of the organizations of instance "+instanceID, err)
			return
		}
		data.add(org)
	}
	slices.SortStableFunc(data.Breached, func(a, b breach) int {
		return cmp.Or(compareUsage(a.worstLimit, b.worstLimit), cmp.Compare(a.Name.ValueString(), b.Name.ValueString()), cmp.Compare(a.OrganizationID.ValueString(), b.OrganizationID.ValueString()))
	})
	if data.IsEmpty() {
		data.sum(instance.Limits)
	}
	data.Report = types.StringValue(data.report(instance.Name))
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}
