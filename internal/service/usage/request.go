// Package usage holds the data sources that tell what an organization or the
// instance consumes, and how its limits are shared out. All of it changes by
// itself, and so has no place in a resource.
package usage

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// defaultLength is the range of a request that names none, in seconds.
const defaultLength int64 = 30 * 24 * 60 * 60

// timestamp is how the API writes instants.
const timestamp = "2006-01-02T15:04:05.000Z07:00"

// request is what all counts over time are asked for with.
type request struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Start          types.String `tfsdk:"start"`
	End            types.String `tfsdk:"end"`
	Last           types.String `tfsdk:"last"`
}

// requestAttributes are the attributes of a request, and the given ones.
func requestAttributes(more map[string]schema.Attribute) map[string]schema.Attribute {
	attributes := map[string]schema.Attribute{
		"instance_id": base.LookupInstanceID(),
		"organization_id": schema.StringAttribute{
			MarkdownDescription: "ID of the organization. The whole instance unless set, without its sandboxes.",
			Optional:            true,
			Validators:          []validator.String{base.IsID()},
		},
		"start": schema.StringAttribute{
			MarkdownDescription: "Start of the range, as an RFC 3339 timestamp such as `2030-01-31T00:00:00Z`. 30 days before the end unless set.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{base.RFC3339()},
		},
		"end": schema.StringAttribute{
			MarkdownDescription: "End of the range, as an RFC 3339 timestamp. Needs `start`. The present instant unless set.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{base.RFC3339(), stringvalidator.AlsoRequires(path.MatchRoot("start")), base.NotBeforeStart()},
		},
		"last": schema.StringAttribute{
			MarkdownDescription: "Length of a range that ends at the present instant, such as `30d` or `1w2d12h`, instead of `start` and `end`: " +
				"whole numbers of `w`, `d`, `h`, `m` and `s`, in this order.",
			Optional:   true,
			Validators: []validator.String{base.Duration(), stringvalidator.ConflictsWith(path.MatchRoot("start"), path.MatchRoot("end"))},
		},
	}
	maps.Copy(attributes, more)
	return attributes
}

// resolve completes the request with what it leaves open, and returns the range
// with both ends: the server's own choice is not documented.
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
			length, _ = base.ParseDuration(r.Last.ValueString()) // As validated.
		}
		// However long it is, it begins no earlier than is needed for an error.
		start = time.UnixMilli(end.UnixMilli() - min(length, end.Unix()+1)*1000)
	}
	at := path.Root("start")
	if !r.Last.IsNull() {
		at = path.Root("last")
	}
	switch {
	case start.UnixMilli() < 0:
		diags.AddAttributeError(at, "Range begins too early", "The range begins before 1970, from when on the Losant API counts time.")
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

// addError reports that the counts could not be read.
func (r *request) addError(diags *diag.Diagnostics, err error) {
	parent := "instance " + r.InstanceID.ValueString()
	if !r.OrganizationID.IsNull() {
		parent = "organization " + r.OrganizationID.ValueString()
	}
	base.AddError(diags, "read the usage of "+parent, err)
}

// inOrder converts the entries of an answer, which are shared, and sorts them by
// date: the API spells all dates alike, and does not say in which order.
func inOrder[A, T any](entries []A, convert func(A) T, date func(T) string) []T {
	sorted := make([]T, len(entries))
	for i, entry := range entries {
		sorted[i] = convert(entry)
	}
	slices.SortStableFunc(sorted, func(a, b T) int { return cmp.Compare(date(a), date(b)) })
	return sorted
}

// countsAttribute is a list of entries by date, with numbers of these names and
// descriptions.
func countsAttribute(doc, docDate string, numbers map[string]string) schema.Attribute {
	attributes := map[string]schema.Attribute{
		"date": schema.StringAttribute{MarkdownDescription: docDate, Computed: true},
	}
	for name, doc := range numbers {
		attributes[name] = schema.Int64Attribute{MarkdownDescription: doc, Computed: true}
	}
	return schema.ListNestedAttribute{
		MarkdownDescription: doc,
		Computed:            true,
		NestedObject:        schema.NestedAttributeObject{Attributes: attributes},
	}
}
