// Package ui serves the pages of losant-mock. They are a small Instance Manager: they show what a mock server contains, and
// have buttons for what other people do. Each button is a form that calls the control API.
package ui

import (
	"bytes"
	"embed"
	"html/template"
	"io"
	"net/http"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// Manager is the person whom the audit log names for the changes that are made with the pages.
const Manager = "manager@example.com"

// policy lets a page load nothing but its own files, so that markup in a name could do nothing even if it were not escaped.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'"

//go:embed pages static
var files embed.FS

// site serves the pages of a mock server.
type site struct {
	mock    *mockserver.Server
	control http.Handler
}

// New returns a handler that serves a mock server, its control API, and its pages at /_ui/. Requests to the pages and to the
// control API are not recorded, and no fault hits them.
func New(mock *mockserver.Server) http.Handler {
	pages := mockserver.LocalOnly((&site{mock, mock.ControlAs(Manager)}).handler())
	control := mock.Control()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case isBelow(r, "/_control"):
			control.ServeHTTP(w, r)
		case isBelow(r, "/_ui"):
			pages.ServeHTTP(w, r)
		case r.Method == http.MethodGet && r.URL.Path == "/" && accepts(r, "text/html"):
			http.Redirect(w, r, "/_ui/", http.StatusFound)
		default:
			mock.ServeHTTP(w, r)
		}
	})
}

func isBelow(r *http.Request, path string) bool {
	return r.URL.Path == path || strings.HasPrefix(r.URL.Path, path+"/")
}

// accepts reports whether a request names a media type in its Accept header, as browsers do.
func accepts(r *http.Request, mediaType string) bool {
	for accepted := range strings.SplitSeq(strings.Join(r.Header.Values("Accept"), ","), ",") {
		name, _, _ := strings.Cut(accepted, ";")
		if strings.EqualFold(strings.TrimSpace(name), mediaType) {
			return true
		}
	}
	return false
}

func (s *site) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_ui/{$}", func(w http.ResponseWriter, r *http.Request) { s.showOrganizations(w, r, notice{}) })
	mux.HandleFunc("GET /_ui/organizations/{id}", func(w http.ResponseWriter, r *http.Request) { s.showOrganization(w, r, notice{}) })
	mux.HandleFunc("GET /_ui/requests", func(w http.ResponseWriter, r *http.Request) { s.showRequests(w, r, notice{}) })
	mux.Handle("GET /_ui/static/", http.StripPrefix("/_ui", http.FileServerFS(files)))
	mux.HandleFunc("/_ui/", func(w http.ResponseWriter, r *http.Request) { s.showNotFound(w, r) })
	for name, b := range buttons {
		mux.HandleFunc("POST /_ui/"+b.page+"/"+name, s.press(name, b))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "same-origin")
		w.Header().Set("Cache-Control", "no-store")
		mux.ServeHTTP(w, r)
	})
}

// notice is what a page says about the button that was pressed last. The zero notice says nothing.
type notice struct {
	Done, Problem string
	status        int // Of the response, if there is a problem.
}

// noticeOf returns the notice of a page that a button has led to.
func noticeOf(r *http.Request, n notice) notice {
	if n == (notice{}) {
		n.Done = buttons[r.URL.Query().Get("done")].done
	}
	return n
}

// layout is what all pages show.
type layout struct {
	notice

	Title, Page     string
	API, InstanceID string
	Manager         string
	Content         any
}

var templates = template.Must(template.New("").Funcs(template.FuncMap{"count": count}).ParseFS(files, "pages/*.html"))

// render writes a page, without tokens. Its template has the name of the page.
func (s *site) render(w http.ResponseWriter, r *http.Request, page, title string, n notice, content any) {
	n = noticeOf(r, n)
	status := http.StatusOK
	if n.status != 0 {
		status = n.status
	}
	var out bytes.Buffer
	err := templates.ExecuteTemplate(&out, page+".html", layout{n, title, page, "http://" + r.Host, s.mock.InstanceID(), Manager, content})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, s.mock.WithoutTokens(out.String()))
}

func (s *site) showNotFound(w http.ResponseWriter, r *http.Request) {
	s.render(w, r, "not_found", "Not found", notice{status: http.StatusNotFound}, nil)
}
