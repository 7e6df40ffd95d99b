package losant

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// unreadableResponse is the Type of an Error whose response reports success but cannot be used.
const unreadableResponse = "UnreadableResponse"

// Error is a response of the API that is not the expected one. It is always used as a pointer.
//
// The errors of Losant are objects with a type and a message. Proxies in front of it respond with HTML, with nothing,
// or with half a body: then Message is a short excerpt of the text, or the name of the status. A 2xx response that
// cannot be decoded is an Error too, with that status and the Type "UnreadableResponse".
type Error struct {
	StatusCode int
	Type       string // such as Validation or NotFound; empty if the body names none
	Message    string // in the server's words, without secrets, on one line
	Operation  string // the operation that failed, such as instanceOrgInvites.get
	Method     string
	Path       string // escaped, without the base URL and the query

	cause       error
	causes      *causes // of the client
	waitTooLong bool    // the server asks to wait longer than a call may wait
}

func (e *Error) Error() string {
	status := strconv.Itoa(e.StatusCode)
	switch e.Type {
	case "":
	case unreadableResponse:
		status += ": unreadable response"
	default:
		status += " " + e.Type
	}
	return e.Method + " " + e.Path + ": " + status + ": " + e.Message
}

// Unwrap returns the reason why a response is unreadable, or nil.
func (e *Error) Unwrap() error { return e.cause }

// notFound is the Type of the Error of an object that does not exist.
const notFound = "NotFound"

// IsNotFound reports whether the API responded that an object does not exist. It may respond so if the token has no
// access to the object. The status 404 alone does not count, because a proxy may have sent it.
func IsNotFound(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.StatusCode == http.StatusNotFound && e.Type == notFound
}

// IsFromAPI reports whether err is an error of the API itself, which has a type, and not that of a proxy.
func IsFromAPI(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Type != "" && e.Type != unreadableResponse
}

// StatusCode returns the HTTP status of the response that caused err, or 0 if no response did.
func StatusCode(err error) int {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.StatusCode
	}
	return 0
}

// Operation returns the name of the operation that failed with err, such as instanceOrgInvites.get. It returns "" if
// err is not the error of an operation.
func Operation(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Operation
	}
	if e, ok := errors.AsType[*transportError](err); ok {
		return e.operation
	}
	if e, ok := errors.AsType[*incompleteError](err); ok {
		return e.operation
	}
	return ""
}

// IsUnreachable reports whether a request failed because it got no response at all. It returns false if the context
// of the request has ended.
func IsUnreachable(err error) bool {
	e, ok := errors.AsType[*transportError](err)
	return ok && e.unreachable
}

// IsOutage reports whether a request was not sent because the server fails all requests, or all requests of its kind.
func IsOutage(err error) bool {
	_, ok := errors.AsType[*outageError](err)
	return ok
}

// transportError describes a request without a complete response.
type transportError struct {
	operation, method, path, text string
	maybeSent                     bool // part of the request may have reached the server
	unreachable                   bool // no response arrived, although there was time
	cause                         error
}

func (e *transportError) Error() string { return e.method + " " + e.path + ": " + e.text }

func (e *transportError) Unwrap() error { return e.cause }

// redirectError describes a redirect that the client does not follow.
type redirectError string

func (e redirectError) Error() string { return string(e) }

func isRedirect(err error) bool {
	_, ok := errors.AsType[redirectError](err)
	return ok
}

// outcomeUnknown reports whether a request that failed with err may have taken effect anyway. Only the errors of Losant
// itself, which have a type, say that it has not. A proxy in front of Losant may have sent any other response, after
// Losant has got the request.
func outcomeUnknown(err error) bool {
	if e, ok := errors.AsType[*Error](err); ok {
		return !IsFromAPI(e) || !isRefusal(e.StatusCode)
	}
	e, ok := errors.AsType[*transportError](err)
	return ok && e.maybeSent
}

