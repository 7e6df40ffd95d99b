package usage

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/float64validator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
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

// The states of a limit.
const (
	stateOK          = "ok"
	stateApproaching = "approaching"
	stateReached     = "reached"
)

// defaultThreshold is the ratio from which a limit is in the state approaching.
const defaultThreshold = 0.8

type organizationModel struct {
	InstanceID      types.String          `tfsdk:"instance_id"`
	OrganizationID  types.String          `tfsdk:"organization_id"`
	Threshold       types.Float64         `tfsdk:"threshold"`
	Usage           map[string]limitUsage `tfsdk:"usage"`
	Breached        []string              `tfsdk:"breached"`
	PayloadsByType  map[string]float64    `tfsdk:"payloads_by_type"`
	StorageBytes    types.Int64           `tfsdk:"storage_bytes"`
	NotebookMinutes types.Int64           `tfsdk:"notebook_minutes"`
}

type limitUsage struct {
	Used  types.Int64   `tfsdk:"used"`
	Limit types.Int64   `tfsdk:"limit"`
	Ratio types.Float64 `tfsdk:"ratio"`
	State types.String  `tfsdk:"state"`
}

// fromAPI sets the usage of every limit and the totals. The rows of the table are
// sorted by name, and so is Breached.
func (m *organizationModel) fromAPI(org *losant.Organization) {
	threshold := defaultThreshold
	if !m.Threshold.IsNull() {
		threshold = m.Threshold.ValueFloat64()
	}
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
		if state := entry.State.ValueString(); state == stateApproaching || state == stateReached {
			m.Breached = append(m.Breached, l.Name)
		}
	}
	if org.Summary == nil {
		return
	}
	if org.Summary.PayloadCount != nil {
		m.PayloadsByType = map[string]float64{}
		for payloadType, origins := range org.Summary.PayloadCount {
			for _, count := range origins {
				m.PayloadsByType[payloadType] += count
			}
		}
	}
	if stats := org.Summary.StorageStats; stats != nil {
		m.StorageBytes = types.Int64Value(stats.Size)
	}
	if stats := org.Summary.NotebookStats; stats != nil {
		m.NotebookMinutes = types.Int64Value(stats.MinutesThisPeriod)
	}
}

// setUsed sets what is used, and the ratio and the state that follow from it. The
// state is ok if there is no limit. A limit of 0 is always reached and has no
// ratio.
func (u *limitUsage) setUsed(used int64, threshold float64) {
	u.Used, u.State = types.Int64Value(used), types.StringValue(stateOK)
	if u.Limit.IsNull() {
		return
	}
	limit := u.Limit.ValueInt64()
	if limit != 0 {
		u.Ratio = types.Float64Value(float64(used) / float64(limit))
	}
	switch {
	case used >= limit:
		u.State = types.StringValue(stateReached)
	case u.Ratio.ValueFloat64() >= threshold:
		u.State = types.StringValue(stateApproaching)
	}
}

func (d *organizationUsageDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_organization_usage"
}

func (d *organizationUsageDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads how much of each of its limits an organization uses at this moment.",
		Attributes: map[string]schema.Attribute{
			"instance_id":     base.LookupInstanceID(),
			"organization_id": base.LookupOrganizationID(),
			"threshold": schema.Float64Attribute{
				MarkdownDescription: "`ratio` from which the `state` of a limit is `approaching`, from 0.01 to 1. Defaults to `0.8`.",
				Optional:            true,
				Validators:          []validator.Float64{float64validator.Between(0.01, 1)},
			},
			"usage": schema.MapNestedAttribute{
				MarkdownDescription: "Usage of each limit, by its name in `limits` of `losant_organization`. `member` counts members and pending invitations. " +
					"`payload` counts the payloads of the current month and is up to 15 minutes old. `storage` counts the bytes in all data tables.",
				Computed: true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"used":  base.ComputedInt64("Amount used, in the unit of the limit. Null if Losant does not measure it."),
					"limit": base.ComputedInt64("The limit. Null if the organization has no such limit."),
					"ratio": schema.Float64Attribute{
						MarkdownDescription: "`used` divided by `limit`. Null if either of them is null or `limit` is 0.",
						Computed:            true,
					},
					"state": base.ComputedString("`reached` if `used` is `limit` or more, `approaching` if `ratio` is `threshold` or more, otherwise `ok`. " +
						"Null if `used` is null."),
				}},
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
			"storage_bytes":    base.ComputedInt64("Bytes stored in all data tables."),
			"notebook_minutes": base.ComputedInt64("Minutes that notebooks ran in the current month."),
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
	org, err := d.Client.Usage.Organization(ctx, base.OrganizationRef(data.InstanceID, data.OrganizationID), summaryFields()...)
	if err != nil {
		base.AddError(&resp.Diagnostics, "read the usage of organization "+data.OrganizationID.ValueString(), err)
		return
	}
	data.fromAPI(org)
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}

// summaryFields returns the fields of the summary that count against a limit.
func summaryFields() []string {
	var fields []string
	for _, l := range limits.OrganizationTable().Rows() {
		fields = append(fields, l.Usage...)
	}
	return fields
}
