package base

import (
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// BoolPointer returns nil for null and unknown.
func BoolPointer(v types.Bool) *bool {
	if v.IsNull() || v.IsUnknown() {
		return nil
	}
	return v.ValueBoolPointer()
}

// OptionalString returns null for "".
func OptionalString(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}

// KeepEmpty returns the value of a string that only the configuration sets. The
// API does not distinguish "" from an absent value. If it has neither, an empty
// prior value (null or "") is kept, so it never becomes a difference.
func KeepEmpty(s string, prior types.String) types.String {
	if s == "" && !prior.IsUnknown() && prior.ValueString() == "" {
		return prior
	}
	return OptionalString(s)
}

// KeepEmptySet does the same as KeepEmpty for a set of strings.
func KeepEmptySet(elements []string, prior types.Set) types.Set {
	if len(elements) > 0 {
		return StringSet(elements...)
	}
	if prior.IsNull() || prior.IsUnknown() || len(prior.Elements()) > 0 {
		return types.SetNull(types.StringType)
	}
	return prior
}

// StringSet returns the set of the distinct elements.
func StringSet(elements ...string) types.Set {
	distinct := make(map[string]struct{}, len(elements))
	for _, e := range elements {
		distinct[e] = struct{}{}
	}
	values := make([]attr.Value, 0, len(distinct))
	for _, e := range slices.Sorted(maps.Keys(distinct)) {
		values = append(values, types.StringValue(e))
	}
	return types.SetValueMust(types.StringType, values)
}

// Strings returns the known elements of a set, sorted.
func Strings(set types.Set) []string {
	elements := make([]string, 0, len(set.Elements()))
	for _, e := range set.Elements() {
		if s, ok := e.(types.String); ok && !s.IsNull() && !s.IsUnknown() {
			elements = append(elements, s.ValueString())
		}
	}
	slices.Sort(elements)
	return elements
}

// SameSet reports whether two sets hold the same strings. Null equals empty.
func SameSet(a, b types.Set) bool { return slices.Equal(Strings(a), Strings(b)) }

// OrganizationRef returns the reference to an organization.
func OrganizationRef(instanceID, id types.String) losant.OrganizationRef {
	return losant.OrganizationRef{InstanceID: instanceID.ValueString(), ID: id.ValueString()}
}
