package losant

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// unreadable is the Type of an Error whose answer claimed success but could not be understood.
const unreadable = "UnreadableResponse"

// Error is an answer of the API that is not the wanted one. It is always used as a pointer.
//
// Losant's errors are objects with a type and a message. Proxies in front of it answer with HTML, with nothing or with half
// a body: Message is then a short excerpt of the text, or the name of the status. A 2xx answer that cannot be
// decoded is an Error too, with that status and Type "UnreadableResponse".
type Error struct {
	StatusCode int
	Type       string // such as Validation or NotFound; empty if the body names none
	Message    string // the server's own words, with the token redacted
	Operation  string // the name of the operation that failed, such as instanceOrgInvites.get
	Method     string
	Path       string // escaped, without the base URL and the query

	cause error
}

func (e *Error) Error() string {
	status := strconv.Itoa(e.StatusCode)
	if e.Type != "" {
		status += " " + e.Type
	}
	return e.Method + " " + e.Path + ": " + status + ": " + e.Message
}

// Unwrap returns why an answer was unreadable, or nil.
func (e *Error) Unwrap() error { return e.cause }

// IsNotFound reports whether the API answered that the object does not exist. It may answer so, too,
// when the token may not see the object.
func IsNotFound(err error) bool { return StatusCode(err) == http.StatusNotFound }

// StatusCode returns the HTTP status of the answer that caused err, or 0 when no answer arrived.
func StatusCode(err error) int {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.StatusCode
	}
	return 0
}

// Operation returns the name of the operation that failed with err, such as instanceOrgInvites.get. It returns "" if err
// is not the error of an operation.
func Operation(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Operation
	}
	if e, ok := errors.AsType[*transportError](err); ok {
		return e.operation
	}
	return ""
}

// IsUnreachable reports whether err is that of a request whose last attempt got no response at all.
func IsUnreachable(err error) bool {
	e, ok := errors.AsType[*transportError](err)
	_, redirected := errors.AsType[redirectError](err)
	return ok && !e.responded && !redirected
}

// transportError is a request without an answer.
type transportError struct {
	operation, method, path, text string
	responded                     bool // a response arrived, if only in part
	sent                          bool // part of the request may have reached the server
	cause                         error
}

func (e *transportError) Error() string { return e.method + " " + e.path + ": " + e.text }

func (e *transportError) Unwrap() error { return e.cause }

// redirectError is a redirect that is not followed.
type redirectError string

func (e redirectError) Error() string { return string(e) }

// fateUnknown reports whether a request that failed with err may have taken effect all the same.
func fateUnknown(err error) bool {
	if _, ok := errors.AsType[redirectError](err); ok {
		return false
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.StatusCode >= http.StatusInternalServerError || e.Type == unreadable
	}
	e, ok := errors.AsType[*transportError](err)
	return ok && e.sent
}

// errorFrom makes an Error of an answer that is not 2xx.
func (c *call) errorFrom(status int, body []byte) *Error {
	var wire struct{ Type, Message string }
	// What cannot be decoded stays empty, and the excerpt takes its place.
	_ = json.Unmarshal(body, &wire)
	message := cmp.Or(c.client.redact(wire.Message), c.client.excerpt(body), http.StatusText(status), "no message")
	return &Error{
		StatusCode: status, Type: c.client.redact(wire.Type), Message: message,
		Operation: c.operation.name, Method: c.operation.method, Path: c.client.redact(c.path.text),
	}
}

// unreadableFrom makes an Error of a 2xx answer that is not the object it should be.
func (c *call) unreadableFrom(status int, body []byte, cause error) *Error {
	message := cause.Error()
	// Text tells which proxy has spoken. JSON could hold what nobody should see in a log, such as a new API token.
	if text := c.client.excerpt(body); text != "" && text[0] != '{' && text[0] != '[' {
		message += fmt.Sprintf(" (it begins %q)", text)
	}
	return &Error{
		StatusCode: status, Type: unreadable, Message: c.client.redact(message),
		Operation: c.operation.name, Method: c.operation.method, Path: c.client.redact(c.path.text), cause: cause,
	}
}

var (
	markupBlocks = regexp.MustCompile(`(?is)<(?:script|style)\b.*?(?:</(?:script|style)>|$)`)
	markupTags   = regexp.MustCompile(`<[a-zA-Z/!?][^>]*(?:>|$)`)
)

// excerpt returns the readable beginning of a body, at most 200 characters of it.
func (c *Client) excerpt(body []byte) string {
	const most, looked = 200, 64 << 10
	text := strings.ToValidUTF8(string(body[:min(len(body), looked)]), "")
	text = markupBlocks.ReplaceAllString(text, " ")
	text = html.UnescapeString(markupTags.ReplaceAllString(text, " "))
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) || unicode.IsSpace(r) {
			return r
		}
		return -1
	}, text)
	// Redacted before it is cut, else a part of the token could remain at the cut.
	text = c.redact(strings.Join(strings.Fields(text), " "))
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most-1]) + "…"
	}
	return text
}

// redact removes the token from a text that came from outside.
func (c *Client) redact(text string) string {
	return strings.ReplaceAll(text, c.token, "[redacted]")
}
