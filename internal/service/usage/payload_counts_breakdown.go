package usage

import (
	"cmp"
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*payloadCountsBreakdownDataSource)(nil)

// payloadCountsBreakdownDataSource is the data source losant_payload_counts_breakdown.
type payloadCountsBreakdownDataSource struct{ base.DataSource }

// NewPayloadCountsBreakdownDataSource returns the data source, to be configured by the framework.
func NewPayloadCountsBreakdownDataSource() datasource.DataSource {
	return &payloadCountsBreakdownDataSource{}
}

type payloadCountsBreakdownModel struct {
	request
	Resolution         types.String   `tfsdk:"resolution"`
	AsBytes            types.Bool     `tfsdk:"as_bytes"`
	IncludeNonBillable types.Bool     `tfsdk:"include_non_billable"`
	Counts             []payloadCount `tfsdk:"counts"`
}

type payloadCount struct {
	Date  string `tfsdk:"date"`
	Value int64  `tfsdk:"value"`
}

func (m *payloadCountsBreakdownModel) options() losant.BreakdownOptions {
	resolution := 24 * time.Hour
	if m.Resolution.ValueString() == "1h" {
		resolution = time.Hour
	}
	return losant.BreakdownOptions{
		Resolution:         resolution,
		AsBytes:            m.AsBytes.ValueBool(),
		IncludeNonBillable: m.IncludeNonBillable.ValueBool(),
	}
}

func (m *payloadCountsBreakdownModel) fromAPI(counts *losant.PayloadCountsBreakdown) {
	m.Counts = base.Sorted(counts.Counts,
		func(c losant.PayloadCount) payloadCount { return payloadCount(c) },
		func(a, b payloadCount) int { return cmp.Compare(a.Date, b.Date) })
}

func (d *payloadCountsBreakdownDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_payload_counts_breakdown"
}

func (d *payloadCountsBreakdownDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the payloads of an organization, a sandbox, or the whole instance, by day or by hour.",
		Attributes: requestAttributes(map[string]schema.Attribute{
			"resolution": schema.StringAttribute{
				MarkdownDescription: "Length of each entry: `1h` or `1d`. Defaults to `1d`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf("1h", "1d")},
			},
			"as_bytes": asBytesAttribute(),
			"include_non_billable": schema.BoolAttribute{
				MarkdownDescription: "Whether to also count payloads that are not billed. Defaults to `false`.",
				Optional:            true,
			},
			"counts": countsAttribute("The days or hours of the range, in order. "+docDelay,
				"Start of the day or hour, as an RFC 3339 timestamp.", map[string]string{"value": docPayloadValue}),
		}),
	}
}

func (d *payloadCountsBreakdownDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data payloadCountsBreakdownModel
	data.read(ctx, &d.DataSource, &data, req, resp, func(owner losant.UsageOwner, timeRange losant.Range) error {
		counts, err := d.Client.Usage.PayloadCountsBreakdown(ctx, owner, timeRange, data.options())
		if err == nil {
			data.fromAPI(counts)
		}
		return err
	})
}
