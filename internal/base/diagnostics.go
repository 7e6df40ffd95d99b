package base

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// AddError reports a failed call. The action reads on from "Could not", for
// example `create organization "Acme"`; the scope is the narrowest one that
// unlocks the call, for example instanceOrgs.post.
func AddError(diags *diag.Diagnostics, action, scope string, err error) {
	diags.Append(ErrorDiagnostic(action, scope, err))
}

// ErrorDiagnostic is the diagnostic that AddError adds.
func ErrorDiagnostic(action, scope string, err error) diag.Diagnostic {
	detail := err.Error()
	if hint := hintFor(scope, err); hint != "" {
		detail += "\n\n" + hint
	}
	return diag.NewErrorDiagnostic("Could not "+action, detail)
}

func hintFor(scope string, err error) string {
	api, answered := errors.AsType[*losant.Error](err)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "The time allowed for this operation is over. It can be raised in the resource's timeouts attribute."
	case errors.Is(err, context.Canceled):
		return ""
	case !answered:
		return "Check api_url (or LOSANT_API_URL) in the provider block, and that this machine can reach it."
	}
	switch api.StatusCode {
	case http.StatusUnauthorized:
		return "The API token is wrong, expired or inactive. Make one in the Instance Manager under API Tokens and set it as " +
			"api_token in the provider block or as LOSANT_API_TOKEN."
	case http.StatusForbidden:
		return "The API token is not allowed to do this. One of these scopes is needed: " + strings.Join(Scopes(scope), ", ") + "."
	case http.StatusNotFound:
		return "Check the id, and that instance_id names the instance that the API token belongs to."
	case http.StatusTooManyRequests:
		return "The API is throttling this token. Lower -parallelism, or set max_requests_per_second in the provider block."
	}
	if api.StatusCode >= http.StatusInternalServerError {
		return "Losant could not do it just now. Applying again later is safe."
	}
	return ""
}

// Scopes lists every scope that unlocks an operation, broadest first. All
// reads accept the read scopes; members, invitations and API tokens cannot be
// written with a bounded token. Only a user's token can list instances.
func Scopes(narrow string) []string {
	noun, action, _ := strings.Cut(narrow, ".")
	all := "all.Instance"
	if noun == "instances" {
		all = "all.User"
	}
	scopes := []string{all}
	reads := action == "get" || strings.HasSuffix(action, "Counts") || action == "payloadCountsBreakdown" || action == "generateReport"
	guarded := strings.Contains(noun, "Member") || strings.Contains(noun, "Invite") || strings.Contains(noun, "ApiToken")
	if reads || !guarded {
		scopes = append(scopes, all+".bounded")
	}
	if reads {
		scopes = append(scopes, all+".read")
	}
	return append(scopes, noun+".*", narrow)
}

// CheckFailed reports that a plan check could not read what it wants. Where it
// is not there, or not for this token, the check is skipped in silence.
func CheckFailed(action, scope string, err error) diag.Diagnostics {
	switch losant.StatusCode(err) {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return nil
	}
	return diag.Diagnostics{ErrorDiagnostic(action, scope, err)}
}

// Quote names an object in messages: its name, and its id where it has one.
func Quote(name, id string) string {
	if id == "" {
		return fmt.Sprintf("%q", name)
	}
	return fmt.Sprintf("%q (%s)", name, id)
}
