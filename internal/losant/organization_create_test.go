package losant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// instance is a small server that creates organizations and finds them by name.
type instance struct {
	mu    sync.Mutex
	posts int
	orgs  []map[string]any
	// fault makes the answer of the nth POST (from 0); false in applies says that the POST had no effect. A nil answer is a right one.
	fault func(n int) (applies bool, answer http.HandlerFunc)
	// find replaces the answer of the look-ups if it is not nil.
	find http.HandlerFunc
	skew time.Duration // of the server's clock
}

func (s *instance) add(name string, age time.Duration) map[string]any {
	org := map[string]any{
		"id": fmt.Sprintf("%024d", len(s.orgs)+1), "name": name,
		"creationDate": time.Now().Add(s.skew - age).UTC().Format("2006-01-02T15:04:05.000Z"),
	}
	s.orgs = append(s.orgs, org)
	return org
}

func (s *instance) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Date", time.Now().Add(s.skew).UTC().Format(http.TimeFormat))
	if req.Method == http.MethodGet {
		s.list(w, req)
		return
	}
	var post struct{ Name string }
	_ = json.NewDecoder(req.Body).Decode(&post)
	applies, fault := true, http.HandlerFunc(nil)
	if s.fault != nil {
		applies, fault = s.fault(s.posts)
	}
	s.posts++
	var org map[string]any
	if applies {
		org = s.add(post.Name, 0)
	}
	if fault != nil {
		fault(w, req)
		return
	}
	_ = json.NewEncoder(w).Encode(org)
}

func (s *instance) list(w http.ResponseWriter, req *http.Request) {
	if s.find != nil {
		s.find(w, req)
		return
	}
	var query struct {
		Name struct {
			Eq string `json:"$eq"`
		}
	}
	_ = json.Unmarshal([]byte(req.URL.Query().Get("query")), &query)
	found := []map[string]any{}
	for _, org := range s.orgs {
		if query.Name.Eq == "" || org["name"] == query.Name.Eq {
			found = append(found, org)
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"items": found, "totalCount": len(found), "perPage": 1000})
}

// start serves the instance.
func (s *instance) start(t *testing.T, opts ...Option) (*Client, *recorder) {
	t.Helper()
	return serve(t, s.ServeHTTP, opts...)
}

// first makes the first n POSTs fail.
func first(n int, applies bool, h http.HandlerFunc) func(int) (bool, http.HandlerFunc) {
	return func(i int) (bool, http.HandlerFunc) {
		if i < n {
			return applies, h
		}
		return true, nil
	}
}

