// Package tags maps the tags of organizations. In the API they are pairs of a key
// and a value, and several pairs may have the same key. In Terraform they are a
// map of sets.
package tags

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// MaxPairs is how many pairs of a key and a value an organization can have.
const MaxPairs = 100

// ElementType returns the type of the values of a key.
func ElementType() types.SetType { return types.SetType{ElemType: types.StringType} }

// CheckCount adds an error at the path if the map has more pairs than the API
// accepts.
func CheckCount(at path.Path, tags types.Map, diags *diag.Diagnostics) {
	pairs := 0
	for _, values := range tags.Elements() {
		if set, ok := values.(types.Set); ok {
			pairs += len(set.Elements())
		}
	}
	if pairs > MaxPairs {
		diags.AddAttributeError(at, "Too many tags",
			fmt.Sprintf("An organization can have at most %d pairs of a key and a value, including the default tags, but this one has %d. Remove some of them.", MaxPairs, pairs))
	}
}

// FromAPI returns the map of the API's pairs. It is empty, not null, if there are
// none.
func FromAPI(pairs []losant.Tag) types.Map {
	byKey := make(map[string][]string, len(pairs))
	for _, p := range pairs {
		byKey[p.Key] = append(byKey[p.Key], p.Value)
	}
	elements := make(map[string]attr.Value, len(byKey))
	for key, values := range byKey {
		elements[key] = base.StringSet(values...)
	}
	return types.MapValueMust(ElementType(), elements)
}

// ToAPI returns the map's pairs, sorted. It never returns nil, because an empty
// list clears the tags.
func ToAPI(tags types.Map) []losant.Tag {
	elements := tags.Elements()
	pairs := make([]losant.Tag, 0, len(elements))
	for _, key := range slices.Sorted(maps.Keys(elements)) {
		if set, ok := elements[key].(types.Set); ok {
			for _, value := range base.Strings(set) {
				pairs = append(pairs, losant.Tag{Key: key, Value: value})
			}
		}
	}
	return pairs
}

// Merge adds the default tags to an organization's own tags. For a key in both,
// the organization's own values win. The result is unknown if one of the maps is.
func Merge(defaults, own types.Map) types.Map {
	if defaults.IsUnknown() || own.IsUnknown() {
		return types.MapUnknown(ElementType())
	}
	merged := make(map[string]attr.Value, len(defaults.Elements())+len(own.Elements()))
	maps.Copy(merged, defaults.Elements())
	maps.Copy(merged, own.Elements())
	return types.MapValueMust(ElementType(), merged)
}

// Own returns the organization's own part of all tags. A key is a default, and
// not the organization's own, if prior (the last known own tags) lacks it and its
// values equal those in defaults or in priorAll (the last known tags, with the
// defaults). If nothing remains, an empty prior stays empty; otherwise the result
// is null.
func Own(all, defaults, prior, priorAll types.Map) types.Map {
	own := make(map[string]attr.Value, len(all.Elements()))
	ownBefore, byDefault, allBefore := prior.Elements(), defaults.Elements(), priorAll.Elements()
	for key, values := range all.Elements() {
		_, isOwn := ownBefore[key]
		if isOwn || !values.Equal(byDefault[key]) && !values.Equal(allBefore[key]) {
			own[key] = values
		}
	}
	switch {
	case len(own) > 0:
		return types.MapValueMust(ElementType(), own)
	case prior.IsNull() || prior.IsUnknown() || len(ownBefore) > 0:
		return types.MapNull(ElementType())
	default:
		return prior
	}
}

// AreMerged reports whether all equals the result of Merge for the known defaults
// and own. The values of all and own are those of a decoded state.
func AreMerged(defaults types.Map, own, all any) bool {
	merged := make(map[string][]string, len(defaults.Elements()))
	for key, values := range defaults.Elements() {
		if set, ok := values.(types.Set); ok {
			merged[key] = base.Strings(set)
		}
	}
	maps.Copy(merged, sortedValues(own))
	return all != nil && maps.EqualFunc(merged, sortedValues(all), slices.Equal)
}

// sortedValues returns the values of each key of a decoded map, sorted.
func sortedValues(decoded any) map[string][]string {
	tags, _ := decoded.(map[string]any)
	sorted := make(map[string][]string, len(tags))
	for key, set := range tags {
		values, isSet := set.([]any)
		if sorted[key] = []string{}; !isSet {
			sorted[key] = []string{"null\x00"} // Unlike an empty set.
		}
		for _, value := range values {
			text, _ := value.(string)
			sorted[key] = append(sorted[key], text)
		}
		slices.Sort(sorted[key])
	}
	return sorted
}
