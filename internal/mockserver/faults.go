package mockserver

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Fault is an error for the requests that match each of Method, PathPrefix and PathContains that is set. A fault without
// Status, Reset, Cut and Hang is only a delay.
type Fault struct {
	Method       string `json:"method"`
	PathPrefix   string `json:"pathPrefix"`
	PathContains string `json:"pathContains"`

	// Status, Header and Body replace the response. An empty Body is sent as an empty body.
	Status int         `json:"status"`
	Header http.Header `json:"header"`
	Body   string      `json:"body"`

	// Times is the number of requests to hit: 0 for one, -1 for all until ClearFaults.
	Times int `json:"times"`
	// Skip is the number of matching requests to skip first.
	Skip int `json:"skip"`
	// After applies the fault after the request has had its effect.
	After bool `json:"after"`
	// Reset closes the connection without a response.
	Reset bool `json:"reset"`
	// Cut runs the request and closes the connection in the middle of the response body.
	Cut bool `json:"cut"`
	// Hang sends nothing until the client disconnects. The request has its effect only with After or Cut; with Cut, the
	// response stops in the middle of its body.
	Hang bool `json:"hang"`
	// Rate is the share of the matching requests to hit at random, such as 0.2; 0 hits all of them.
	Rate float64 `json:"rate"`
	// Seed makes Rate repeatable, if the requests arrive in the same order.
	Seed uint64 `json:"seed"`
	// Latency is a delay before anything else.
	Latency time.Duration `json:"-"`
}

// TooManyRequests returns a 429 with a Retry-After header of whole seconds.
func TooManyRequests(retryIn time.Duration) Fault {
	f := TooManyRequestsInWords(retryIn)
	f.Header = http.Header{"Retry-After": {strconv.Itoa(int(retryIn / time.Second))}}
	return f
}

// TooManyRequestsInWords returns a 429 like those of the real API, which has the seconds to wait only in its message.
func TooManyRequestsInWords(retryIn time.Duration) Fault {
	message := fmt.Sprintf("Over rate limit, request throttled. Retry in %d seconds", retryIn/time.Second)
	return Fault{
		Status: http.StatusTooManyRequests,
		Body:   string(marshal(Doc{"type": "TooManyRequests", "message": message})),
	}
}

// ServerError returns a 5xx from a proxy in front of the API, with a body in HTML.
func ServerError(status int) Fault {
	return Fault{
		Status: status,
		Header: http.Header{"Content-Type": {"text/html"}},
		Body:   fmt.Sprintf("<html><body><h1>%d %s</h1></body></html>\n", status, http.StatusText(status)),
	}
}

// ResetBefore closes the connection before the request has an effect. net/http retries a GET by itself if that happens on
// a reused connection.
func ResetBefore() Fault { return Fault{Reset: true} }

// ResetAfter closes the connection after the request has had its effect.
func ResetAfter() Fault { return Fault{Reset: true, After: true} }

// CutBody runs the request and sends half of the response.
func CutBody() Fault { return Fault{Cut: true} }

// Fail adds a fault. At most one fault hits a request: the first one that matches.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &activeFault{f, rand.New(rand.NewPCG(f.Seed, 0))}) //nolint:gosec // Not used for a secret.
}

// activeFault is an added fault. Its Times and Skip count down.
type activeFault struct {
	Fault
	random *rand.Rand
}

// skips reports whether the rate leaves out the next request.
func (f *activeFault) skips() bool { return f.Rate > 0 && f.random.Float64() >= f.Rate }

// FaultHits returns the number of requests that faults have hit.
func (s *Server) FaultHits() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hitCount
}

// Faults returns the faults that can still hit requests, with what is left of Times and Skip.
func (s *Server) Faults() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var waiting []Fault
	for _, f := range s.faults {
		if f.Times != 0 {
			waiting = append(waiting, f.Fault)
		}
	}
	return waiting
}

// ClearFaults removes all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

func (f *Fault) matches(r *http.Request) bool {
	return (f.Method == "" || f.Method == r.Method) &&
		strings.HasPrefix(r.URL.Path, f.PathPrefix) && strings.Contains(r.URL.Path, f.PathContains)
}

// faultFor returns the first fault that hits a request, and counts it. The zero Fault does nothing.
func (s *Server) faultFor(r *http.Request) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.throttle.exceeded() {
		return TooManyRequests(time.Second)
	}
	for _, f := range s.faults {
		switch {
		case f.Times == 0 || !f.matches(r) || f.skips():
			continue
		case f.Skip > 0:
			f.Skip--
			continue
		case f.Times > 0:
			f.Times--
		}
		s.hitCount++
		return f.Fault
	}
	return Fault{}
}

// deliver responds to a request and applies its fault.
func (s *Server) deliver(w http.ResponseWriter, r *http.Request, record *Request, f Fault, respond func() response) {
	var res response
	if f.After || f.Cut || (f.Status == 0 && !f.Reset && !f.Hang) {
		res = respond()
	}
	if f.Status != 0 {
		res = response{status: f.Status, header: f.Header, body: []byte(f.Body)}
	}
	switch {
	case f.Reset:
		reset(w)
		return
	case f.Hang && !f.Cut:
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}
	s.finish(record, res.status)
	w.Header().Set("Content-Length", strconv.Itoa(len(res.body)))
	if f.Cut {
		// A body that is shorter than Content-Length makes net/http close the connection.
		res.body = res.body[:len(res.body)/2]
	}
	s.write(w, res)
	if f.Hang {
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
}

// reset closes the connection with a reset instead of an orderly end, if the platform allows it.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// throttle counts requests in windows of one second.
type throttle struct {
	limit, count int
	start        time.Time
}

// Throttle responds with 429 to all requests above a number per second; 0 removes the limit.
func (s *Server) Throttle(requestsPerSecond int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.throttle = throttle{limit: requestsPerSecond}
}

func (t *throttle) exceeded() bool {
	if t.limit == 0 {
		return false
	}
	if now := time.Now(); now.Sub(t.start) >= time.Second {
		t.start, t.count = now, 0
	}
	t.count++
	return t.count > t.limit
}
