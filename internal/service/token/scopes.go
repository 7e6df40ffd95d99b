package token

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// broadScopes unlock many operations at once.
var broadScopes = []string{"all.Instance", "all.Instance.bounded", "all.Instance.read"}

// usageActions are those of everything whose usage can be read.
const usageActions = " payloadCounts payloadCountsBreakdown deviceCounts notebookMinuteCounts"

// narrowScopes are the nouns of the API, and the actions on each. Together with
// an action or with * a noun is a scope.
var narrowScopes = []struct{ noun, actions string }{
	{"instance", "get patch generateReport historicalSummaries" + usageActions},
	{"instanceMembers", "get post"},
	{"instanceMember", "get patch delete"},
	{"instanceOrgs", "get post"},
	{"instanceOrg", "get patch delete convertToEnterprise" + usageActions},
	{"instanceOrgMembers", "get post"},
	{"instanceOrgMember", "get patch delete"},
	{"instanceOrgInvites", "get post"},
	{"instanceOrgInvite", "get delete resendInvite"},
	{"instanceApiTokens", "get post"},
	{"instanceApiToken", "get patch delete"},
	{"instanceNotificationRules", "get post"},
	{"instanceNotificationRule", "get patch delete evaluate logs"},
	{"instanceAuditLogs", "get"},
	{"instanceAuditLog", "get"},
	{"instanceCustomNodes", "get post"},
	{"instanceCustomNode", "get patch delete errors stats"},
	{"instanceSandboxes", "get"},
	{"instanceSandbox", "get delete undelete" + usageActions},
}

// allScopes lists every scope that a token of an instance can have.
func allScopes() []string {
	all := slices.Clone(broadScopes)
	for _, s := range narrowScopes {
		for _, action := range append([]string{"*"}, strings.Fields(s.actions)...) {
			all = append(all, s.noun+"."+action)
		}
	}
	return all
}

// docScopes describes them all.
func docScopes() string {
	nouns := make([]string, len(narrowScopes))
	for i, s := range narrowScopes {
		nouns[i] = fmt.Sprintf("`%s` (`%s`)", s.noun, strings.Join(strings.Fields(s.actions), "`, `"))
	}
	return "What the token may do, at least one scope: `all.Instance` (everything), `all.Instance.bounded` (everything except changes of members, invitations and API tokens), " +
		"`all.Instance.read` (read everything), or a noun, a dot, and an action on it or `*`, for example `instanceOrg.get`. The nouns are " + strings.Join(nouns, ", ") + "."
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
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || slices.Contains(allScopes(), given) {
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

// nearestScope is the scope that a misspelt one probably means, "" if none is near.
func nearestScope(given string) string {
	nearest, least := "", len(given)/3+1
	for _, scope := range allScopes() {
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
