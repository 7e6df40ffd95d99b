package base

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// expirySoon is how long before the expiration of the API token a plan warns of it.
const expirySoon = 14 * 24 * time.Hour

// scopesText lists the scopes that unlock an operation, to follow a verb.
func scopesText(operation string) string {
	scopes, userScopes := losant.ScopesFor(operation), losant.UserScopesFor(operation)
	text := "one of these scopes: " + strings.Join(scopes, ", ") + "."
	if len(userScopes) == 0 || slices.Contains(scopes, userScopes[0]) {
		return text
	}
	text += " The token of a user needs one of these: " + strings.Join(userScopes, ", ") + "."
	if !slices.Contains(userScopes, "all.User.read") {
		text += " The user must also be an administrator of the instance."
	}
	return text
}

// statedScopes repeats the scopes that the API token states.
func statedScopes(claims losant.Claims) string {
	if claims.Scopes == nil {
		return ""
	}
	return " The token states that it has " + strings.Join(claims.Scopes, ", ") + "."
}

// claimsHint says why Losant may not accept the API token, as far as the token states it.
func claimsHint(claims losant.Claims) string {
	hint := ""
	if !claims.Expires.IsZero() && claims.Expires.Before(time.Now()) {
		hint += " The token states that it expired at " + claims.Expires.Format(time.RFC3339) + "."
	}
	if claims.Issuer != "" {
		hint += fmt.Sprintf(" The token states that it comes from %s, but requests go to %s: check api_url in the provider block (or LOSANT_API_URL).",
			claims.Issuer, claims.APIHost)
	}
	return hint
}

// WarnOfExpiration warns of an API token that states that it expires soon. If it has
// expired, Losant itself refuses it.
func WarnOfExpiration(claims losant.Claims, now time.Time) diag.Diagnostics {
	left := claims.Expires.Sub(now)
	if claims.Expires.IsZero() || left <= 0 || left > expirySoon {
		return nil
	}
	in := "less than a day"
	if n := int(math.Floor(left.Hours() / 24)); n == 1 {
		in = "1 day"
	} else if n > 1 {
		in = fmt.Sprintf("%d days", n)
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("api_token"), "The Losant API token expires in "+in,
		"The token states that it expires at "+claims.Expires.Format(time.RFC3339)+". Create another one in the Instance Manager under API Tokens, and set it as "+
			"api_token in the provider block or as LOSANT_API_TOKEN.")}
}

// lackedScopes records which missing scopes a run has warned of.
type lackedScopes struct{ operations sync.Map }

// WarnOfScopes returns a warning if the API token states its scopes and they unlock none
// of the operations, of which a change needs one. It returns each warning once in a run,
// and otherwise empty texts.
func (d *ProviderData) WarnOfScopes(typeName string, operations []string) (summary, detail string) {
	if !d.HasClient() || len(operations) == 0 {
		return "", ""
	}
	for _, operation := range operations {
		if !d.Client.Lacks(operation) {
			return "", ""
		}
	}
	lacked := Shared(d, "", func() *lackedScopes { return new(lackedScopes) })
	if _, reported := lacked.operations.LoadOrStore(operations[0], true); reported {
		return "", ""
	}
	return "The API token lacks the scope " + operations[0],
		"The token states its scopes, and none of them permits this change of " + typeName + ", so the apply would fail. It needs " + scopesText(operations[0]) +
			statedScopes(d.Client.Claims())
}
