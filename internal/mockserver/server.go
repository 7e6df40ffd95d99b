// Package mockserver implements a Losant instance in memory. It keeps state and refuses whatever the API does not
// document. Tests point a client at it, and then check what it has stored, which requests it has received, and how the
// client handles faults.
//
// Whatever the documentation of the API leaves open is an assumption: see [Assumptions].
//
// Each kind of object of the API has its own file. The function nouns lists them.
package mockserver

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// TB is the part of *testing.T that Start uses.
type TB interface {
	Helper()
	Cleanup(func())
}

// Server is a mock of the API. It is an http.Handler and safe for concurrent use.
type Server struct {
	url     string
	http    *httptest.Server // Of a started server.
	clock   func() time.Time
	latency time.Duration
	seed    int
	nouns   []noun
	routes  []route

	mu           sync.Mutex
	settings     map[string]string
	usedSettings map[string]bool // Names of assumptions.
	counter      int
	instance     *instance
	instances    map[string]*instance
	accounts     map[string]Doc
	tokens       map[string]*token
	token        string
	requests     []*Request
	faults       []*activeFault
	hitCount     int
	throttle     throttle
	audits       int   // The number of entries that the audit logs have had.
	actor        party // Who makes the changes of the control API.
}

// Option configures a Server.
type Option func(*Server)

// WithClock makes the server use now for all dates, including the Date header.
func WithClock(now func() time.Time) Option { return func(s *Server) { s.clock = now } }

// WithLatency delays each response.
func WithLatency(d time.Duration) Option { return func(s *Server) { s.latency = d } }

// WithSeed adds a number of organizations to the instance. They differ in names, tags, limits, members and resource
// counts, and are the same for every server.
func WithSeed(organizations int) Option { return func(s *Server) { s.seed = organizations } }

// New returns a server with one instance and one token with the scope all.Instance. It does not listen: use it as a
// handler, or use Start.
func New(opts ...Option) *Server {
	s := &Server{
		clock:        time.Now,
		settings:     map[string]string{},
		usedSettings: map[string]bool{},
		instances:    map[string]*instance{},
		accounts:     map[string]Doc{},
		tokens:       map[string]*token{},
		nouns:        nouns(),
	}
	s.routes = routesOf(s.nouns)
	for _, a := range Assumptions() {
		s.settings[a.Name] = a.Settings[0]
	}
	for _, opt := range opts {
		opt(s)
	}
	s.instance = s.instances[must(s.addInstance(Doc{}))]
	s.token = s.tokenByID(must(s.addInstanceToken(Doc{"name": "Mock"}))).secret
	s.addSeed(s.seed)
	return s
}

// Start starts a new server on a loopback address. It stops when the test ends.
func Start(t TB, opts ...Option) *Server {
	t.Helper()
	s := New(opts...)
	s.http = httptest.NewServer(s)
	t.Cleanup(s.stop)
	s.url = s.http.URL
	return s
}

func (s *Server) stop() {
	s.http.CloseClientConnections()
	s.http.Close()
}

// Restart closes the connections of a started server and refuses new ones for the downtime. The server keeps its state and
// its URL.
func (s *Server) Restart(ctx context.Context, downtime time.Duration) error {
	s.stop()
	time.Sleep(downtime)
	address := strings.TrimPrefix(s.url, "http://")
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	s.http = &httptest.Server{Listener: listener, Config: &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}}
	s.http.Start()
	return nil
}

// URL returns the base URL of a started server, without a trailing slash, and "" if the server is not started.
func (s *Server) URL() string { return s.url }

// InstanceID returns the id of the instance that Token belongs to.
func (s *Server) InstanceID() string { return s.instance.id }

// Token returns an instance token with the scope all.Instance.
func (s *Server) Token() string { return s.token }

// maxBody is the size in bytes above which a request gets a 413. The real limit is not published.
const maxBody = 1 << 20

// ServeHTTP records the request and responds to it, or applies a fault.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// An error means that the client has disconnected, so that the response does not matter.
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	record := s.record(r, body)
	fault := s.faultFor(r)
	pause(r.Context(), s.latency+fault.Latency)
	s.deliver(w, r, record, fault, func() response { return s.respond(r, body) })
}

// respond runs one request. It locks the server, so that requests run one after another.
func (s *Server) respond(r *http.Request, body []byte) response {
	s.mu.Lock()
	defer s.mu.Unlock()
	status, doc, err := s.dispatch(r, body)
	if err != nil {
		return s.errorResponse(err)
	}
	return jsonResponse(status, doc)
}

func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// response is a complete response, so that a fault can drop it or cut it off.
type response struct {
	status int
	header http.Header
	body   []byte
}

func jsonResponse(status int, doc any) response {
	return response{status: status, body: marshal(doc)}
}

// headers are in every response of the real API.
var headers = map[string]string{
	"Content-Type":                "application/json",
	"Pragma":                      "no-cache",
	"Cache-Control":               "no-cache, no-store, must-revalidate",
	"X-Content-Type-Options":      "nosniff",
	"X-XSS-Protection":            "1; mode=block",
	"Content-Security-Policy":     "default-src 'none'",
	"Access-Control-Allow-Origin": "*",
	"Strict-Transport-Security":   "max-age=31536000",
}

func (s *Server) write(w http.ResponseWriter, res response) {
	for name, value := range headers {
		w.Header().Set(name, value)
	}
	w.Header().Set("Date", s.clock().UTC().Format(http.TimeFormat))
	for name, values := range res.header {
		w.Header()[http.CanonicalHeaderKey(name)] = values
	}
	w.WriteHeader(res.status)
	// An error means that the client has disconnected.
	_, _ = io.Copy(w, bytes.NewReader(res.body))
}
