package mockserver

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
)

// Request is one received request. Status is the status of the response, and 0 without one.
type Request struct {
	Method, Path string
	Query        url.Values
	RawQuery     string
	Header       http.Header
	Body         []byte
	Status       int
}

// JSON returns the body as a document, and nil if it is not a JSON object. An absent field and a null differ.
func (r Request) JSON() Doc {
	var doc Doc
	if json.Unmarshal(r.Body, &doc) != nil {
		return nil
	}
	return doc
}

func (s *Server) record(r *http.Request, body []byte) *Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	record := &Request{
		Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(), RawQuery: r.URL.RawQuery,
		Header: r.Header.Clone(), Body: body,
	}
	s.requests = append(s.requests, record)
	return record
}

func (s *Server) finish(record *Request, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	record.Status = status
}

// Requests returns the received requests in order, including those with an error or a fault. With methods, it returns
// only requests with these methods.
func (s *Server) Requests(methods ...string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Request
	for _, r := range s.requests {
		if len(methods) == 0 || slices.Contains(methods, r.Method) {
			out = append(out, *r)
		}
	}
	return out
}

// ResetRequests clears the list of received requests.
func (s *Server) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}
