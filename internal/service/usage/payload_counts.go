package usage

import (
	"cmp"
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*payloadCountsDataSource)(nil)

// payloadCountsDataSource is the data source losant_payload_counts.
type payloadCountsDataSource struct{ base.DataSource }

// NewPayloadCountsDataSource returns the data source, to be configured by the framework.
func NewPayloadCountsDataSource() datasource.DataSource { return &payloadCountsDataSource{} }

type payloadCountsModel struct {
	request
	AsBytes types.Bool     `tfsdk:"as_bytes"`
	Groups  []payloadGroup `tfsdk:"groups"`
	Total   types.Float64  `tfsdk:"total"`
}

type payloadGroup struct {
	Group  string  `tfsdk:"group"`
	Origin string  `tfsdk:"origin"`
	Value  float64 `tfsdk:"value"`
}

func (m *payloadCountsModel) fromAPI(stats losant.PayloadStats) {
	m.Groups = []payloadGroup{}
	for group, origins := range stats {
		for origin, value := range origins {
			m.Groups = append(m.Groups, payloadGroup{group, origin, value})
		}
	}
	slices.SortFunc(m.Groups, func(a, b payloadGroup) int {
		return cmp.Or(cmp.Compare(a.Group, b.Group), cmp.Compare(a.Origin, b.Origin))
	})
	m.Total = types.Float64Value(stats.Total())
}

func (d *payloadCountsDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_payload_counts"
}

func (d *payloadCountsDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads the payloads of an organization, a sandbox, or the whole instance, by type and origin.",
		Attributes: requestAttributes(map[string]schema.Attribute{
			"as_bytes": asBytesAttribute(),
			"groups": schema.ListNestedAttribute{
				MarkdownDescription: "The payloads of the range, sorted by group and origin. Groups without payloads are omitted. " + docDelay,
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"group":  base.ComputedString("Type of the payloads, such as `deviceState` or `webhook`."),
					"origin": base.ComputedString("Origin of the payloads, such as `device.mqtt` or `public.rest`."),
					"value":  schema.Float64Attribute{MarkdownDescription: docPayloadValue, Computed: true},
				}},
			},
			"total": schema.Float64Attribute{MarkdownDescription: "Sum of all groups. " + docDelay, Computed: true},
		}),
	}
}

func (d *payloadCountsDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data payloadCountsModel
	data.read(ctx, &d.DataSource, &data, req, resp, func(owner losant.UsageOwner, timeRange losant.Range) error {
		counts, err := d.Client.Usage.PayloadCounts(ctx, owner, timeRange, data.AsBytes.ValueBool())
		if err == nil {
			data.fromAPI(counts)
		}
		return err
	})
}
