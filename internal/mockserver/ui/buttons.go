package ui

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// button is a form of a page, and the request to the control API that it stands for.
type button struct {
	page   string // The path of the form, without the name of the button.
	method string
	path   func(id string, form url.Values) string
	body   func(form url.Values) (any, error) // nil if there is none.
	action string                             // Completes "Could not ...".
	done   string
}

var buttons = map[string]button{
	"accept": ofInvitation(http.MethodPost, "/accept", "accept the invitation", "The invitation is accepted. The person is a member now."),
	"reject": ofInvitation(http.MethodDelete, "", "reject the invitation", "The invitation is rejected."),
	"expire": ofInvitation(http.MethodPost, "/expire", "let the invitation expire", "The invitation has expired."),
	"address": {
		page: organizationForms, method: http.MethodPatch, action: "change the e-mail address", done: "The person has a new e-mail address.",
		path: func(_ string, form url.Values) string {
			return "/_control/accounts/" + url.PathEscape(form.Get("email"))
		},
		body: func(form url.Values) (any, error) { return mockserver.Doc{"email": form.Get("new")}, nil },
	},
	"join": {
		page: organizationForms, method: http.MethodPost, action: "add the person", done: "The person is a member now, without Terraform.",
		path: func(id string, _ url.Values) string { return organizationPath(id) + "/members" },
		body: func(form url.Values) (any, error) {
			return mockserver.Doc{"email": form.Get("email"), "role": form.Get("role")}, nil
		},
	},
	"describe": {
		page: organizationForms, method: http.MethodPatch, action: "change the organization", done: "The organization is changed.", path: ofOrganization,
		body: func(form url.Values) (any, error) {
			description := strings.ReplaceAll(form.Get("description"), "\r\n", "\n") // Browsers end lines with CRLF.
			return mockserver.Doc{"name": form.Get("name"), "description": description}, nil
		},
	},
	"limit": {
		page: organizationForms, method: http.MethodPatch, action: "change the limit", done: "The limit is changed.", path: ofOrganization,
		body: limitOf,
	},
	"lapse": {
		page: organizationForms, method: http.MethodPost, action: "end the trial", done: "The trial has lapsed. Payloads are off.",
		path: func(id string, _ url.Values) string { return organizationPath(id) + "/lapse" },
	},
	"fault":  {page: "requests", method: http.MethodPost, action: "add the fault", done: "The fault waits for the next request that it can hit.", path: fixed("faults"), body: faultOf},
	"calm":   {page: "requests", method: http.MethodDelete, action: "remove the faults", done: "The faults are removed.", path: fixed("faults")},
	"forget": {page: "requests", method: http.MethodDelete, action: "clear the list", done: "The list is empty.", path: fixed("requests")},
}

const organizationForms = "organizations/{id}"

func organizationPath(id string) string { return "/_control/organizations/" + url.PathEscape(id) }

func ofOrganization(id string, _ url.Values) string { return organizationPath(id) }

func fixed(name string) func(string, url.Values) string {
	return func(string, url.Values) string { return "/_control/" + name }
}

func ofInvitation(method, suffix, action, done string) button {
	return button{page: organizationForms, method: method, action: action, done: done, path: func(id string, form url.Values) string {
		return organizationPath(id) + "/invitations/" + url.PathEscape(form.Get("email")) + suffix
	}}
}

func limitOf(form url.Values) (any, error) {
	value, err := strconv.ParseInt(form.Get("value"), 10, 64)
	if err != nil {
		return nil, errors.New("the limit must be a whole number")
	}
	return mockserver.Doc{"limits": mockserver.Doc{form.Get("limit"): value}}, nil
}

// press returns the handler of a button. It leads back to the page, which says what has happened.
func (s *site) press(name string, b button) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		if err := s.run(r, b); err != nil {
			n := problem(b.action, err)
			if b.page == organizationForms {
				s.showOrganization(w, r, n)
			} else {
				s.showRequests(w, r, n)
			}
			return
		}
		back := "/_ui/requests"
		if b.page == organizationForms {
			back = "/_ui/organizations/" + url.PathEscape(r.PathValue("id"))
		}
		http.Redirect(w, r, back+"?done="+name+"#notice", http.StatusSeeOther)
	}
}

func (s *site) run(r *http.Request, b button) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	var body any
	if b.body != nil {
		var err error
		if body, err = b.body(r.PostForm); err != nil {
			return err
		}
	}
	_, err := s.call(r, b.method, b.path(r.PathValue("id"), r.PostForm), body)
	return err
}

// refusal is an error of the control API.
type refusal struct {
	status  int
	message string
}

func (e *refusal) Error() string { return e.message }

// call makes a request to the control API, on behalf of a request to a page.
func (s *site) call(r *http.Request, method, path string, body any) (mockserver.Doc, error) {
	var content []byte
	if body != nil {
		var err error
		if content, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	inner, err := http.NewRequestWithContext(r.Context(), method, path, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	inner.Host = r.Host
	w := httptest.NewRecorder()
	s.control.ServeHTTP(w, inner)
	doc := mockserver.Doc{}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		return nil, err
	}
	if w.Code != http.StatusOK {
		return nil, &refusal{w.Code, text(doc, "message")}
	}
	return doc, nil
}

// problem returns a notice about something that failed.
func problem(action string, err error) notice {
	n := notice{Problem: "Could not " + action + ": " + err.Error() + ".", status: http.StatusBadRequest}
	if refused, ok := errors.AsType[*refusal](err); ok {
		n.status = refused.status
	}
	return n
}
