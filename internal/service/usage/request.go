// Package usage holds the data sources that read what an organization or the
// instance consumes, and how the limits of the instance are allocated. These
// figures change without Terraform, so no resource has them.
package usage

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// defaultSeconds is the length of a range for which neither start nor last is set.
const defaultSeconds int64 = 30 * 24 * 60 * 60

// Descriptions of attributes that are in several schemas.
const (
	docDelay        = "The figures are up to 15 minutes old."
	docPayloadValue = "Number of payloads, or of bytes if `as_bytes` is `true`."
)

// request holds the attributes that all data sources of counts over time have.
type request struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Start          types.String `tfsdk:"start"`
	End            types.String `tfsdk:"end"`
	Last           types.String `tfsdk:"last"`
}

// requestAttributes returns the attributes of a request and the additional ones.
func requestAttributes(additional map[string]schema.Attribute) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"instance_id": base.LookupInstanceID(),
		"organization_id": schema.StringAttribute{
			MarkdownDescription: "ID of the organization. If not set, the whole instance is counted, without its sandboxes.",
			Optional:            true,
			Validators:          []validator.String{base.IsID()},
		},
		"start": schema.StringAttribute{
			MarkdownDescription: "Start of the range, as an RFC 3339 timestamp such as `2030-01-31T00:00:00Z`. Defaults to 30 days before `end`.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{base.RFC3339()},
		},
		"end": schema.StringAttribute{
			MarkdownDescription: "End of the range, as an RFC 3339 timestamp. Requires `start`. Defaults to the current time.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{base.RFC3339(), stringvalidator.AlsoRequires(path.MatchRoot("start")), base.NotBeforeStart()},
		},
		"last": schema.StringAttribute{
			MarkdownDescription: "Length of a range that ends at the current time, such as `30d` or `1w2d12h`: whole numbers of `w`, `d`, `h`, `m` and `s`, " +
				"in this order. Conflicts with `start` and `end`.",
			Optional:   true,
			Validators: []validator.String{base.Duration(), stringvalidator.ConflictsWith(path.MatchRoot("start"), path.MatchRoot("end"))},
		},
	}
	maps.Copy(attributes, additional)
	return attributes
}

// resolve sets the attributes that are not set, and returns the range. Both of its
// ends are set, because the API does not document its defaults.
func (r *request) resolve(d *base.ProviderData, diags *diag.Diagnostics) losant.Range {
	r.InstanceID = types.StringValue(d.ResolveInstanceID(r.InstanceID, diags))
	end, hasEnd := base.Instant(r.End)
	if !hasEnd {
		end = d.Now()
		r.End = types.StringValue(formatTime(end))
	}
	start, hasStart := base.Instant(r.Start)
	if !hasStart {
		start = r.startBefore(end)
		r.Start = types.StringValue(formatTime(start))
	}
	r.checkRange(start, end, diags)
	return losant.Range{Start: start, End: end}
}

// startBefore returns the start of a range of which only the end is known.
func (r *request) startBefore(end time.Time) time.Time {
	seconds := defaultSeconds
	if !r.Last.IsNull() {
		seconds, _ = base.ParseDuration(r.Last.ValueString()) // The validator has checked it.
	}
	// A long duration could overflow. One second before 1970 is enough for checkRange
	// to reject the range.
	return time.UnixMilli(end.UnixMilli() - min(seconds, end.Unix()+1)*1000)
}

// checkRange rejects a start before 1970, because the API counts time from then,
// and a start after the end, which is possible if only the start is set.
func (r *request) checkRange(start, end time.Time, diags *diag.Diagnostics) {
	switch {
	case start.UnixMilli() < 0 && !r.Last.IsNull():
		diags.AddAttributeError(path.Root("last"), "Range starts before 1970-01-01",
			fmt.Sprintf("last is %q, but start must not be before 1970-01-01. Set a shorter duration.", r.Last.ValueString()))
	case start.UnixMilli() < 0:
		diags.AddAttributeError(path.Root("start"), "Range starts before 1970-01-01", "start must not be before 1970-01-01.")
	case end.Before(start):
		diags.AddAttributeError(path.Root("start"), "Range ends before it starts",
			fmt.Sprintf("The range starts at %q and ends at %q. Set an earlier start.", formatTime(start), formatTime(end)))
	}
}

// formatTime returns a time in the format of the API.
func formatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// read reads the configuration into data, which contains the request, calls the
// API, and sets the state to data. Call fills in the counts.
func (r *request) read(ctx context.Context, d *base.DataSource, data any, req datasource.ReadRequest, resp *datasource.ReadResponse,
	call func(losant.OrganizationRef, losant.Range) error,
) {
	if resp.Diagnostics.Append(req.Config.Get(ctx, data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	timeRange := r.resolve(d.ProviderData, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := call(base.OrganizationRef(r.InstanceID, r.OrganizationID), timeRange); err != nil {
		base.AddError(&resp.Diagnostics, "read the usage of "+r.parentName(), err)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
}

// parentName returns how messages name the organization or the instance.
func (r *request) parentName() string {
	if !r.OrganizationID.IsNull() {
		return "organization " + r.OrganizationID.ValueString()
	}
	return "instance " + r.InstanceID.ValueString()
}

// sortedByDate converts the entries of a response and sorts them by date, because
// the API does not document their order. It does not change the response, which
// other data sources share. Dates are compared as text, since all of them have the
// same format.
func sortedByDate[From, To any](entries []From, convert func(From) To, date func(To) string) []To {
	sorted := make([]To, len(entries))
	for i, entry := range entries {
		sorted[i] = convert(entry)
	}
	slices.SortStableFunc(sorted, func(a, b To) int { return cmp.Compare(date(a), date(b)) })
	return sorted
}

// asBytesAttribute returns the attribute that selects the unit of payload counts.
func asBytesAttribute() schema.BoolAttribute {
	return schema.BoolAttribute{
		MarkdownDescription: "Whether to count bytes instead of payloads. Defaults to `false`.",
		Optional:            true,
	}
}

// dailyCountsAttribute returns a list with an entry for each day. The numbers of an
// entry are given as a map from name to description.
func dailyCountsAttribute(numbers map[string]string) schema.Attribute {
	return countsAttribute("The days of the range, in order.", "The day, as an RFC 3339 timestamp.", numbers)
}

// countsAttribute returns a list of entries with a date. The numbers of an entry
// are given as a map from name to description.
func countsAttribute(doc, docDate string, numbers map[string]string) schema.Attribute {
	attributes := map[string]schema.Attribute{
		"date": base.ComputedString(docDate),
	}
	for name, doc := range numbers {
		attributes[name] = base.ComputedInt64(doc)
	}
	return schema.ListNestedAttribute{
		MarkdownDescription: doc,
		Computed:            true,
		NestedObject:        schema.NestedAttributeObject{Attributes: attributes},
	}
}
