// Package tags maps the tags of organizations: pairs of a key and a value to
// the API, where a key may stand in several pairs; a map of sets in Terraform.
package tags

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// MaxPairs is how many pairs of key and value an organization may have.
const MaxPairs = 100

// ElementType is the type of a key's values.
var ElementType = types.SetType{ElemType: types.StringType}

var keyPattern = regexp.MustCompile(`^[0-9a-zA-Z_-]{1,255}$`)

// Validators check keys and values as the API does. Nulls and empty sets are
// errors: the API knows no key without a value.
func Validators() []validator.Map {
	return []validator.Map{
		KeyValidator(),
		mapvalidator.NoNullValues(),
		mapvalidator.ValueSetsAre(
			setvalidator.SizeAtLeast(1),
			setvalidator.NoNullValues(),
			setvalidator.ValueStringsAre(stringvalidator.UTF8LengthBetween(1, 255)),
		),
	}
}

// KeyValidator checks the keys alone.
func KeyValidator() validator.Map {
	return mapvalidator.KeysAre(stringvalidator.RegexMatches(keyPattern, "must be 1 to 255 letters, digits, underscores or hyphens"))
}

// CheckCount adds an error at the path when the map has more pairs than the
// API takes.
func CheckCount(at path.Path, tags types.Map, diags *diag.Diagnostics) {
	pairs := 0
	for _, values := range tags.Elements() {
		if set, ok := values.(types.Set); ok {
			pairs += len(set.Elements())
		}
	}
	if pairs > MaxPairs {
		diags.AddAttributeError(at, "Too many tags",
			fmt.Sprintf("An organization may have at most %d pairs of key and value, default tags included; here are %d.", MaxPairs, pairs))
	}
}

// FromAPI returns the map of the API's pairs, empty when there are none.
func FromAPI(pairs []losant.Tag) types.Map {
	byKey := make(map[string][]string, len(pairs))
	for _, p := range pairs {
		byKey[p.Key] = append(byKey[p.Key], p.Value)
	}
	elements := make(map[string]attr.Value, len(byKey))
	for key, values := range byKey {
		elements[key] = base.StringSet(values...)
	}
	return types.MapValueMust(ElementType, elements)
}

// ToAPI returns the map's pairs, sorted; never nil, since an empty list is what
// clears the tags.
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

// Merge lays an organization's own tags over the defaults, key by key. It is
// unknown as soon as one of the maps is.
func Merge(defaults, own types.Map) types.Map {
	if defaults.IsUnknown() || own.IsUnknown() {
		return types.MapUnknown(ElementType)
	}
	merged := make(map[string]attr.Value, len(defaults.Elements())+len(own.Elements()))
	maps.Copy(merged, defaults.Elements())
	maps.Copy(merged, own.Elements())
	return types.MapValueMust(ElementType, merged)
}

// Own returns the part of all that is the organization's own: each key, but
// those that prior (the tags last known) lacks and whose values are those of
// the defaults or those that priorAll (all tags last known) had. Where that is
// nothing, the prior's own nothing, null or empty, is kept.
func Own(all, defaults, prior, priorAll types.Map) types.Map {
	own := make(map[string]attr.Value, len(all.Elements()))
	listed, byDefault, before := prior.Elements(), defaults.Elements(), priorAll.Elements()
	for key, values := range all.Elements() {
		_, mine := listed[key]
		if mine || !values.Equal(byDefault[key]) && !values.Equal(before[key]) {
			own[key] = values
		}
	}
	switch {
	case len(own) > 0:
		return types.MapValueMust(ElementType, own)
	case prior.IsNull() || prior.IsUnknown() || len(listed) > 0:
		return types.MapNull(ElementType)
	default:
		return prior
	}
}

// AreMerged tells whether all, as a decoded state has it, is what Merge makes of
// the known defaults and of own.
func AreMerged(defaults types.Map, own, all any) bool {
	merged := make(map[string][]string, len(defaults.Elements()))
	for key, values := range defaults.Elements() {
		if set, ok := values.(types.Set); ok {
			merged[key] = base.Strings(set)
		}
	}
	maps.Copy(merged, plain(own))
	return maps.EqualFunc(merged, plain(all), slices.Equal)
}

// plain sorts the values of each key.
func plain(decoded any) map[string][]string {
	tags, _ := decoded.(map[string]any)
	sorted := make(map[string][]string, len(tags))
	for key, set := range tags {
		values, _ := set.([]any)
		for _, value := range values {
			text, _ := value.(string)
			sorted[key] = append(sorted[key], text)
		}
		slices.Sort(sorted[key])
	}
	return sorted
}