// isRefusal reports whether a status says that a request has no effect. Not even in the name of Losant do those that
// a proxy sends when it gives up or cannot pass on a request.
func isRefusal(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusMisdirectedRequest, http.StatusLocked, http.StatusTooEarly,
		460, 499: // The client has closed the connection: AWS, nginx.
		return false
	}
	return status/100 == 4
}

// failure returns the error of a call whose last attempt failed with err.
func (c *Client) failure(ctx context.Context, call *call, err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return &transportError{
		operation: call.operation.name, method: call.operation.method, path: c.clean(call.path.text), text: c.clean(failureText(call, err)),
		maybeSent: call.maybeSent, unreachable: isUnreachable(ctx, call, err), cause: err,
	}
}

// failureText describes why a call got no response.
func failureText(call *call, err error) string {
	begin := "not sent"
	if call.maybeSent {
		begin = "no response"
	}
	switch {
	case errors.Is(err, context.Canceled):
		return begin + ", because the run was stopped"
	case errors.Is(err, context.DeadlineExceeded):
		return begin + " before the timeout"
	}
	return err.Error()
}

// isUnreachable reports whether a call without a response failed although there was time.
func isUnreachable(ctx context.Context, call *call, err error) bool {
	if e, ok := errors.AsType[*outageError](err); ok {
		return e.status == 0 && !e.partial
	}
	return ctx.Err() == nil && call.response.status == 0 && !isRedirect(err)
}

// newError returns the Error of a call whose response is not 2xx.
func (c *Client) newError(call *call) *Error {
	var wire struct {
		Type    string `json:"type"`
		Message string `json:"message"`
	}
	// What cannot be decoded stays empty, and the excerpt takes its place.
	_ = decodeObject(call.response.body, &wire)
	status, excerpt := call.response.status, ""
	if !call.operation.issuesSecret {
		excerpt = c.excerpt(call.response.body)
	}
	var cause error
	if status == http.StatusNotFound && wire.Type == "" {
		cause = malformedError("the response is not an error of the Losant API")
	}
	return &Error{
		StatusCode: status, Type: c.clean(wire.Type),
		Message:   cmp.Or(c.clean(wire.Message), excerpt, http.StatusText(status), "no message"),
		Operation: call.operation.name, Method: call.operation.method, Path: c.clean(call.path.text), cause: cause, causes: &c.causes,
	}
}

// newUnreadableError returns the Error of a call whose response is 2xx but cannot be used.
func (c *Client) newUnreadableError(call *call, body []byte, cause error) *Error {
	message := cause.Error()
	// Text shows which proxy has sent it. JSON could hold what must not be logged, such as a new API token.
	if text := c.excerpt(body); !call.operation.issuesSecret && text != "" && text[0] != '{' && text[0] != '[' {
		message += fmt.Sprintf(" (it begins %q)", text)
	}
	return &Error{
		StatusCode: call.response.status, Type: unreadableResponse, Message: c.clean(message),
		Operation: call.operation.name, Method: call.operation.method, Path: c.clean(call.path.text), cause: cause,
	}
}

var (
	markupBlocks = regexp.MustCompile(`(?is)<(?:script|style)\b.*?(?:</(?:script|style)>|$)`)
	markupTags   = regexp.MustCompile(`<[a-zA-Z/!?][^>]*(?:>|$)`)
)

// excerpt returns the beginning of the readable text of a body, at most 200 characters.
func (c *Client) excerpt(body []byte) string {
	const maxLength, maxRead = 200, 64 << 10
	text := strings.ToValidUTF8(string(body[:min(len(body), maxRead)]), "")
	text = markupBlocks.ReplaceAllString(text, " ")
	text = html.UnescapeString(markupTags.ReplaceAllString(text, " "))
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) || unicode.IsSpace(r) {
			return r
		}
		return -1
	}, text)
	// The token is redacted before the text is cut, because the cut could leave a part of it.
	text = c.clean(text)
	if runes := []rune(text); len(runes) > maxLength {
		text = string(runes[:maxLength-1]) + "…"
	}
	return text
}
