package base

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// RangeRequest holds the attributes of a data source that select an instance and a
// range of time.
type RangeRequest struct {
	InstanceID types.String `tfsdk:"instance_id"`
	Start      types.String `tfsdk:"start"`
	End        types.String `tfsdk:"end"`
	Last       types.String `tfsdk:"last"`
}

// RangeAttributes returns the attributes of a RangeRequest and the additional ones.
// The default length is that of a range for which neither start nor last is set, in
// words.
func RangeAttributes(defaultLength string, additional map[string]schema.Attribute) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"instance_id": LookupInstanceID(),
		"start": schema.StringAttribute{
			MarkdownDescription: "Start of the range, as an RFC 3339 timestamp such as `2030-01-31T00:00:00Z`. Defaults to " + defaultLength + " before `end`.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{RFC3339()},
		},
		"end": schema.StringAttribute{
			MarkdownDescription: "End of the range, as an RFC 3339 timestamp. Requires `start`. Defaults to the current time.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{RFC3339(), stringvalidator.AlsoRequires(path.MatchRoot("start")), NotBeforeStart()},
		},
		"last": schema.StringAttribute{
			MarkdownDescription: "Length of a range that ends at the current time, such as `30d` or `1w2d12h`: whole numbers of `w`, `d`, `h`, `m` and `s`, " +
				"in this order. Conflicts with `start` and `end`.",
			Optional:   true,
			Validators: []validator.String{Duration(), stringvalidator.ConflictsWith(path.MatchRoot("start"), path.MatchRoot("end"))},
		},
	}
	maps.Copy(attributes, additional)
	return attributes
}

// Read reads the configuration into data, which contains the request, calls the API,
// and sets the state to data. Call fills in the response. It returns what it does, such
// as "read the usage of organization ID", and its error.
func (r *RangeRequest) Read(
	ctx context.Context, d *DataSource, data any, req datasource.ReadRequest, resp *datasource.ReadResponse,
	defaultLength time.Duration, call func(losant.Range) (action string, err error),
) {
	if resp.Diagnostics.Append(req.Config.Get(ctx, data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	r.InstanceID = types.StringValue(d.ResolveInstanceID(r.InstanceID, &resp.Diagnostics))
	timeRange := r.resolve(d.Now(), defaultLength, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if action, err := call(timeRange); err != nil {
		AddError(&resp.Diagnostics, action, err)
		return
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, data)...)
}

// resolve sets start and end if they are not set, and returns the range. Both of its
// ends are set, because the API does not document all of its defaults.
func (r *RangeRequest) resolve(now time.Time, defaultLength time.Duration, diags *diag.Diagnostics) losant.Range {
	end, hasEnd := Instant(r.End)
	if !hasEnd {
		end = now
		r.End = types.StringValue(formatTime(end))
	}
	start, hasStart := Instant(r.Start)
	if !hasStart {
		start = r.startBefore(end, defaultLength)
		r.Start = types.StringValue(formatTime(start))
	}
	r.check(start, end, diags)
	return losant.Range{Start: start, End: end}
}

// startBefore returns the start of a range of which only the end is known.
func (r *RangeRequest) startBefore(end time.Time, defaultLength time.Duration) time.Time {
	seconds := int64(defaultLength / time.Second)
	if !r.Last.IsNull() {
		seconds, _ = ParseDuration(r.Last.ValueString()) // The validator has checked it.
	}
	// A long duration could overflow. One second before 1970 is enough for check to
	// reject the range.
	return time.UnixMilli(end.UnixMilli() - min(seconds, end.Unix()+1)*1000)
}

// check rejects a start before 1970, because the API counts time from then, and a
// start after the end, which is possible if only the start is set.
func (r *RangeRequest) check(start, end time.Time, diags *diag.Diagnostics) {
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
