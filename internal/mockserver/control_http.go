package mockserver

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
)

// Control is the Go API over HTTP, for the mock as a program: below /_control, without a token, in JSON. It is not
// part of the server itself, so that no client under test can reach it.
func (s *Server) Control() http.Handler {
	mux := http.NewServeMux()
	for pattern, handle := range map[string]func(id string, body []byte) (any, error){
		"POST /_control/organizations":               s.controlAdd,
		"PATCH /_control/organizations/{id}":         locked(s, s.editOrganization),
		"DELETE /_control/organizations/{id}":        locked(s, s.controlRemove),
		"PATCH /_control/organizations/{id}/summary": locked(s, s.setSummary),
		"POST /_control/organizations/{id}/members":  s.controlMember,
		"PATCH /_control/instance":                   locked(s, func(_ string, changes Doc) error { return s.editInstance(changes) }),
		"POST /_control/faults":                      s.controlFault,
		"DELETE /_control/faults":                    func(string, []byte) (any, error) { s.ClearFaults(); return done, nil },
		"GET /_control/requests":                     func(string, []byte) (any, error) { return s.controlRequests(), nil },
		"DELETE /_control/requests":                  func(string, []byte) (any, error) { s.ResetRequests(); return done, nil },
		"GET /_control/switches":                     func(string, []byte) (any, error) { return s.controlSwitches(), nil },
		"PATCH /_control/switches":                   locked(s, s.controlSet),
		"/":                                          func(string, []byte) (any, error) { return nil, invalid("there is no such control operation") },
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody))
			doc, err := handle(r.PathValue("id"), body)
			if err != nil {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.write(w, s.refuse(err))
				return
			}
			s.write(w, answer(http.StatusOK, doc))
		})
	}
	return mux
}

var done = Doc{"success": true}

// document reads a control body; an absent one is an empty document.
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

// locked makes a handler of a function that changes something.
func locked(s *Server, change func(id string, doc Doc) error) func(string, []byte) (any, error) {
	return func(id string, body []byte) (any, error) {
		doc, err := document(body)
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return done, change(id, doc)
	}
}

func (s *Server) controlAdd(_ string, body []byte) (any, error) {
	doc, err := document(body)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id, err := s.addOrganization(doc)
	return Doc{"id": id}, err
}

func (s *Server) controlRemove(id string, _ Doc) error {
	o, err := s.find(id)
	if err != nil {
		return err
	}
	s.removeOrganization(o)
	return nil
}

func (s *Server) controlMember(id string, body []byte) (any, error) {
	doc, err := document(body)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	user, err := s.addMember(id, doc)
	return Doc{"userId": user}, err
}

// controlFault takes the members of Fault, and its latency as text such as "250ms".
func (s *Server) controlFault(_ string, body []byte) (any, error) {
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

// controlRequests leaves out headers: they hold the token.
func (s *Server) controlRequests() any {
	items := []any{}
	for _, r := range s.Requests() {
		item := Doc{"method": r.Method, "path": r.Path, "query": r.RawQuery, "status": r.Status}
		if doc := r.JSON(); doc != nil {
			item["body"] = doc
		} else if len(r.Body) > 0 {
			item["body"] = strings.ToValidUTF8(string(r.Body), "\uFFFD")
		}
		items = append(items, item)
	}
	return Doc{"items": items, "count": len(items)}
}

func (s *Server) controlSwitches() any {
	s.mu.Lock()
	defer s.mu.Unlock()
	items := []any{}
	for _, sw := range Switches {
		items = append(items, Doc{"name": sw.Name, "question": sw.Question, "settings": sw.Settings, "setting": s.setting(sw.Name)})
	}
	return Doc{"items": items, "count": len(items)}
}

// controlSet sets all the named switches, or none when one of them is wrong.
func (s *Server) controlSet(_ string, settings Doc) error {
	for name := range settings {
		if err := CheckSwitch(name, text(settings, name)); err != nil {
			return err
		}
	}
	for name := range settings {
		s.switches[name] = text(settings, name)
	}
	for _, in := range s.instances {
		for _, o := range in.organizations {
			o.changed()
		}
	}
	return nil
}
