package tags

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// DocKeys is the rule for keys and values, for descriptions.
const DocKeys = "A key has 1 to 255 letters (`a` to `z`, `A` to `Z`), digits, `_` or `-`. A value has 1 to 255 characters. " +
	"Losant stores no key without a value, so empty sets and empty values are errors."

const maxLength = 255

var (
	keyPattern    = regexp.MustCompile(`^[0-9a-zA-Z_-]{1,255}$`)
	invalidInKeys = regexp.MustCompile(`[^0-9a-zA-Z_-]+`)
)

// howToFilter shows how to leave out what has no value.
const howToFilter = "Remove the key. To leave out all keys without values, write:\n\n" +
	"  { for key, values in var.tags : key => compact(values) if length(compact(values)) > 0 }"

// Validators check keys and values as the API does. Nulls, empty sets and empty
// values are errors, because a key without a value cannot be stored.
func Validators() []validator.Map { return []validator.Map{validTags{}} }

// KeyValidator checks only the keys.
func KeyValidator() validator.Map { return mapvalidator.KeysAre(validKey{}) }

type validTags struct{}

func (validTags) Description(context.Context) string {
	return "keys and values must be those that Losant can store"
}

func (v validTags) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (validTags) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	elements := req.ConfigValue.Elements()
	for _, key := range slices.Sorted(maps.Keys(elements)) {
		at := req.Path.AtMapKey(key)
		checkKey(at, key, &resp.Diagnostics)
		checkValues(at, key, elements[key], &resp.Diagnostics)
	}
}

// checkValues checks the values of a key. It reports at most one empty value.
func checkValues(at path.Path, key string, value attr.Value, diags *diag.Diagnostics) {
	set, ok := value.(types.Set)
	if !ok || value.IsUnknown() {
		return
	}
	isEmpty := len(set.Elements()) == 0
	for _, element := range set.Elements() {
		text, _ := element.(types.String)
		isEmpty = isEmpty || !text.IsUnknown() && text.ValueString() == ""
		if n := utf8.RuneCountInString(text.ValueString()); n > maxLength {
			diags.AddAttributeError(at, fmt.Sprintf("Tag %q has a value that is too long", key),
				fmt.Sprintf("The value that begins with %.20q has %d characters. Shorten it to at most %d.", text.ValueString(), n, maxLength))
		}
	}
	if isEmpty {
		diags.AddAttributeError(at, fmt.Sprintf("Tag %q has an empty value", key),
			fmt.Sprintf("%s is null or an empty set, or contains a value that is null or empty. Losant stores no key without a value. %s", at, howToFilter))
	}
}

type validKey struct{}

func (validKey) Description(context.Context) string {
	return "must have 1 to 255 letters, digits, underscores or hyphens"
}

func (v validKey) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (validKey) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !req.ConfigValue.IsNull() && !req.ConfigValue.IsUnknown() {
		checkKey(req.Path, req.ConfigValue.ValueString(), &resp.Diagnostics)
	}
}

func checkKey(at path.Path, key string, diags *diag.Diagnostics) {
	if keyPattern.MatchString(key) {
		return
	}
	hint := ""
	if valid := strings.Trim(invalidInKeys.ReplaceAllString(key, "_"), "_"); valid != "" && len(valid) <= maxLength {
		hint = fmt.Sprintf(" Write %q instead.", valid)
	}
	diags.AddAttributeError(at, fmt.Sprintf("Invalid tag key %.60q", key),
		fmt.Sprintf("A key has 1 to %d letters, digits, underscores or hyphens, got: %q.%s", maxLength, key, hint))
}
