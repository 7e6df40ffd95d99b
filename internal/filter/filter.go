// Package filter selects organizations of an instance: the attributes of filters,
// and the queries that they become.
package filter

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/tags"
)

// Descriptions that data sources and the list resource share.
const (
	DocName  = "Pattern that the name must match. `*` stands for any text. Case-sensitive."
	DocTags  = "Tags that an organization must have: for each key one of the values, or any value if the set is empty."
	DocQuery = "Advanced organization query of the Losant API as JSON, for example `jsonencode({ tags = { plan = \"gold\" } })`. Cannot be combined with other filters."
)

// Basic are the filters that data sources and the list resource share.
type Basic struct {
	InstanceID types.String `tfsdk:"instance_id"`
	Name       types.String `tfsdk:"name"`
	Tags       types.Map    `tfsdk:"tags"`
	Query      types.String `tfsdk:"query"`
}

// Filters are the filters of data sources.
type Filters struct {
	Basic
	MFAMode    types.String `tfsdk:"mfa_mode"`
	ReadOnly   types.Bool   `tfsdk:"read_only"`
	ReferralID types.String `tfsdk:"referral_id"`
	MemberID   types.String `tfsdk:"member_id"`
}

// Attributes returns the attributes of Filters and the additional ones.
func Attributes(additional map[string]schema.Attribute) map[string]schema.Attribute {
	filters := []path.Expression{
		path.MatchRoot("name"), path.MatchRoot("tags"), path.MatchRoot("mfa_mode"), path.MatchRoot("read_only"),
		path.MatchRoot("referral_id"), path.MatchRoot("member_id"),
	}
	attributes := map[string]schema.Attribute{
		"instance_id": base.LookupInstanceID(),
		"name": schema.StringAttribute{
			MarkdownDescription: DocName,
			Optional:            true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
		},
		"tags": schema.MapAttribute{
			MarkdownDescription: DocTags,
			Optional:            true,
			ElementType:         tags.ElementType(),
			Validators:          []validator.Map{mapvalidator.NoNullValues(), tags.KeyValidator()},
		},
		"mfa_mode": schema.StringAttribute{
			MarkdownDescription: "Multi-factor authentication mode that an organization must have: `notRequired`, `adminRequired` or `required`.",
			Optional:            true,
			Validators:          []validator.String{stringvalidator.OneOf(losant.MFAModes()...)},
		},
		"read_only":   schema.BoolAttribute{MarkdownDescription: "Whether an organization must be read-only (`true`) or must not be (`false`).", Optional: true},
		"referral_id": schema.StringAttribute{MarkdownDescription: "Referral ID that an organization must have.", Optional: true},
		"member_id": schema.StringAttribute{
			MarkdownDescription: "User ID of a person who must be a member.",
			Optional:            true,
			Validators:          []validator.String{base.IsID()},
		},
		"query": schema.StringAttribute{
			MarkdownDescription: DocQuery,
			Optional:            true,
			Validators:          []validator.String{base.JSONObject(), stringvalidator.ConflictsWith(filters...)},
		},
	}
	maps.Copy(attributes, additional)
	return attributes
}

// IsEmpty reports whether all organizations match.
func (f *Filters) IsEmpty() bool {
	return f.toQuery(f.equalityConditions()) == nil
}

// Find yields the organizations of an instance that match the filters.
func (f *Filters) Find(ctx context.Context, client *losant.Client, instanceID string, opts ...losant.ReadOption) iter.Seq2[*losant.Organization, error] {
	return f.find(ctx, client, instanceID, f.equalityConditions(), opts...)
}

// Find yields the organizations of an instance that match the filters.
func (f *Basic) Find(ctx context.Context, client *losant.Client, instanceID string, opts ...losant.ReadOption) iter.Seq2[*losant.Organization, error] {
	return f.find(ctx, client, instanceID, nil, opts...)
}

// AddError adds the error of Find as base.AddError does, at the query if that may be
// what Losant refuses.
func (f *Basic) AddError(diags *diag.Diagnostics, action string, err error) {
	diags.Append(base.AtRefused(f.refused(), base.ErrorDiagnostic(action, err), err))
}

// refused returns the attribute that an error with status 400 is about: the query, if
// there is one. The provider writes the rest of the request.
func (f *Basic) refused() path.Path {
	if f.Query.IsNull() {
		return path.Empty()
	}
	return path.Root("query")
}

// find yields the organizations that match the filters and the conditions.
func (f *Basic) find(
	ctx context.Context, client *losant.Client, instanceID string, conditions []map[string]any, opts ...losant.ReadOption,
) iter.Seq2[*losant.Organization, error] {
	if query := f.toQuery(conditions); query != nil {
		opts = append(opts, losant.WithQuery(query))
	}
	matches := nameMatcher(f.Name.ValueString())
	return func(yield func(*losant.Organization, error) bool) {
		for org, err := range client.Organizations.All(ctx, instanceID, opts...) {
			if err == nil && !matches(org.Name) {
				continue
			}
			if !yield(org, err) {
				return
			}
		}
	}
}

// toQuery translates the filters and the conditions to an advanced query of the
// API. It returns nil if there are none.
func (f *Basic) toQuery(conditions []map[string]any) any {
	if raw := f.Query.ValueString(); raw != "" {
		return json.RawMessage(raw)
	}
	all := nameConditions(f.Name.ValueString())
	for _, key := range slices.Sorted(maps.Keys(f.Tags.Elements())) {
		set, _ := f.Tags.Elements()[key].(types.Set)
		tag := map[string]any{"$tagKey": key}
		if values := base.Strings(set); len(values) > 0 {
			tag["$tagValue"] = map[string]any{"$in": values}
		}
		all = append(all, map[string]any{"tags": tag})
	}
	if all = append(all, conditions...); len(all) == 0 {
		return nil
	}
	return map[string]any{"$and": all}
}

// equalityConditions translates the filters that Basic does not have.
func (f *Filters) equalityConditions() []map[string]any {
	var all []map[string]any
	for _, equal := range []struct {
		field string
		value types.String
	}{{"mfaMode", f.MFAMode}, {"referralId", f.ReferralID}, {"memberId", f.MemberID}} {
		if !equal.value.IsNull() {
			all = append(all, map[string]any{equal.field: equal.value.ValueString()})
		}
	}
	if !f.ReadOnly.IsNull() {
		all = append(all, map[string]any{"isReadOnly": f.ReadOnly.ValueBool()})
	}
	return all
}

// nameConditions translates a name pattern as far as the query language allows.
// The conditions also match names whose parts overlap or have another order:
// nameMatcher excludes these.
func nameConditions(pattern string) []map[string]any {
	if pattern == "" {
		return nil
	}
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return []map[string]any{{"name": map[string]any{"$eq": pattern}}}
	}
	var conditions []map[string]any
	for i, part := range parts {
		operator := "$contains"
		switch i {
		case 0:
			operator = "$startsWith"
		case len(parts) - 1:
			operator = "$endsWith"
		}
		if part != "" {
			conditions = append(conditions, map[string]any{"name": map[string]any{operator: part}})
		}
	}
	return conditions
}

// nameMatcher returns a function that reports whether a name matches a pattern.
// All names match an empty pattern.
func nameMatcher(pattern string) func(string) bool {
	if pattern == "" {
		return func(string) bool { return true }
	}
	parts := strings.Split(pattern, "*")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile(`(?s)^` + strings.Join(parts, ".*") + `$`).MatchString
}
