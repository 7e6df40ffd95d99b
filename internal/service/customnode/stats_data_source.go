package customnode

import (
	"cmp"
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*statsDataSource)(nil)

// statsDataSource is the data source losant_instance_custom_node_stats.
type statsDataSource struct{ base.DataSource }

// NewStatsDataSource returns the data source, which the framework configures.
func NewStatsDataSource() datasource.DataSource { return &statsDataSource{} }

type statsModel struct {
	runsRequest
	Resolution types.String  `tfsdk:"resolution"`
	Metrics    []metricModel `tfsdk:"metrics"`
}

type metricModel struct {
	Date           string        `tfsdk:"date"`
	Runs           types.Float64 `tfsdk:"runs"`
	PathsCompleted types.Float64 `tfsdk:"paths_completed"`
	PathsFailed    types.Float64 `tfsdk:"paths_failed"`
	WallTime       types.Float64 `tfsdk:"wall_time"`
}

// resolution returns the length of an interval. Its default is that of the API.
func (m *statsModel) resolution() time.Duration {
	if m.Resolution.IsNull() {
		return time.Hour
	}
	seconds, _ := base.ParseDuration(m.Resolution.ValueString()) // The validator has checked it.
	return time.Duration(min(seconds, int64(maxResolution/time.Second))) * time.Second
}

// maxResolution is longer than every range. A longer one could overflow.
const maxResolution = 100 * 366 * 24 * time.Hour

// fromAPI sorts the metrics by time.
func (m *statsModel) fromAPI(stats *losant.CustomNodeStats) {
	m.Metrics = base.Sorted(stats.Metrics, newMetricModel, func(a, b metricModel) int { return cmp.Compare(a.Date, b.Date) })
}

func newMetricModel(metric losant.CustomNodeMetric) metricModel {
	return metricModel{
		Date:           metric.Time,
		Runs:           types.Float64PointerValue(metric.Runs),
		PathsCompleted: types.Float64PointerValue(metric.PathsCompleted),
		PathsFailed:    types.Float64PointerValue(metric.PathsFailed),
		WallTime:       types.Float64PointerValue(metric.WallTime),
	}
}

func (d *statsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_instance_custom_node_stats"
}

func (d *statsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	number := func(doc string) schema.Attribute {
		return schema.Float64Attribute{MarkdownDescription: doc, Computed: true}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads how often a custom node ran, and with what result, by hour or another interval. " +
			"An attribute that Losant did not return is null.",
		Attributes: runsAttributes(map[string]schema.Attribute{
			"resolution": schema.StringAttribute{
				MarkdownDescription: "Length of each interval, such as `1h` or `1d`. Defaults to `1h`. Losant may refuse some lengths.",
				Optional:            true,
				Validators:          []validator.String{base.Duration()},
			},
			"metrics": schema.ListNestedAttribute{
				MarkdownDescription: "The intervals of the range, in order. Losant may leave out intervals without runs. " + docRunsDelay,
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"date":            base.ComputedString("Start of the interval, as an RFC 3339 timestamp."),
					"runs":            number("Number of runs."),
					"paths_completed": number("Number of paths through the custom node that ended without an error. A run can have several paths."),
					"paths_failed":    number("Number of paths that ended with an error."),
					"wall_time":       number("Time that the runs took. Losant does not document the unit."),
				}},
			},
		}),
	}
}

func (d *statsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data statsModel
	data.read(ctx, &d.DataSource, &data, req, resp, "statistics", func(timeRange losant.Range) error {
		stats, err := d.Client.CustomNodes.Stats(ctx, data.InstanceID.ValueString(), data.NodeID.ValueString(), timeRange, data.resolution())
		if err == nil {
			data.fromAPI(stats)
		}
		return err
	})
}
