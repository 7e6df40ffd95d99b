package organization

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/framework"
)

// toQuery translates the filters to the API's advanced query; nil without any.
func (m *listModel) toQuery() any {
	if raw := m.Query.ValueString(); raw != "" {
		return json.RawMessage(raw)
	}
	all := nameConditions(m.Name.ValueString())
	for _, key := range slices.Sorted(maps.Keys(m.Tags.Elements())) {
		set, _ := m.Tags.Elements()[key].(types.Set)
		tag := map[string]any{"$tagKey": key}
		if values := framework.Strings(set); len(values) > 0 {
			tag["$tagValue"] = map[string]any{"$in": values}
		}
		all = append(all, map[string]any{"tags": tag})
	}
	for _, equal := range []struct {
		member string
		value  types.String
	}{{"mfaMode", m.MFAMode}, {"referralId", m.ReferralID}, {"memberId", m.MemberID}} {
		if !equal.value.IsNull() {
			all = append(all, map[string]any{equal.member: equal.value.ValueString()})
		}
	}
	if !m.ReadOnly.IsNull() {
		all = append(all, map[string]any{"isReadOnly": m.ReadOnly.ValueBool()})
	}
	if len(all) == 0 {
		return nil
	}
	return map[string]any{"$and": all}
}

// nameConditions translates a pattern as far as the query language goes. It
// knows no order among the parts in the middle, nor that parts must not
// overlap: nameMatcher settles that.
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

// nameMatcher tells which names match a pattern; all do when it is empty.
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
