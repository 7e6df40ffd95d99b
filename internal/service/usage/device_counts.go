package usage

import (
	"cmp"
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*deviceCountsDataSource)(nil)

// deviceCountsDataSource is the data source losant_device_counts.
type deviceCountsDataSource struct{ base.DataSource }

// NewDeviceCountsDataSource returns the data source, to be configured by the framework.
func NewDeviceCountsDataSource() datasource.DataSource { return &deviceCountsDataSource{} }

type deviceCountsModel struct {
	request
	Counts []deviceCount `tfsdk:"counts"`
}

type deviceCount struct {
	Date    string `tfsdk:"date"`
	Created int64  `tfsdk:"created"`
	Deleted int64  `tfsdk:"deleted"`
	Total   int64  `tfsdk:"total"`
}

func (m *deviceCountsModel) fromAPI(counts *losant.DeviceCounts) {
	m.Counts = base.Sorted(counts.Counts,
		func(c losant.DeviceCount) deviceCount { return deviceCount(c) },
		func(a, b deviceCount) int { return cmp.Compare(a.Date, b.Date) })
}

func (d *deviceCountsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_device_counts"
}

func (d *deviceCountsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the number of devices of an organization, a sandbox, or the whole instance, by day.",
		Attributes: requestAttributes(map[string]schema.Attribute{
			"counts": dailyCountsAttribute(map[string]string{
				"created": "Devices created on that day.",
				"deleted": "Devices deleted on that day.",
				"total":   "Devices that existed on that day.",
			}),
		}),
	}
}

func (d *deviceCountsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data deviceCountsModel
	data.read(ctx, &d.DataSource, &data, req, resp, func(owner losant.UsageOwner, timeRange losant.Range) error {
		counts, err := d.Client.Usage.DeviceCounts(ctx, owner, timeRange)
		if err == nil {
			data.fromAPI(counts)
		}
		return err
	})
}
