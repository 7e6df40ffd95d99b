// Package mockserver is a Losant instance in memory: stateful, strict, and speaking the JSON of the wire. Tests point
// a client at it and then look at what it stored, what it was asked, and how the client bears its faults.
//
// Behaviour that no document settles is an assumption, and every assumption is one named row of [Assumptions].
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

// TB is what Start needs of a *testing.T.
type TB interface {
	Helper()
	Cleanup(func())
}

// Server is one mock of the API. It is an http.Handler and safe for concurrent use.
type Server struct {
	url     string
	http    *httptest.Server // of a started server
	clock   func() time.Time
	latency time.Duration
	seed    int

	mu        sync.Mutex
	settings  map[string]string
	counter   int
	instance  *instance
	instances map[string]*instance
	accounts  map[string]Doc
	tokens    map[string]*token
	token     string
	requests  []*Request
	faults    []*armed
	struck    int
	throttle  throttle
	audits    int   // How many entries the audit logs ever had.
	culprit   party // Whose the changes of control are.
}

// Option configures a Server.
type Option func(*Server)

// WithClock makes the server take its dates, the Date header included, from now.
func WithClock(now func() time.Time) Option { return func(s *Server) { s.clock = now } }

// WithLatency delays every answer.
func WithLatency(d time.Duration) Option { return func(s *Server) { s.latency = d } }

// WithSeed fills the instance with a number of organizations that differ in names, tags, limits, members and
// resource counts, the same ones for every server.
func WithSeed(organizations int) Option { return func(s *Server) { s.seed = organizations } }

// New returns a server with one instance and one token of scope all.Instance. Nothing listens: mount it, or use Start.
func New(opts ...Option) *Server {
	s := &Server{
		clock:     time.Now,
		settings:  defaultSettings(),
		instances: map[string]*instance{},
		accounts:  map[string]Doc{},
		tokens:    map[string]*token{},
	}
	for _, opt := range opts {
		opt(s)
	}
	s.instance = s.instances[must(s.addInstance(Doc{}))]
	s.token = s.tokenByID(must(s.addInstanceToken(Doc{"name": "Mock"}))).secret
	s.plant(s.seed)
	return s
}

// Start serves a new server on a loopback address until the test ends.
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

// Restart breaks the connections of a started server, and refuses new ones for a while. What the server holds stays, and so
// does its URL.
func (s *Server) Restart(ctx context.Context, away time.Duration) error {
	s.stop()
	time.Sleep(away)
	address := strings.TrimPrefix(s.url, "http://")
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	s.http = &httptest.Server{Listener: listener, Config: &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}}
	s.http.Start()
	return nil
}

// URL is the base URL of a started server, without a slash at its end, and "" before.
func (s *Server) URL() string { return s.url }

// InstanceID is the id of the instance that Token belongs to.
func (s *Server) InstanceID() string { return s.instance.id }

// Token is an instance token with the scope all.Instance.
func (s *Server) Token() string { return s.token }

// maxBody is the size in bytes above which a request is answered with 413. The real boundary is not published.
const maxBody = 1 << 20

// ServeHTTP records the request, lets faults act on it, and answers it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// A broken upload is answered like an empty one: nobody is left to read the answer.
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	record := s.record(r, body)
	fault := s.faultFor(r)
	pause(r.Context(), s.latency+fault.Latency)
	s.deliver(w, r, record, fault, func() response { return s.respond(r, body) })
}

// respond carries out one request. Requests take turns: the mock has no race that the API would not have.
func (s *Server) respond(r *http.Request, body []byte) response {
	s.mu.Lock()
	defer s.mu.Unlock()
	status, doc, err := s.dispatch(r, body)
	if err != nil {
		return s.refuse(err)
	}
	return answer(status, doc)
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

// response is an answer that is complete before its first byte is sent, so that a fault can drop or cut it.
type response struct {
	status int
	header http.Header
	body   []byte
}

func answer(status int, doc any) response {
	return response{status: status, body: marshal(doc)}
}

// headers are those recorded from the real API on every answer.
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
	// The client has hung up when this fails.
	_, _ = io.Copy(w, bytes.NewReader(res.body))
}
