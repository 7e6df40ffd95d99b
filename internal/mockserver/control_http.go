package mockserver

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
)

// target is what the path of a control operation names.
type target struct{ id, email string }

// Control is the Go API over HTTP, for the mock as a program: below /_control, without a token, in JSON. It is not
// part of the server itself, so that no client under test can reach it.
func (s *Server) Control() http.Handler {
	mux := http.NewServeMux()
	for pattern, change := range s.controlChanges() {
		mux.HandleFunc(pattern, s.controlled(func(at target, body []byte) (any, error) {
			doc, err := document(body)
			if err != nil {
				return nil, err
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			return change(at, doc)
		}))
	}
	for pattern, handle := range map[string]func(target, []byte) (any, error){
		"POST /_control/faults":     func(_ target, body []byte) (any, error) { return s.controlFault(body) },
		"DELETE /_control/faults":   func(target, []byte) (any, error) { s.ClearFaults(); return done, nil },
		"GET /_control/requests":    func(target, []byte) (any, error) { return s.controlRequests(), nil },
		"DELETE /_control/requests": func(target, []byte) (any, error) { s.ResetRequests(); return done, nil },
		"GET /_control/assumptions": func(target, []byte) (any, error) { return s.controlAssumptions(), nil },
		"/":                         func(target, []byte) (any, error) { return nil, invalid("there is no such control operation") },
	} {
		mux.HandleFunc(pattern, s.controlled(handle))
	}
	return mux
}

// controlChanges are the operations that take a document or nothing, and change what the server holds.
func (s *Server) controlChanges() map[string]func(at target, doc Doc) (any, error) {
	const (
		organization = "/_control/organizations/{id}"
		member       = organization + "/members/{email}"
		invitation   = organization + "/invitations/{email}"
		rules        = "/_control/instance/notification-rules"
	)
	return map[string]func(at target, doc Doc) (any, error){
		"POST /_control/organizations":       func(_ target, doc Doc) (any, error) { return made("id")(s.addOrganization(doc)) },
		"PATCH " + organization:              func(at target, doc Doc) (any, error) { return did(s.editOrganization(at.id, doc)) },
		"DELETE " + organization:             func(at target, _ Doc) (any, error) { return did(s.controlRemove(at.id)) },
		"PATCH " + organization + "/summary": func(at target, doc Doc) (any, error) { return did(s.setSummary(at.id, doc)) },

		"POST " + organization + "/members": func(at target, doc Doc) (any, error) { return made("userId")(s.addMember(at.id, doc)) },
		"PATCH " + member:                   func(at target, doc Doc) (any, error) { return did(s.editMember(at.id, at.email, doc)) },
		"DELETE " + member:                  func(at target, _ Doc) (any, error) { return did(s.removeMember(at.id, at.email)) },

		"POST " + organization + "/invitations": func(at target, doc Doc) (any, error) { return made("id")(s.addInvitation(at.id, doc)) },
		"POST " + invitation + "/accept":        func(at target, _ Doc) (any, error) { return made("userId")(s.acceptInvitation(at.id, at.email)) },
		"POST " + invitation + "/expire":        func(at target, _ Doc) (any, error) { return did(s.expireInvitation(at.id, at.email)) },
		"DELETE " + invitation:                  func(at target, _ Doc) (any, error) { return did(s.revokeInvitation(at.id, at.email)) },

		"POST /_control/accounts":                   func(_ target, doc Doc) (any, error) { return made("userId")(s.addAccount(doc)) },
		"PATCH /_control/accounts/{email}":          func(at target, doc Doc) (any, error) { return did(s.editAccount(at.email, doc)) },
		"PATCH /_control/instance":                  func(_ target, doc Doc) (any, error) { return did(s.editInstance(doc)) },
		"POST /_control/instance/members":           func(_ target, doc Doc) (any, error) { return made("userId")(s.addInstanceMember(doc)) },
		"DELETE /_control/instance/members/{email}": func(at target, _ Doc) (any, error) { return did(s.removeInstanceMember(at.email)) },
		"PATCH /_control/audit-as":                  func(_ target, doc Doc) (any, error) { return did(s.auditAs(text(doc, "email"))) },
		"POST /_control/instance/tokens":            func(_ target, doc Doc) (any, error) { return made("id")(s.addInstanceToken(doc)) },
		"PATCH /_control/instance/tokens/{id}":      func(at target, doc Doc) (any, error) { return did(s.editToken(at.id, doc)) },
		"DELETE /_control/instance/tokens/{id}":     func(at target, _ Doc) (any, error) { return did(s.removeToken(at.id)) },
		"POST " + rules:                             func(_ target, doc Doc) (any, error) { return made("id")(s.addNotificationRule(doc)) },
		"PATCH " + rules + "/{id}":                  func(at target, doc Doc) (any, error) { return did(s.editNotificationRule(at.id, doc)) },
		"DELETE " + rules + "/{id}":                 func(at target, _ Doc) (any, error) { return did(s.removeNotificationRule(at.id)) },
		"PATCH /_control/assumptions":               func(_ target, doc Doc) (any, error) { return did(s.setAssumptions(doc)) },
	}
}

// made and did turn the results of a change into its answer.
func made(name string) func(id string, err error) (any, error) {
	return func(id string, err error) (any, error) { return Doc{name: id}, err }
}

func did(err error) (any, error) { return done, err }

func (s *Server) controlled(handle func(target, []byte) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody))
		doc, err := handle(target{r.PathValue("id"), r.PathValue("email")}, body)
		if err != nil {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.write(w, s.refuse(err))
			return
		}
		s.write(w, answer(http.StatusOK, doc))
	}
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

// controlFault takes the members of Fault, and its latency as text such as "250ms".
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
