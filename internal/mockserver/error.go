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
}

func (e *apiError) Error() string { return e.message }

func invalid(format string, args ...any) error {
	return &apiError{http.StatusBadRequest, "Validation", fmt.Sprintf(format, args...)}
}

func notFound(object string) error {
	return &apiError{http.StatusNotFound, "NotFound", object + " was not found"}
}

func notAllowed(method string) error {
	return &apiError{http.StatusMethodNotAllowed, "MethodNotAllowed", method + " is not allowed"}
}

// errTooLarge has no type, because only its status is known.
var errTooLarge = &apiError{status: http.StatusRequestEntityTooLarge, message: "Request entity too large."}

func (s *Server) errorResponse(err error) response {
	e, ok := errors.AsType[*apiError](err)
	switch {
	case !ok:
		e = &apiError{http.StatusInternalServerError, "InternalServer", err.Error()}
	case e == errTooLarge:
		return response{status: e.status}
	}
	body := Doc{"type": e.kind, "message": e.message}
	// Only the types of a 404 and a 405 are known from the real API.
	isKnown := e.status == http.StatusNotFound || e.status == http.StatusMethodNotAllowed
	if s.settingIs("error-types", "absent") && !isKnown {
		delete(body, "type")
	}
	return jsonResponse(e.status, body)
}