func TestCreateSettles(t *testing.T) {
	t.Parallel()
	const firstID, secondID = "000000000000000000000001", "000000000000000000000002"
	for name, tc := range map[string]struct {
		server   *instance
		before   time.Duration // the age of an organization of the same name that is there already; 0: none
		methods  string
		id       string
		err      []string // parts of the error instead of an id
		exist    int      // how many organizations there are in the end
		statusIs int
	}{
		"no fault": {server: &instance{}, methods: "POST", id: firstID, exist: 1},
		"lost after the effect": {
			server: &instance{fault: first(1, true, hangUp)}, methods: "POST GET", id: firstID, exist: 1,
		},
		"lost before the effect": {
			server: &instance{fault: first(1, false, hangUp)}, methods: "POST GET GET POST", id: firstID, exist: 1,
		},
		"lost twice before the effect": {
			server:  &instance{fault: first(2, false, hangUp)},
			methods: "POST GET GET POST GET GET POST", id: firstID, exist: 1,
		},
		"503 after the effect": {
			server: &instance{fault: first(1, true, answer(503, "<h1>busy</h1>"))}, methods: "POST GET", id: firstID, exist: 1,
		},
		"504 before the effect": {
			server: &instance{fault: first(1, false, answer(504, ""))}, methods: "POST GET GET POST", id: firstID, exist: 1,
		},
		"unreadable answer": {
			server: &instance{fault: first(1, true, answer(200, "<html>"))}, methods: "POST GET", id: firstID, exist: 1,
		},
		"answer without an id": {
			server: &instance{fault: first(1, true, answer(200, `{"success":true}`))}, methods: "POST GET", id: firstID, exist: 1,
		},
		"answer broken off": {
			server: &instance{fault: first(1, true, breakOff)}, methods: "POST GET", id: firstID, exist: 1,
		},
		"throttled": {
			server: &instance{fault: first(3, false, answer(429, ""))}, methods: "POST POST POST POST", id: firstID, exist: 1,
		},
		"refused": {
			server: &instance{fault: first(1, false, answer(400, `{"type":"Validation","message":"name is too long"}`))}, methods: "POST",
			err: []string{"POST " + orgsAt + ": 400 Validation: name is too long"}, statusIs: 400,
		},
		"refused after being lost": {
			server: &instance{fault: func(n int) (bool, http.HandlerFunc) {
				return false, []http.HandlerFunc{hangUp, answer(403, "")}[n]
			}},
			methods: "POST GET GET POST GET GET", err: []string{"403"}, statusIs: 403,
		},
		"always failing": {
			server: &instance{fault: first(99, false, answer(500, ""))}, methods: "POST GET GET POST GET GET POST GET GET",
			err: []string{"500"}, statusIs: 500,
		},
		"an older one is another": {
			server: &instance{fault: first(1, true, hangUp)}, before: 10 * time.Second, methods: "POST GET", id: secondID, exist: 2,
		},
		"clock of the server ahead": {
			server: &instance{fault: first(1, true, hangUp), skew: 5 * time.Hour}, before: 10 * time.Second,
			methods: "POST GET", id: secondID, exist: 2,
		},
		"clock of the server behind": {
			server: &instance{fault: first(1, true, hangUp), skew: -5 * time.Hour}, before: 10 * time.Second,
			methods: "POST GET", id: secondID, exist: 2,
		},
		"another was created at the same time": {
			server: &instance{fault: first(1, true, hangUp)}, before: time.Nanosecond, methods: "POST GET",
			err: []string{"several were created in the meantime: " + firstID + ", " + secondID, `"Acme" may have been created`}, exist: 2,
		},
		"looking fails": {
			server:  &instance{fault: first(1, true, hangUp), find: answer(403, `{"type":"Forbidden","message":"no"}`)},
			methods: "POST GET", exist: 1,
			err: []string{"POST " + orgsAt, `the organization "Acme" may have been created in instance ` + instanceID, "403 Forbidden"},
		},
		"looking finds no instance": {
			server: &instance{
				fault: func(n int) (bool, http.HandlerFunc) { return false, []http.HandlerFunc{hangUp, answer(404, "")}[n] },
				find:  answer(404, ""),
			},
			methods: "POST GET GET POST GET GET", err: []string{"404"}, statusIs: 404,
		},
		"looking finds more than the name": {
			server: &instance{fault: first(1, false, hangUp), find: func(w http.ResponseWriter, req *http.Request) {
				answer(200, `{"items":[{"id":"7","name":"acme","creationDate":"`+time.Now().UTC().Format(time.RFC3339)+`"}]}`)(w, req)
			}},
			methods: "POST GET GET POST", id: firstID, exist: 1,
		},
		"looking finds a date that is none": {
			server: &instance{
				fault: first(1, true, hangUp), find: answer(200, `{"items":[{"id":"7","name":"Acme","creationDate":"today"}]}`),
			},
			methods: "POST GET", exist: 1, err: []string{"may have been created", "organization 7", "today"},
		},
		"the server tells no time": {
			server: &instance{
				fault: first(1, true, hangUp), find: answer(200, `{"items":[]}`, "Date", "noon"),
			},
			methods: "POST GET", exist: 1, err: []string{"may have been created", "does not tell its time"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.before > 0 {
				tc.server.add("Acme", tc.before)
			}
			c, seen := tc.server.start(t, WithMaxRetries(2))
			org, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"})
			switch {
			case tc.err != nil:
				checkError(t, err, tc.err...)
			case err != nil:
				t.Fatal(err)
			case org.ID != tc.id || org.Name != "Acme":
				t.Errorf("organization %s %q, want %s", org.ID, org.Name, tc.id)
			}
			if got := StatusCode(err); got != tc.statusIs && tc.statusIs != 0 {
				t.Errorf("status %d, want %d", got, tc.statusIs)
			}
			if got := seen.methods(); got != tc.methods {
				t.Errorf("requests %s, want %s", got, tc.methods)
			}
			if len(tc.server.orgs) != tc.exist {
				t.Errorf("%d organizations, want %d", len(tc.server.orgs), tc.exist)
			}
		})
	}
}

func TestCreateLooksByExactName(t *testing.T) {
	t.Parallel()
	c, seen := (&instance{fault: first(1, true, hangUp)}).start(t)
	if _, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: `A "*"`}); err != nil {
		t.Fatal(err)
	}
	want := string(flags) + "&sortField=creationDate&sortDirection=desc&page=0&perPage=1000" +
		"&query=%7B%22name%22%3A%7B%22%24eq%22%3A%22A%20%5C%22%2A%5C%22%22%7D%7D"
	if got := seen.all()[1]; got.path != "/prefix"+orgsAt || got.query != want {
		t.Errorf("looked with %s?%s, want %s", got.path, got.query, want)
	}
}

