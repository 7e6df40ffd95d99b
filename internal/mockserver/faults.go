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

// Fault is trouble for the requests it matches: every Method, PathPrefix and PathContains that is set must match.
// A fault with neither Status, Reset, Cut nor Hang only delays.
type Fault struct {
	Method       string `json:"method"`
	PathPrefix   string `json:"pathPrefix"`
	PathContains string `json:"pathContains"`

	// Status, Header and Body are sent in place of the answer; an empty Body is sent empty.
	Status int         `json:"status"`
	Header http.Header `json:"header"`
	Body   string      `json:"body"`

	// Times is how many requests are struck: 0 for one, -1 for all until ClearFaults.
	Times int `json:"times"`
	// Skip lets this many matching requests pass first.
	Skip int `json:"skip"`
	// After lets the request have its effect before the fault.
	After bool `json:"after"`
	// Reset breaks the connection without an answer.
	Reset bool `json:"reset"`
	// Cut carries out the request and breaks the connection in the middle of the answer's body.
	Cut bool `json:"cut"`
	// Hang falls silent until the client has hung up: before the effect, with After behind it, with Cut in the middle of
	// the answer's body.
	Hang bool `json:"hang"`
	// Rate strikes a part of the matching requests, such as 0.2, by chance; 0 strikes them all.
	Rate float64 `json:"rate"`
	// Seed makes the chance repeatable, as far as the requests come in the same order.
	Seed uint64 `json:"seed"`
	// Latency is waited before anything else.
	Latency time.Duration `json:"-"`
}

// TooManyRequests is a 429 with a Retry-After header of whole seconds.
func TooManyRequests(retryIn time.Duration) Fault {
	f := TooManyRequestsInWords(retryIn)
	f.Header = http.Header{"Retry-After": {strconv.Itoa(int(retryIn / time.Second))}}
	return f
}

// TooManyRequestsInWords is a 429 as it has been seen: only its message tells the seconds to wait.
func TooManyRequestsInWords(retryIn time.Duration) Fault {
	message := fmt.Sprintf("Over rate limit, request throttled. Retry in %d seconds", retryIn/time.Second)
	return Fault{
		Status: http.StatusTooManyRequests,
		Body:   string(marshal(Doc{"type": "TooManyRequests", "message": message})),
	}
}

// ServerError is a 5xx from a proxy before the API: its body is HTML.
func ServerError(status int) Fault {
	return Fault{
		Status: status,
		Header: http.Header{"Content-Type": {"text/html"}},
		Body:   fmt.Sprintf("<html><body><h1>%d %s</h1></body></html>\n", status, http.StatusText(status)),
	}
}

// ResetBefore breaks the connection before the request has an effect. Go's own client repeats a GET by itself when that
// happens on a connection it had used before.
func ResetBefore() Fault { return Fault{Reset: true} }

// ResetAfter breaks the connection once the request has had its effect.
func ResetAfter() Fault { return Fault{Reset: true, After: true} }

// CutBody carries out the request and sends half of the answer.
func CutBody() Fault { return Fault{Cut: true} }

// Fail arms a fault. Faults are tried in the order they were armed and one at most strikes a request.
func (s *Server) Fail(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	s.faults = append(s.faults, &armed{f, rand.New(rand.NewPCG(f.Seed, 0))}) //nolint:gosec // chance, not a secret
}

// armed is a fault that has begun to strike.
type armed struct {
	Fault
	chance *rand.Rand
}

func (a *armed) spares() bool { return a.Rate > 0 && a.chance.Float64() >= a.Rate }

// Struck is how many requests faults have struck.
func (s *Server) Struck() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.struck
}

// ClearFaults disarms every fault.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

func (f *Fault) matches(r *http.Request) bool {
	return (f.Method == "" || f.Method == r.Method) &&
		strings.HasPrefix(r.URL.Path, f.PathPrefix) && strings.Contains(r.URL.Path, f.PathContains)
}

// faultFor uses up one turn of the first fault that matches. The zero Fault does nothing.
func (s *Server) faultFor(r *http.Request) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.throttle.exceeded() {
		return TooManyRequests(time.Second)
	}
	for _, f := range s.faults {
		switch {
		case f.Times == 0 || !f.matches(r) || f.spares():
			continue
		case f.Skip > 0:
			f.Skip--
			continue
		case f.Times > 0:
			f.Times--
		}
		s.struck++
		return f.Fault
	}
	return Fault{}
}

// deliver answers a request the way its fault demands.
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
		// Less than the promised length makes net/http close the connection.
		res.body = res.body[:len(res.body)/2]
	}
	s.write(w, res)
	if f.Hang {
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
}

// reset makes the client see a broken connection rather than an orderly end where the platform allows it.
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

// throttle counts requests in windows of one second of real time.
type throttle struct {
	limit, count int
	start        time.Time
}

// Throttle answers 429 to all requests above this many per second; 0 lifts it.
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
