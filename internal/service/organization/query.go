package organization

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Descriptions that the data source and the list resource share.
const (
	docFilterName  = "Pattern that the name must match. `*` stands for any text. Case-sensitive."
	docFilterTags  = "Tags that an organization must have: for each key one of the values, or any value if the set is empty."
	docFilterQuery = "Advanced organization query of the Losant API as JSON, for example `jsonencode({ tags = { plan = \"gold\" } })`. Cannot be combined with other filters."
)

// filters are the filters that the data source and the list resource share.
type filters struct {
	InstanceID types.String `tfsdk:"instance_id"`
	Name       types.String `tfsdk:"name"`
	Tags       types.Map    `tfsdk:"tags"`
	Query      types.String `tfsdk:"query"`
}

// find yields the organizations that match the filters and the conditions.
func (f *filters) find(
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
func (f *filters) toQuery(conditions []map[string]any) any {
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

// equalityConditions translates the filters that only the data source has.
func (m *listModel) equalityConditions() []map[string]any {
	var all []map[string]any
	for _, equal := range []struct {
		field string
		value types.String
	}{{"mfaMode", m.MFAMode}, {"referralId", m.ReferralID}, {"memberId", m.MemberID}} {
		if !equal.value.IsNull() {
			all = append(all, map[string]any{equal.field: equal.value.ValueString()})
		}
	}
	if !m.ReadOnly.IsNull() {
		all = append(all, map[string]any{"isReadOnly": m.ReadOnly.ValueBool()})
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
