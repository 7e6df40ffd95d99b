package usage

import (
	"context"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*organizationUsageDataSource)(nil)

// organizationUsageDataSource is the data source losant_organization_usage.
type organizationUsageDataSource struct{ base.DataSource }

// NewOrganizationDataSource returns the data source, to be configured by the framework.
func NewOrganizationDataSource() datasource.DataSource { return &organizationUsageDataSource{} }

type organizationModel struct {
	InstanceID         types.String          `tfsdk:"instance_id"`
	OrganizationID     types.String          `tfsdk:"organization_id"`
	Threshold          types.Number          `tfsdk:"threshold"`
	Usage              map[string]limitUsage `tfsdk:"usage"`
	Breached           []string              `tfsdk:"breached"`
	PayloadsByType     map[string]float64    `tfsdk:"payloads_by_type"`
	StorageBytes       types.Int64           `tfsdk:"storage_bytes"`
	TableRows          types.Int64           `tfsdk:"table_rows"`
	NotebookMinutes    types.Int64           `tfsdk:"notebook_minutes"`
	NotebookRuns       types.Int64           `tfsdk:"notebook_runs"`
	NotebookExecutions types.Int64           `tfsdk:"notebook_executions"`
	EventCount         types.Int64           `tfsdk:"event_count"`
	OtherCounts        map[string]int64      `tfsdk:"other_counts"`
}

// fromAPI sets the usage of every limit and the totals. The rows of the table are
// sorted by name, and so is Breached.
func (m *organizationModel) fromAPI(org *losant.Organization) {
	threshold := thresholdOf(m.Threshold)
	m.Usage, m.Breached = map[string]limitUsage{}, []string{}
	for _, l := range limits.OrganizationTable().Rows() {
		var entry limitUsage
		if limit, limited := org.Limits[l.Key]; limited {
			entry.Limit = types.Int64Value(limit)
		}
		if used, measured := l.Used(org.Summary); measured {
			entry.setUsed(used, threshold)
		}
		m.Usage[l.Name] = entry
		if entry.isBreached() {
			m.Breached = append(m.Breached, l.Name)
		}
	}
	if org.Summary == nil {
		return
	}
	m.PayloadsByType = payloadsByType(org.Summary.PayloadCount)
	m.StorageBytes, m.TableRows = figure(org.Summary.StorageStats, "size"), figure(org.Summary.StorageStats, "count")
	m.NotebookMinutes = figure(org.Summary.NotebookStats, "minutesThisPeriod")
	m.NotebookRuns = figure(org.Summary.NotebookStats, "runsThisPeriod")
	m.NotebookExecutions = figure(org.Summary.NotebookStats, "awaitingCompletion")
	m.EventCount = figure(org.Summary.Counts, eventCount)
	m.OtherCounts = maps.Clone(org.Summary.Counts)
	maps.DeleteFunc(m.OtherCounts, func(field string, _ int64) bool {
		return field == eventCount || slices.Contains(limits.OrganizationTable().SummaryFields(), field)
	})
}

// payloadsByType returns the sum of each type of payload, or nil if there are no stats.
func payloadsByType(stats losant.PayloadStats) map[string]float64 {
	if stats == nil {
		return nil
	}
	byType := map[string]float64{}
	for payloadType, origins := range stats {
		for _, count := range origins {
			byType[payloadType] += count
		}
	}
	return byType
}

// figure returns a number of a summary, or null if it is not there.
func figure(numbers map[string]int64, name string) types.Int64 {
	if n, known := numbers[name]; known {
		return types.Int64Value(n)
	}
	return types.Int64Null()
}

// eventCount is a field of the summary that no limit counts.
const eventCount = "eventCount"

func (d *organizationUsageDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization_usage"
}

func (d *organizationUsageDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the current usage of each limit of an organization.",
		Attributes: map[string]schema.Attribute{
			"instance_id":     base.LookupInstanceID(),
			"organization_id": base.LookupOrganizationID(),
			"threshold":       thresholdAttribute(),
			"usage": schema.MapNestedAttribute{
				MarkdownDescription: "Usage of each limit, by its name in `limits` of `losant_organization`. `member` counts members and pending invitations. " +
					"`payload` counts the payloads of the current month and is up to 15 minutes old. `storage` counts the bytes in all data tables.",
				Computed:     true,
				NestedObject: schema.NestedAttributeObject{Attributes: limitUsageAttributes()},
			},
			"breached": schema.ListAttribute{
				MarkdownDescription: "Sorted names of the limits whose state is `approaching` or `reached`. A limit of 0 is always `reached`.",
				Computed:            true,
				ElementType:         types.StringType,
			},
			"payloads_by_type": schema.MapAttribute{
				MarkdownDescription: "Payloads of the current month by type, such as `deviceState`. " + docDelay,
				Computed:            true,
				ElementType:         types.Float64Type,
			},
			"storage_bytes":       base.ComputedInt64("Bytes stored in all data tables."),
			"table_rows":          base.ComputedInt64("Rows in all data tables."),
			"notebook_minutes":    base.ComputedInt64("Minutes that notebooks ran in the current month."),
			"notebook_runs":       base.ComputedInt64("Executions of notebooks in the current month."),
			"notebook_executions": base.ComputedInt64("Executions of notebooks that are queued or running."),
			"event_count":         base.ComputedInt64("Events in all applications."),
			"other_counts": schema.MapAttribute{
				MarkdownDescription: "Other counts that Losant returns and no limit uses, by their names in the API.",
				Computed:            true,
				ElementType:         types.Int64Type,
			},
		},
	}
}

// Read reads the usage in one request.
func (d *organizationUsageDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data organizationModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	data.InstanceID = types.StringValue(d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics))
	if resp.Diagnostics.HasError() {
		return
	}
	org, err := d.Client.Usage.Organization(ctx, base.OrganizationRef(data.InstanceID, data.OrganizationID), append(limits.OrganizationTable().SummaryFields(), eventCount)...)
	if err != nil {
		base.AddError(&resp.Diagnostics, "read the usage of organization "+data.OrganizationID.ValueString(), err)
		return
	}
	data.fromAPI(org)
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}
