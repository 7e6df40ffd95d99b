package base

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// ChangedText is what an update sends for a text: nothing while it is the prior
// one. Null and "" are the same.
func ChangedText(plan, prior types.String) losant.Optional[string] {
	if plan.IsUnknown() || plan.ValueString() == prior.ValueString() {
		return losant.Optional[string]{}
	}
	return losant.Set(plan.ValueString())
}

// ChangedBool is what an update sends for a switch. Null is no change.
func ChangedBool(plan, prior types.Bool) losant.Optional[bool] {
	if plan.IsUnknown() || plan.IsNull() || plan.Equal(prior) {
		return losant.Optional[bool]{}
	}
	return losant.Set(plan.ValueBool())
}

// Fill takes from an answer what the plan left unknown.
func Fill[T attr.Value](planned *T, answer T) {
	if (*planned).IsUnknown() {
		*planned = answer
	}
}

// Blame points a diagnostic at the attribute that a refused request is about:
// the only one whose member of the body the API's words name.
func Blame(d diag.Diagnostic, err error, attributes map[string]path.Path) diag.Diagnostic {
	api, ok := errors.AsType[*losant.Error](err)
	if !ok || api.StatusCode != http.StatusBadRequest {
		return d
	}
	words := strings.FieldsFunc(api.Message, func(r rune) bool { return !unicode.IsLetter(r) })
	var named []path.Path
	for member, attribute := range attributes {
		if slices.Contains(words, member) {
			named = append(named, attribute)
		}
	}
	if len(named) != 1 {
		return d
	}
	return diag.WithPath(named[0], d)
}
