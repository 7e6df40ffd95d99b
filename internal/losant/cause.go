package losant

import (
	"errors"
	"net/http"
	"strings"
	"sync"
)

// causes remembers which causes of errors were reported. One cause, such as an expired token, makes every request of a
// client fail, and a user wants to read about it once.
type causes struct {
	mu       sync.Mutex
	reported map[string]bool
	claims   Claims // of the client's token
}

const badToken = "token"

// isFirst records a cause, and reports whether it is new. An empty cause always is.
func (c *causes) isFirst(cause string) bool {
	if c == nil || cause == "" {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reported[cause] {
		return false
	}
	if c.reported == nil {
		c.reported = map[string]bool{}
	}
	c.reported[cause] = true
	return true
}

// HasReportedToken reports whether an error of a token that Losant does not accept was reported.
func (c *Client) HasReportedToken() bool {
	c.causes.mu.Lock()
	defer c.causes.mu.Unlock()
	return c.causes.reported[badToken]
}

// FirstOfCause records that err is reported, and reports whether no error of its client with the same cause was. The
// causes that errors share are a token that is not accepted, a missing scope, and an instance that is not found.
func FirstOfCause(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return !ok || e.causes.isFirst(e.sharedCause())
}

// FirstCheckOfCause does the same for an error of a check. Checks count the missing scopes by themselves, because they
// only warn of them. They also share an organization that is not found.
func FirstCheckOfCause(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return true
	}
	switch {
	case e.StatusCode == http.StatusForbidden:
		return e.causes.isFirst("check " + e.Operation)
	case e.StatusCode == http.StatusNotFound && e.missingInstance() == "":
		return e.causes.isFirst("check " + e.organizationPath())
	}
	return FirstOfCause(err)
}

func (e *Error) sharedCause() string {
	switch e.StatusCode {
	case http.StatusUnauthorized:
		return badToken
	case http.StatusForbidden: // The message tells it from a refusal that has another reason.
		return "scope " + e.Operation + " " + e.Message
	case http.StatusNotFound:
		return e.missingInstance()
	}
	return ""
}

// missingInstance returns the path of the instance, if a 404 can only mean that the instance was not found: the request
// is about the instance itself or one of its lists. Otherwise it returns "".
func (e *Error) missingInstance() string {
	parts := strings.Split(strings.Trim(e.Path, "/"), "/")
	if len(parts) < 2 || len(parts) > 3 || parts[0] != "instances" {
		return ""
	}
	return "/instances/" + parts[1]
}

// organizationPath returns the path up to the organization, which is the whole path if there is none.
func (e *Error) organizationPath() string {
	before, rest, ok := strings.Cut(e.Path, "/orgs/")
	if !ok {
		return e.Path
	}
	id, _, _ := strings.Cut(rest, "/")
	return before + "/orgs/" + id
}
