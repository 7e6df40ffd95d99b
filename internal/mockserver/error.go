package mockserver

import (
	"errors"
	"fmt"
	"net/http"
)

// apiError is an error response. The API sends every error as a JSON object with type and message.
type apiError struct {
	status        int
	kind, message string
	newer         string // The message of the newer version of Losant's server framework, if it differs.
}

func (e *apiError) Error() string { return e.message }

func invalid(format string, args ...any) error {
	return &apiError{status: http.StatusBadRequest, kind: "Validation", message: fmt.Sprintf(format, args...)}
}

// renamed returns an error about an invalid request with another message for the newer version of the framework.
func renamed(err error, newer string) error {
	if e, ok := errors.AsType[*apiError](err); ok {
		e.newer = newer
	}
	return err
}

func notFound(object string) error {
	return &apiError{status: http.StatusNotFound, kind: "NotFound", message: object + " was not found"}
}

func notAllowed(method string) error {
	return &apiError{status: http.StatusMethodNotAllowed, kind: "MethodNotAllowed", message: method + " is not allowed"}
}

// errTooLarge has no type, because only its status is known.
var errTooLarge = &apiError{status: http.StatusRequestEntityTooLarge, message: "Request entity too large."}

func (s *Server) errorResponse(err error) response {
	e, ok := errors.AsType[*apiError](err)
	switch {
	case !ok:
		e = &apiError{status: http.StatusInternalServerError, kind: "InternalServer", message: err.Error()}
	case e == errTooLarge:
		return response{status: e.status}
	}
	body := Doc{"type": e.kind, "message": e.message}
	if e.newer != "" && s.settingIs("validation-words", "newer") {
		body["message"] = e.newer
	}
	return jsonResponse(e.status, body)
}
