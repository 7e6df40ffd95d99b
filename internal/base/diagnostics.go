package base

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// AddError adds the error of a failed request. The summary is "Could not" and the
// action, for example `create organization "Acme"`.
func AddError(diags *diag.Diagnostics, action string, err error) {
	diags.Append(ErrorDiagnostic(action, err))
}

// ErrorDiagnostic returns the diagnostic that AddError adds. If an error with the same
// cause was reported in this run, its detail is one sentence.
func ErrorDiagnostic(action string, err error) diag.Diagnostic {
	if !losant.FirstOfCause(causeOf(err)) {
		return diag.NewErrorDiagnostic("Could not "+action, repeatedCause(err))
	}
	return firstErrorDiagnostic(action, err)
}

// RefreshError returns the error of a failed refresh. If an error with the same cause
// was reported in this run, it returns nothing, and the state stays as it is: the
// plan has failed anyway.
func RefreshError(action string, err error) diag.Diagnostics {
	if !losant.FirstOfCause(causeOf(err)) {
		return nil
	}
	return diag.Diagnostics{firstErrorDiagnostic(action, err)}
}

// causeOf returns the error to compare with earlier ones: without proof that an object
// was deleted, that of the proof.
func causeOf(err error) error {
	if e, ok := errors.AsType[*unprovenError](err); ok {
		return e.reason
	}
	return err
}

func repeatedCause(err error) string {
	switch losant.StatusCode(causeOf(err)) {
	case http.StatusUnauthorized:
		return "Losant did not accept the API token. See the first error about it."
	case http.StatusForbidden:
		return "The API token lacks a scope. See the first error about it."
	}
	return "The instance was not found. See the first error about it."
}

func firstErrorDiagnostic(action string, err error) diag.Diagnostic {
	detail := ErrorText(err)
	if errors.Is(err, context.Canceled) && losant.Operation(err) == "" {
		detail = "Nothing was sent, because the run was stopped."
	}
	if hint := hintFor(err); hint != "" {
		detail += "\n\n" + hint
	}
	return diag.NewErrorDiagnostic("Could not "+action, detail)
}

// ErrorText returns the text of an error for a diagnostic. All errors go through it,
// because the client's errors contain text from outside.
func ErrorText(err error) string {
	lines := strings.Split(err.Error(), "\n")
	for i, line := range lines {
		text := strings.TrimLeft(line, " ")
		lines[i] = line[:len(line)-len(text)] + losant.Printable(text)
	}
	return strings.Join(lines, "\n")
}

// hintFor returns what the user can do about an error, or "".
func hintFor(err error) string {
	if e, ok := errors.AsType[*unprovenError](err); ok {
		return e.hint()
	}
	switch {
	case losant.IsIncomplete(err):
		return "Somebody may be changing the list at this moment. Try again."
	case losant.IsUnreachable(err): // This includes connections that timed out.
		return "Check api_url in the provider block (or LOSANT_API_URL), and that this machine can reach it."
	case losant.IsOutage(err):
		return "Wait until Losant responds again. Then it is safe to run Terraform again."
	case errors.Is(err, context.DeadlineExceeded):
		return "The operation timed out. If the resource has a timeouts attribute, increase the limit there. " +
			"If a plan cannot read the resource, apply the new limit with -refresh=false, because a read uses the last applied one."
	case errors.Is(err, context.Canceled):
		return ""
	}
	switch status := losant.StatusCode(err); {
	case status/100 == 2:
		return "The provider cannot use this response. Check api_url in the provider block (or LOSANT_API_URL), and any proxy in between. " +
			"If both are right, install the newest version of the provider."
	case status == http.StatusUnauthorized:
		return "The API token is wrong, expired or inactive. Create one in the Instance Manager under API Tokens, and set it as " +
			"api_token in the provider block or as LOSANT_API_TOKEN." + claimsHint(losant.ClaimsOf(err))
	case status == http.StatusForbidden:
		return "The API token is not allowed to do this. It needs " + scopesText(losant.Operation(err)) + statedScopes(losant.ClaimsOf(err))
	case status == http.StatusNotFound && !losant.IsFromAPI(err):
		return "This does not look like a response of Losant. Check api_url in the provider block (or LOSANT_API_URL), and any proxy in between. " +
			"If both are right, try again later."
	case status == http.StatusNotFound:
		return "Check the ID, and that instance_id is the instance that the API token belongs to."
	case status == http.StatusMethodNotAllowed:
		return "The address of the request does not exist. If api_url in the provider block (or LOSANT_API_URL) has a path, remove it."
	case status == http.StatusTooManyRequests:
		return "Losant is throttling this API token. Lower -parallelism, or set max_requests_per_second in the provider block."
	case status >= http.StatusInternalServerError:
		return "Losant failed to process the request. It is safe to run Terraform again later."
	}
	return ""
}

// CheckError returns the error of a check that could not read what it needs. If the
// token lacks a scope, the check is skipped with a warning. An error with the same
// cause as one that was reported in this run is left out.
func CheckError(action string, err error) diag.Diagnostics {
	if !losant.FirstCheckOfCause(err) {
		return nil
	}
	if losant.StatusCode(err) == http.StatusForbidden {
		return diag.Diagnostics{diag.NewWarningDiagnostic("Checks skipped: the API token lacks the scope "+losant.Operation(err),
			"The plan may not show everything that Losant would refuse. To run these checks, use an API token with "+scopesText(losant.Operation(err)))}
	}
	return diag.Diagnostics{firstErrorDiagnostic(action, err)}
}

// maxName is the longest name that is printed unchanged. The API allows 255
// characters.
const maxName = 2000

// DisplayName returns the name of an object for messages, with its id if it has
// one, or only the ID of an object whose name is not known.
func DisplayName(name, id string) string {
	if name == "" && id != "" {
		return losant.Printable(id)
	}
	quoted := strconv.Quote(name)
	if len(quoted) > maxName {
		quoted = losant.Printable(quoted)
	}
	if id == "" {
		return quoted
	}
	return quoted + " (" + losant.Printable(id) + ")"
}
