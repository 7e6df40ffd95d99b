package mockserver

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// control is an operation of the control API. It runs while the server is locked.
type control func(c controlCall) (any, error)

// controlCall is a request to the control API. path returns a part of the path by its name in the pattern.
type controlCall struct {
	*Server
	path func(name string) string
	doc  Doc
}

// crudControls returns the control operations of a noun whose objects have an id.
func crudControls(
	path string, add func(*Server, Doc) (string, error), edit func(*Server, string, Doc) error, remove func(*Server, string) error,
) map[string]control {
	return map[string]control{
		"POST " + path:             func(c controlCall) (any, error) { return withID("id")(add(c.Server, c.doc)) },
		"PATCH " + path + "/{id}":  func(c controlCall) (any, error) { return noContent(edit(c.Server, c.path("id"), c.doc)) },
		"DELETE " + path + "/{id}": func(c controlCall) (any, error) { return noContent(remove(c.Server, c.path("id"))) },
	}
}

// mustAdd adds an object for a method of Server and returns its id. It panics on an error.
func (s *Server) mustAdd(add func() (string, error)) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return must(add())
}

// mustChange makes a change for a method of Server. It panics on an error.
func (s *Server) mustChange(change func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	must(0, change())
}

// Control returns a handler of the control API: the methods of Server over HTTP, below /_control, without a token, in
// JSON. ServeHTTP does not include it, so that a client under test cannot reach it. It is LocalOnly.
func (s *Server) Control() http.Handler { return s.ControlAs("") }

// ControlAs returns a handler of the control API whose changes the audit log records as those of a person. Without an
// e-mail address, AuditAs decides.
func (s *Server) ControlAs(email string) http.Handler {
	mux := http.NewServeMux()
	add := func(pattern string, control control) {
		mux.HandleFunc(pattern, s.controlled(func(r *http.Request, body []byte) (any, error) {
			doc, err := document(body)
			if err != nil {
				return nil, err
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			if email != "" {
				defer func(previous party) { s.actor = previous }(s.actor)
				if err := s.auditAs(email); err != nil {
					return nil, err
				}
			}
			return control(controlCall{s, r.PathValue, doc})
		}))
	}
	add("PATCH /_control/assumptions", func(c controlCall) (any, error) { return noContent(c.setAssumptions(c.doc)) })
	for _, n := range s.nouns {
		for pattern, control := range n.controls {
			add(pattern, control)
		}
	}
	for pattern, handle := range map[string]func(*http.Request, []byte) (any, error){
		"POST /_control/faults":     func(_ *http.Request, body []byte) (any, error) { return s.controlFault(body) },
		"DELETE /_control/faults":   func(*http.Request, []byte) (any, error) { s.ClearFaults(); return done, nil },
		"GET /_control/requests":    func(*http.Request, []byte) (any, error) { return s.controlRequests(), nil },
		"DELETE /_control/requests": func(*http.Request, []byte) (any, error) { s.ResetRequests(); return done, nil },
		"GET /_control/assumptions": func(*http.Request, []byte) (any, error) { return s.controlAssumptions(), nil },
		"/":                         func(*http.Request, []byte) (any, error) { return nil, invalid("there is no such control operation") },
	} {
		mux.HandleFunc(pattern, s.controlled(handle))
	}
	return LocalOnly(mux)
}

// withID makes a response of the id of a new object.
func withID(name string) func(id string, err error) (any, error) {
	return func(id string, err error) (any, error) { return Doc{name: id}, err }
}

// noContent makes a response of a change that returns nothing.
func noContent(err error) (any, error) { return done, err }

var done = Doc{"success": true}

func (s *Server) controlled(handle func(*http.Request, []byte) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody))
		doc, err := handle(r, body)
		res := jsonResponse(http.StatusOK, doc)
		if err != nil {
			res = s.controlError(err)
		}
		// Unlike those of the API, a page of another site must not read these responses.
		res.header = http.Header{"Access-Control-Allow-Origin": nil}
		s.write(w, res)
	}
}

func (s *Server) controlError(err error) response {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.errorResponse(err)
}

// document reads a control document. Without a body it is empty.
func document(body []byte) (Doc, error) {
	doc := Doc{}
	if len(body) == 0 {
		return doc, nil
	}
	if json.Unmarshal(body, &doc) != nil || doc == nil {
		return nil, invalid("body must be one JSON object")
	}
	return doc, nil
}

// controlFault takes the fields of Fault, with latency as text such as "250ms".
func (s *Server) controlFault(body []byte) (any, error) {
	var in struct {
		Fault
		Latency string `json:"latency"`
	}
	if err := decodeStrict(body, &in); err != nil {
		return nil, err
	}
	if in.Latency != "" {
		d, err := time.ParseDuration(in.Latency)
		if err != nil {
			return nil, invalid("latency: %v", err)
		}
		in.Fault.Latency = d
	}
	if in.Status != 0 && (in.Status < 200 || in.Status > 599) {
		return nil, invalid("status must be from 200 to 599")
	}
	s.Fail(in.Fault)
	return done, nil
}

// controlRequests leaves out the headers, because they contain the token.
func (s *Server) controlRequests() any {
	items := []any{}
	for _, r := range s.Requests() {
		item := Doc{"method": r.Method, "path": r.Path, "query": s.shownQuery(r.RawQuery), "status": r.Status}
		if doc := r.JSON(); doc != nil {
			item["body"] = doc
		} else if len(r.Body) > 0 {
			item["body"] = strings.ToValidUTF8(string(r.Body), "\uFFFD")
		}
		items = append(items, item)
	}
	doc := marshal(Doc{"items": items, "count": len(items)})
	return json.RawMessage(s.WithoutTokens(string(doc)))
}

// shownQuery returns a query as it was sent, unless it contains or could contain a token in another encoding.
func (s *Server) shownQuery(raw string) string {
	decoded, err := url.QueryUnescape(raw)
	if err != nil || s.WithoutTokens(decoded) != decoded {
		return "[redacted]"
	}
	return raw
}

func (s *Server) controlAssumptions() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	items := []any{}
	for _, a := range Assumptions() {
		items = append(items, Doc{"name": a.Name, "question": a.Question, "settings": a.Settings, "setting": s.setting(a.Name)})
	}
	return Doc{"items": items, "count": len(items)}
}

// setAssumptions applies all settings, or none if one of them is wrong.
func (s *Server) setAssumptions(settings Doc) error {
	for name := range settings {
		if err := CheckAssumption(name, text(settings, name)); err != nil {
			return err
		}
	}
	for name := range settings {
		s.settings[name] = text(settings, name)
	}
	for _, in := range s.instances {
		for _, o := range in.organizations {
			o.changed()
		}
	}
	return nil
}
