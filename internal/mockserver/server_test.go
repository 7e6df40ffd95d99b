package mockserver

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestHeadersAreThoseOfTheAPI(t *testing.T) {
	t.Parallel()
	c := start(t)
	for name, r := range map[string]*result{"success": c.get(c.home()), "error": c.get("/nowhere")} {
		for header, want := range headers {
			if got := r.header.Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
		if got := r.header.Get("Date"); got != "Sun, 17 May 2026 13:14:15 GMT" {
			t.Errorf("%s: got the Date %q, want that of the clock", name, got)
		}
		if r.header.Get("Content-Length") == "" {
			t.Errorf("%s: got no Content-Length", name)
		}
	}
}

func TestNewServesWithoutListening(t *testing.T) {
	t.Parallel()
	s := New()
	if s.URL() != "" {
		t.Errorf("got the URL %q of a server that is not started", s.URL())
	}
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/instances/"+s.InstanceID(), http.NoBody)
	req.Header.Set("Authorization", "Bearer "+s.Token())
	w := httptest.NewRecorder()
	s.ServeHTTP(w, req)
	if w.Code != http.StatusOK {
		t.Errorf("got status %d: %s", w.Code, w.Body)
	}
}

func TestServersAreEqualAndIndependent(t *testing.T) {
	t.Parallel()
	a, b := start(t), start(t)
	if a.InstanceID() != b.InstanceID() || a.Token() != b.Token() || a.add("one") != b.add("one") {
		t.Error("the ids depend on more than the order of creation")
	}
	a.add("two")
	if len(b.Organizations()) != 1 {
		t.Error("the servers share organizations")
	}
}

func TestIDsAreUniqueAndWellFormed(t *testing.T) {
	t.Parallel()
	s := New()
	seen := map[string]bool{}
	for range 10_000 {
		id := s.nextID()
		if !idPattern.MatchString(id) || seen[id] {
			t.Fatalf("id %q is invalid or not unique", id)
		}
		seen[id] = true
	}
}

func TestGeneratedIDsAvoidChosenOnes(t *testing.T) {
	t.Parallel()
	next := New().nextID()
	s := New()
	s.AddOrganization(Doc{"name": "chosen", "id": next})
	if got := s.AddOrganization(Doc{"name": "generated"}); got == next {
		t.Errorf("id %s is not unique", got)
	}
}

func TestBodyTooLarge(t *testing.T) {
	t.Parallel()
	c := start(t)
	r := c.post(c.orgs(), `{"name":"`+strings.Repeat("x", maxBody)+`"}`)
	if r.status != http.StatusRequestEntityTooLarge || r.body != "" {
		t.Errorf("got status %d with body %q, want 413 without a body", r.status, r.body)
	}
}

func TestLatency(t *testing.T) {
	t.Parallel()
	c := start(t, WithLatency(30*time.Millisecond))
	before := time.Now()
	c.get(c.home()).ok()
	if took := time.Since(before); took < 30*time.Millisecond {
		t.Errorf("got the response after %v", took)
	}
}

func TestLatencyEndsWithTheRequest(t *testing.T) {
	t.Parallel()
	c := start(t, WithLatency(time.Hour))
	client := http.Client{Timeout: 20 * time.Millisecond}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.URL()+c.home(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := client.Do(req); err == nil {
		res.Body.Close()
		t.Error("got a response without a delay")
	}
	// The end of the test waits for the handler. It would take an hour if the delay did not end with the request.
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	c := start(t, WithSeed(3))
	id := c.add("shared")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 5 {
				c.get(c.orgs()).ok()
				c.patch(c.org(id), Doc{"description": "d"}).ok()
				c.delete(c.org(text(c.post(c.orgs(), Doc{"name": "x"}).ok(), "id"))).ok()
				c.EditOrganization(id, Doc{"isReadOnly": true})
				c.AddOrganization(Doc{"name": "y"})
				c.Organizations()
				c.Requests("GET")
			}
		})
	}
	wg.Wait()
	if got, want := len(c.Organizations()), 3+1+8*5; got != want {
		t.Errorf("got %d organizations, want %d", got, want)
	}
	if got, want := len(c.Requests()), 8*5*4; got != want {
		t.Errorf("got %d requests, want %d", got, want)
	}
}

// Any other error is a defect of the mock, and must not look like a response of the API.
func TestUnexpectedErrors(t *testing.T) {
	t.Parallel()
	res := New().errorResponse(http.ErrBodyNotAllowed)
	if res.status != http.StatusInternalServerError || !strings.Contains(string(res.body), "InternalServer") {
		t.Errorf("got %d %s", res.status, res.body)
	}
}
