// Package usage holds the data sources for the usage of an organization or an
// instance, and for the allocation of the instance's limits.
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

// defaultLength is the length of the range in seconds, if none is set.
const defaultLength int64 = 30 * 24 * 60 * 60

// timestamp is the format of timestamps in the API.
const timestamp = "2006-01-02T15:04:05.000Z07:00"

// request holds the attributes that all counts over time share.
type request struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Start          types.String `tfsdk:"start"`
	End            types.String `tfsdk:"end"`
	Last           types.String `tfsdk:"last"`
}

// requestAttributes returns the attributes of a request, and further ones.
func requestAttributes(more map[string]schema.Attribute) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"instance_id": base.LookupInstanceID(),
		"organization_id": schema.StringAttribute{
			MarkdownDescription: "ID of the organization. Defaults to the whole instance, without its sandboxes.",
			Optional:            true,
			Validators:          []validator.String{base.IsID()},
		},
		"start": schema.StringAttribute{
			MarkdownDescription: "Start of the range, as an RFC 3339 timestamp such as `2030-01-31T00:00:00Z`. Defaults to 30 days before the end.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{base.RFC3339()},
		},
		"end": schema.StringAttribute{
			MarkdownDescription: "End of the range, as an RFC 3339 timestamp. Requires `start`. Defaults to now.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{base.RFC3339(), stringvalidator.AlsoRequires(path.MatchRoot("start")), base.NotBeforeStart()},
		},
		"last": schema.StringAttribute{
			MarkdownDescription: "Length of a range that ends now, instead of `start` and `end`: whole numbers of `w`, `d`, `h`, `m` and `s`, in this order, " +
				"such as `30d` or `1w2d12h`.",
			Optional:   true,
			Validators: []validator.String{base.Duration(), stringvalidator.ConflictsWith(path.MatchRoot("start"), path.MatchRoot("end"))},
		},
	}
	maps.Copy(attributes, more)
	return attributes
}

// resolve fills in what is not set, and returns the range. It always sets both ends,
// because the defaults of the API are not documented.
func (r *request) resolve(d *base.ProviderData, diags *diag.Diagnostics) losant.Range {
	r.InstanceID = types.StringValue(d.ResolveInstanceID(r.InstanceID, diags))
	start, hasStart := base.Instant(r.Start)
	end, hasEnd := base.Instant(r.End)
	if !hasEnd {
		end = d.Now()
	}
	if !hasStart {
		length := defaultLength
		if !r.Last.IsNull() {
			length, _ = base.ParseDuration(r.Last.ValueString()) // The validator has accepted it.
		}
		// A length that is too long must not overflow. It only needs to cause the error.
		start = time.UnixMilli(end.UnixMilli() - min(length, end.Unix()+1)*1000)
	}
	at := path.Root("start")
	if !r.Last.IsNull() {
		at = path.Root("last")
	}
	switch {
	case start.UnixMilli() < 0:
		diags.AddAttributeError(at, "Range starts too early",
			fmt.Sprintf("The start must not be before 1970-01-01, but it is %s.", start.UTC().Format(timestamp)))
	case end.Before(start):
		diags.AddAttributeError(at, "Range ends before it starts",
			fmt.Sprintf("It starts at %s and ends at %s.", start.UTC().Format(timestamp), end.UTC().Format(timestamp)))
	}
	if !hasStart {
		r.Start = types.StringValue(start.UTC().Format(timestamp))
	}
	if !hasEnd {
		r.End = types.StringValue(end.UTC().Format(timestamp))
	}
	return losant.Range{Start: start, End: end}
}

// read reads the configuration into data, which contains the request, calls the
// API, and sets the state to data. Call fills in the counts.
func (r *request) read(ctx context.Context, d *base.DataSource, data any, req datasource.ReadRequest, resp *datasource.ReadResponse,
	call func(losant.OrganizationRef, losant.Range) error,
) {
	if resp.Diagnostics.Append(req.Config.Get(ctx, data)...); resp.Diagnostics.HasError() || !d.RequireClient(&resp.Diagnostics) {
		return
	}
	span := r.resolve(d.ProviderData, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if err := call(base.OrganizationRef(r.InstanceID, r.OrganizationID), span); err != nil {
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

// sortedByDate converts the entries of a response and sorts them by date, because the
// API does not document their order. It does not change the response, which is
// shared.
func sortedByDate[A, T any](entries []A, convert func(A) T, date func(T) string) []T {
	sorted := make([]T, len(entries))
	for i, entry := range entries {
		sorted[i] = convert(entry)
	}
	slices.SortStableFunc(sorted, func(a, b T) int { return cmp.Compare(date(a), date(b)) })
	return sorted
}

// countsAttribute returns a list of entries with a date and numbers. Their
// descriptions are given by name.
func countsAttribute(doc, docDate string, numbers map[string]string) schema.Attribute {
	attributes := map[string]schema.Attribute{"date": base.ComputedString(docDate)}
	for name, doc := range numbers {
		attributes[name] = base.ComputedInt64(doc)
	}
	return schema.ListNestedAttribute{
		MarkdownDescription: doc,
		Computed:            true,
		NestedObject:        schema.NestedAttributeObject{Attributes: attributes},
	}
}