// Nothing was sent while no connection could be made, so the POST is repeated without looking.
func TestCreateRepeatsWhatWasNotSent(t *testing.T) {
	t.Parallel()
	server := &instance{}
	c, seen := server.start(t)
	dials := 0
	dialer := newTransport()
	dial := dialer.DialContext
	dialer.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if dials++; dials < 3 {
			return nil, errors.New("connection refused")
		}
		return dial(ctx, network, address)
	}
	c = connect(t, WithBaseURL(c.base), WithHTTPClient(&http.Client{Transport: dialer}))
	org, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"})
	if err != nil || org.Name != "Acme" {
		t.Fatalf("%v, %v", org, err)
	}
	if got := seen.methods(); got != "POST" || dials != 3 {
		t.Errorf("requests %s, dialed %d times", got, dials)
	}
}

// Whatever is lost, no two calls return the same organization, and none is created for nobody.
func TestConcurrentCreatesOfOneName(t *testing.T) {
	t.Parallel()
	const calls = 8
	server := &instance{fault: func(n int) (bool, http.HandlerFunc) {
		switch n % 4 {
		case 0:
			return true, hangUp
		case 1:
			return false, hangUp
		case 2:
			return true, answer(502, "")
		}
		return true, nil
	}}
	c, _ := server.start(t)
	var (
		group sync.WaitGroup
		mu    sync.Mutex
		ids   = map[string]int{}
	)
	for range calls {
		group.Go(func() {
			org, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"})
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			ids[org.ID]++
		})
	}
	group.Wait()
	if len(ids) != calls || len(server.orgs) != calls {
		t.Errorf("%d calls returned %d organizations of %d: %v", calls, len(ids), len(server.orgs), ids)
	}
}

func TestCreateCancelled(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sent bool
		want string
	}{
		"while the server thinks": {true, `"Acme" may have been created`},
		"before it was sent":      {false, "context canceled"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			c, _ := serve(t, func(_ http.ResponseWriter, req *http.Request) {
				cancel()
				<-req.Context().Done()
			})
			if !tc.sent {
				c.pace.refuse(time.Now(), time.Hour)
				time.AfterFunc(time.Millisecond, cancel)
			}
			_, err := c.Organizations.Create(ctx, instanceID, OrganizationPost{Name: "Acme"})
			checkError(t, err, tc.want)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error %v is not the context's", err)
			}
			if !tc.sent && strings.Contains(err.Error(), "may have been created") {
				t.Errorf("error %v, though nothing was sent", err)
			}
		})
	}
}

// A throttled POST has had no effect, even if no other attempt follows.
func TestCreateCancelledWhileThrottled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		c := imagine(t, func(*http.Request) (*http.Response, error) { return reply(429, "", "100"), nil })
		_, err := c.Organizations.Create(ctx, instanceID, OrganizationPost{Name: "Acme"})
		if !errors.Is(err, context.DeadlineExceeded) || fateUnknown(err) {
			t.Errorf("error %v, fate unknown %t", err, fateUnknown(err))
		}
	})
}

// Between the looks, too.
func TestCreateCancelledWhileSettling(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c, seen := (&instance{fault: first(9, false, hangUp), find: func(w http.ResponseWriter, req *http.Request) {
		time.AfterFunc(10*time.Millisecond, cancel)
		answer(200, `{"items":[]}`)(w, req)
	}}).start(t, WithBackoff(time.Hour, time.Hour))
	_, err := c.Organizations.Create(ctx, instanceID, OrganizationPost{Name: "Acme"})
	checkError(t, err, `"Acme" may have been created`)
	if got := seen.methods(); !errors.Is(err, context.Canceled) || got != "POST GET" {
		t.Errorf("requests %s, error %v", got, err)
	}
}

// A creation that waits for its turn gives up with its context.
func TestCreateCancelledWhileWaitingForName(t *testing.T) {
	t.Parallel()
	c, seen := (&instance{}).start(t)
	unlock, err := c.Organizations.creations.lock(t.Context(), instanceID, "Acme")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Organizations.Create(ctx, instanceID, OrganizationPost{Name: "Acme"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	unlock()
	if _, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"}); err != nil {
		t.Error(err)
	}
	if got := seen.methods(); got != "POST" {
		t.Errorf("requests %s", got)
	}
}
