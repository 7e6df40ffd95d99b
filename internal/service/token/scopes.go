package token

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// docScopes returns the description of scopes, with all scopes of a token.
func docScopes() string {
	var resources []string
	for _, group := range losant.ScopeGroups() {
		resources = append(resources, fmt.Sprintf("`%s` (`%s`)", group.Resource, strings.Join(group.Actions, "`, `")))
	}
	return "Scopes of the token, at least one: `all.Instance` (everything), `all.Instance.bounded` (everything except changes to members, invitations and API tokens), " +
		"`all.Instance.read` (read everything), or a resource, a dot, and an action or `*`, for example `instanceOrg.get`. The resources and their actions are " + strings.Join(resources, ", ") + "."
}

// isScope accepts the scopes that tokens of an instance can have.
func isScope() validator.String { return scopeValidator{} }

type scopeValidator struct{}

func (scopeValidator) Description(context.Context) string {
	return "value must be a scope of an instance API token such as instanceOrg.get"
}

func (v scopeValidator) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (v scopeValidator) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	scope := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || slices.Contains(losant.TokenScopes(), scope) {
		return
	}
	detail := fmt.Sprintf("Attribute %s %s, got: %q.", req.Path, v.Description(ctx), scope)
	if near := base.Nearest(scope, losant.TokenScopes()); near != "" {
		detail += fmt.Sprintf(" Did you mean %q?", near)
	} else {
		detail += " The documentation of this resource lists all scopes."
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Invalid scope", detail)
}
