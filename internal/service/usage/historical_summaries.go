package usage

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

var _ datasource.DataSourceWithConfigure = (*historicalSummariesDataSource)(nil)

// historicalSummariesDataSource is the data source losant_historical_summaries.
type historicalSummariesDataSource struct{ base.DataSource }

// NewHistoricalDataSource returns the data source, which the framework configures.
func NewHistoricalDataSource() datasource.DataSource { return &historicalSummariesDataSource{} }

type historicalModel struct {
	InstanceID   types.String      `tfsdk:"instance_id"`
	Month        types.String      `tfsdk:"month"`
	ResourceType types.String      `tfsdk:"resource_type"`
	ResourceID   types.String      `tfsdk:"resource_id"`
	OwnerID      types.String      `tfsdk:"owner_id"`
	Summaries    []historicalEntry `tfsdk:"summaries"`
}

type historicalEntry struct {
	ResourceID             types.String       `tfsdk:"resource_id"`
	ResourceName           types.String       `tfsdk:"resource_name"`
	ResourceType           types.String       `tfsdk:"resource_type"`
	OwnerID                types.String       `tfsdk:"owner_id"`
	OwnerName              types.String       `tfsdk:"owner_name"`
	OwnerType              types.String       `tfsdk:"owner_type"`
	PeriodStart            types.String       `tfsdk:"period_start"`
	PeriodEnd              types.String       `tfsdk:"period_end"`
	Proration              types.Float64      `tfsdk:"proration"`
	Limits                 types.Map          `tfsdk:"limits"`
	Counts                 types.Object       `tfsdk:"counts"`
	PayloadsByType         map[string]float64 `tfsdk:"payloads_by_type"`
	PayloadMegabytesByType map[string]float64 `tfsdk:"payload_megabytes_by_type"`
}

func historicalEntryOf(h *losant.HistoricalSummary) historicalEntry {
	entry := historicalEntry{
		ResourceID: types.StringValue(h.ResourceID), ResourceName: base.OptionalString(h.ResourceName), ResourceType: types.StringValue(h.ResourceType),
		OwnerID: base.OptionalString(h.OwnerID), OwnerName: base.OptionalString(h.OwnerName), OwnerType: base.OptionalString(h.OwnerType),
		PeriodStart: base.OptionalString(h.CurrentPeriodStart), PeriodEnd: base.OptionalString(h.CurrentPeriodEnd),
		Proration: types.Float64PointerValue(h.ResourceProration), Limits: types.MapNull(types.NumberType), Counts: historicalCountsOf(h.Numbers),
		PayloadsByType: payloadsByType(h.PayloadCounts), PayloadMegabytesByType: payloadsByType(h.PayloadMegabytes),
	}
	if h.Limits != nil {
		entry.Limits = limits.Imported(h.Limits)
	}
	return entry
}

const monthLayout = "2006-01"

func (d *historicalSummariesDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_historical_summaries"
}

func (d *historicalSummariesDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	byType := func(doc string) schema.MapAttribute {
		return schema.MapAttribute{MarkdownDescription: doc + " by type, such as `deviceState`.", Computed: true, ElementType: types.Float64Type}
	}
	isMonth := base.HasFormat("Invalid month", "value must be a month such as 2030-01", func(text string) bool {
		at, err := time.Parse(monthLayout, text)
		return err == nil && at.Year() >= 1970
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads what organizations, applications or white labels used in a calendar month, for example for invoices.",
		Attributes: map[string]schema.Attribute{
			"instance_id": base.LookupInstanceID(),
			"month": schema.StringAttribute{
				MarkdownDescription: "The month in UTC, such as `2030-01`. Defaults to the current month, whose numbers still grow.",
				Optional:            true,
				Computed:            true,
				Validators:          []validator.String{isMonth},
			},
			"resource_type": schema.StringAttribute{
				MarkdownDescription: "Type of the resources: `organization`, `application` or `whitelabel`. Defaults to `organization`.",
				Optional:            true,
				Validators:          []validator.String{stringvalidator.OneOf("organization", "application", "whitelabel")},
			},
			"resource_id": schema.StringAttribute{
				MarkdownDescription: "Only read the summary of the resource with this ID. Conflicts with `owner_id`.",
				Optional:            true,
				Validators:          []validator.String{base.IsID(), stringvalidator.ConflictsWith(path.MatchRoot("owner_id"))},
			},
			"owner_id": schema.StringAttribute{
				MarkdownDescription: "Only read the summaries of resources that belong to the organization or user with this ID, such as the applications of one organization.",
				Optional:            true,
				Validators:          []validator.String{base.IsID()},
			},
			"summaries": schema.ListNestedAttribute{
				MarkdownDescription: "The summaries, sorted by `resource_id`. A resource that did not exist in the month has none.",
				Computed:            true,
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"resource_id":               base.ComputedString("ID of the resource."),
					"resource_name":             base.ComputedString("Name of the resource."),
					"resource_type":             base.ComputedString("Type of the resource."),
					"owner_id":                  base.ComputedString("ID of the owner."),
					"owner_name":                base.ComputedString("Name of the owner."),
					"owner_type":                base.ComputedString("Type of the owner: `organization` or `user`."),
					"period_start":              base.ComputedString("Start of the period, as an RFC 3339 timestamp."),
					"period_end":                base.ComputedString("End of the period, as an RFC 3339 timestamp."),
					"proration":                 schema.Float64Attribute{MarkdownDescription: "Share of the month in which the resource existed, from 0 to 1.", Computed: true},
					"limits":                    limits.OrganizationTable().ComputedAttribute("Limits that Losant returned with the summary. Null if there are none."),
					"counts":                    historicalCountsAttribute(),
					"payloads_by_type":          byType("Number of payloads"),
					"payload_megabytes_by_type": byType("Megabytes in payloads"),
				}},
			},
		},
	}
}

// Read reads the summaries on all pages.
func (d *historicalSummariesDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var data historicalModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	data.InstanceID = types.StringValue(d.ResolveInstanceID(data.InstanceID, &resp.Diagnostics))
	month := data.resolveMonth(d.Now(), &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	filter := losant.HistoricalSummaryFilter{
		Month: month, ResourceType: "organization", ResourceID: data.ResourceID.ValueString(), OwnerID: data.OwnerID.ValueString(),
	}
	if !data.ResourceType.IsNull() {
		filter.ResourceType = data.ResourceType.ValueString()
	}
	data.Summaries = []historicalEntry{}
	for summary, err := range d.Client.Usage.HistoricalSummaries(ctx, data.InstanceID.ValueString(), filter) {
		if err != nil {
			base.AddError(&resp.Diagnostics, fmt.Sprintf("read the summaries of %s of instance %s", data.Month.ValueString(), data.InstanceID.ValueString()), err)
			return
		}
		data.Summaries = append(data.Summaries, historicalEntryOf(summary))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &data)...)
}

// resolveMonth sets the month if it is not set, and returns its start. A month that has not begun anywhere is an
// error: it would look like a month without usage.
func (m *historicalModel) resolveMonth(now time.Time, diags *diag.Diagnostics) time.Time {
	if m.Month.IsNull() {
		m.Month = types.StringValue(now.UTC().Format(monthLayout))
	}
	month, _ := time.Parse(monthLayout, m.Month.ValueString()) // The validator has checked it.
	if month.After(now.Add(24 * time.Hour)) {
		diags.AddAttributeError(path.Root("month"), "Month "+m.Month.ValueString()+" is in the future",
			"Losant has summaries of past months and of the current one. Set an earlier month.")
	}
	return month
}
