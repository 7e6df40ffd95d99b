package usage

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*notebookMinuteCountsDataSource)(nil)

// notebookMinuteCountsDataSource is the data source losant_notebook_minute_counts.
type notebookMinuteCountsDataSource struct{ base.DataSource }

// NewNotebookMinuteCountsDataSource returns the data source, to be configured by the framework.
func NewNotebookMinuteCountsDataSource() datasource.DataSource {
	return &notebookMinuteCountsDataSource{}
}

type notebookMinuteCountsModel struct {
	request
	Counts []notebookMinuteCount `tfsdk:"counts"`
}

type notebookMinuteCount struct {
	Date      string `tfsdk:"date"`
	Minutes   int64  `tfsdk:"minutes"`
	Completed int64  `tfsdk:"completed"`
	Canceled  int64  `tfsdk:"canceled"`
	Errored   int64  `tfsdk:"errored"`
	Timeout   int64  `tfsdk:"timeout"`
}

func (m *notebookMinuteCountsModel) fromAPI(counts *losant.NotebookMinuteCounts) {
	m.Counts = base.Sorted(counts.Counts,
		func(c losant.NotebookMinuteCount) notebookMinuteCount { return notebookMinuteCount(c) },
		func(a, b notebookMinuteCount) int { return cmp.Compare(a.Date, b.Date) })
}

func (d *notebookMinuteCountsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_notebook_minute_counts"
}

func (d *notebookMinuteCountsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads how many minutes the notebooks of an organization, a sandbox, or the whole instance, ran and how their runs ended, by day.",
		Attributes: requestAttributes(map[string]schema.Attribute{
			"counts": dailyCountsAttribute(map[string]string{
				"minutes":   "Minutes that notebooks ran.",
				"completed": "Runs that completed.",
				"canceled":  "Runs that were canceled.",
				"errored":   "Runs that ended in an error.",
				"timeout":   "Runs that exceeded the time limit.",
			}),
		}),
	}
}

func (d *notebookMinuteCountsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data notebookMinuteCountsModel
	data.read(ctx, &d.DataSource, &data, req, resp, func(owner losant.UsageOwner, timeRange losant.Range) error {
		counts, err := d.Client.Usage.NotebookMinuteCounts(ctx, owner, timeRange)
		if err == nil {
			data.fromAPI(counts)
		}
		return err
	})
}
