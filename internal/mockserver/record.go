package mockserver

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
)

// Request is one request as it arrived. Status is the status it was answered with, 0 while it is being answered and
// when the connection was reset instead.
type Request struct {
	Method, Path string
	Query        url.Values
	RawQuery     string
	Header       http.Header
	Body         []byte
	Status       int
}

// JSON is the body as a document, nil when it is not a JSON object. Absent members and null ones stay distinct.
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

// Requests lists the requests received so far in order of arrival, refused and faulted ones included; with methods,
// only those of these methods.
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

// ResetRequests forgets the requests received so far.
func (s *Server) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}
