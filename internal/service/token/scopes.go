package token

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// docScopes describes all scopes that a token can have.
func docScopes() string {
	var resources []string
	for _, group := range losant.ScopeGroups() {
		resources = append(resources, fmt.Sprintf("`%s` (`%s`)", group.Resource, strings.Join(group.Actions, "`, `")))
	}
	return "What the token may do, at least one scope: `all.Instance` (everything), `all.Instance.bounded` (everything except changes of members, invitations and API tokens), " +
		"`all.Instance.read` (read everything), or a resource, a dot, and an action or `*`, for example `instanceOrg.get`. The resources are " + strings.Join(resources, ", ") + "."
}

// isScope accepts the scopes that tokens of an instance can have.
func isScope() validator.String { return scopeValidator{} }

type scopeValidator struct{}

func (scopeValidator) Description(context.Context) string {
	return "value must be a scope of an instance API token such as instanceOrg.get"
}

func (v scopeValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v scopeValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	given := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || slices.Contains(losant.TokenScopes(), given) {
		return
	}
	detail := fmt.Sprintf("Attribute %s %s, got: %q.", req.Path, v.Description(ctx), given)
	if near := nearestScope(given); near != "" {
		detail += fmt.Sprintf(" Did you mean %q?", near)
	} else {
		detail += " The documentation of this resource lists them all."
	}
	resp.Diagnostics.AddAttributeError(req.Path, "No such scope", detail)
}

// nearestScope is the scope that a misspelled one probably means, "" if none is near.
func nearestScope(given string) string {
	nearest, least := "", len(given)/3+1
	for _, scope := range losant.TokenScopes() {
		if d := distance(strings.ToLower(given), strings.ToLower(scope)); d < least {
			nearest, least = scope, d
		}
	}
	return nearest
}

// distance counts the letters to insert, delete or replace to turn a into b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0]++
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
