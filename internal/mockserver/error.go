package mockserver

import (
	"errors"
	"fmt"
	"net/http"
)

// refusal is an answer other than success. The API writes every error as a JSON object with type and message.
type refusal struct {
	status        int
	kind, message string
}

func (r *refusal) Error() string { return r.message }

func invalid(format string, args ...any) error {
	return &refusal{http.StatusBadRequest, "Validation", fmt.Sprintf(format, args...)}
}

func notFound(noun string) error {
	return &refusal{http.StatusNotFound, "NotFound", noun + " was not found"}
}

func notAllowed(method string) error {
	return &refusal{http.StatusMethodNotAllowed, "MethodNotAllowed", method + " is not allowed"}
}

// errTooLarge has no type: all that is known of it is the status.
var errTooLarge = &refusal{status: http.StatusRequestEntityTooLarge, message: "Request entity too large."}

func (s *Server) refuse(err error) response {
	r, ok := errors.AsType[*refusal](err)
	switch {
	case !ok:
		r = &refusal{http.StatusInternalServerError, "InternalServer", err.Error()}
	case r == errTooLarge:
		return response{status: r.status}
	}
	body := Doc{"type": r.kind, "message": r.message}
	// The types of a 404 and a 405 are attested; those of the others are not.
	attested := r.status == http.StatusNotFound || r.status == http.StatusMethodNotAllowed
	if s.is("error-types", "absent") && !attested {
		delete(body, "type")
	}
	return answer(r.status, body)
}
