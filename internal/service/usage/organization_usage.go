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

// States of a limit.
const (
	stateOK          = "ok"
	stateApproaching = "approaching"
	stateReached     = "reached"
)

// defaultThreshold is the part of a limit from which on it is approached.
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

// fromAPI fills in one entry for each row of the table, which is sorted by name,
// and the figures that have parts.
func (m *organizationModel) fromAPI(org *losant.Organization) {
	threshold := defaultThreshold
	if !m.Threshold.IsNull() {
		threshold = m.Threshold.ValueFloat64()
	}
	m.Usage, m.Breached = map[string]limitUsage{}, []string{}
	for _, l := range limits.OrganizationTable().Rows() {
		var entry limitUsage
		limit, limited := org.Limits[l.Key]
		if limited {
			entry.Limit = types.Int64Value(limit)
		}
		if used, measured := l.Used(org.Summary); measured {
			entry.measure(used, threshold)
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
		for kind, origins := range org.Summary.PayloadCount {
			for _, n := range origins {
				m.PayloadsByType[kind] += n
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

// measure holds what is used against the limit. Nothing bounds what has no
// limit, and a limit of 0 is reached by nothing.
func (u *limitUsage) measure(used int64, threshold float64) {
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
		MarkdownDescription: "Reads what an organization uses of each of its limits at this moment.",
		Attributes: map[string]schema.Attribute{
			"instance_id": base.LookupInstanceID(),
			"organization_id": schema.StringAttribute{
				MarkdownDescription: "ID of the organization.",
				Required:            true,
				Validators:          []validator.String{base.IsID()},
			},
			"threshold": schema.Float64Attribute{
				MarkdownDescription: "Part of a limit from which on its state is `approaching`, from 0.01 to 1. `0.8` unless set.",
				Optional:            true,
				Validators:          []validator.Float64{float64validator.Between(0.01, 1)},
			},
			"usage": schema.MapNestedAttribute{
				MarkdownDescription: "What is used of each limit, by the names that `limits` of `losant_organization` has. `member` counts members and invitations that have not expired. " +
					"`payload` counts the payloads of the current month, and is up to 15 minutes old. `storage` is the bytes over all data tables.",
				Computed: true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"used": schema.Int64Attribute{
						MarkdownDescription: "How much is used, in the limit's unit. Null where Losant has no figure for it.",
						Computed:            true,
					},
					"limit": schema.Int64Attribute{MarkdownDescription: "The limit. Null where the organization has none.", Computed: true},
					"ratio": schema.Float64Attribute{
						MarkdownDescription: "`used` divided by `limit`. Null where either is null, and where the limit is 0.",
						Computed:            true,
					},
					"state": schema.StringAttribute{
						MarkdownDescription: "`reached` when all of the limit or more is used, `approaching` from the threshold on, else `ok`. Null where `used` is.",
						Computed:            true,
					},
				}},
			},
			"breached": schema.ListAttribute{
				MarkdownDescription: "Names of the limits whose state is `approaching` or `reached`, sorted. A limit of 0 is reached by nothing at all.",
				Computed:            true,
				ElementType:         types.StringType,
			},
			"payloads_by_type": schema.MapAttribute{
				MarkdownDescription: "Payloads of the current month by their type, for example `deviceState`. Up to 15 minutes old.",
				Computed:            true,
				ElementType:         types.Float64Type,
			},
			"storage_bytes":    schema.Int64Attribute{MarkdownDescription: "Bytes stored in all data tables together.", Computed: true},
			"notebook_minutes": schema.Int64Attribute{MarkdownDescription: "Minutes that notebooks ran in the current month.", Computed: true},
		},
	}
}

// Read reads the usage, in one request.
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

// summaryFields are those that count against any limit.
func summaryFields() []string {
	var fields []string
	for _, l := range limits.OrganizationTable().Rows() {
		fields = append(fields, l.Usage...)
	}
	return fields
}
