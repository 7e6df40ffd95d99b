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

// instanceServer is a small server that creates organizations and finds them by name.
type instanceServer struct {
	mu    sync.Mutex
	posts int
	orgs  []map[string]any
	// fault returns whether POST n, counted from 0, takes effect, and a handler for its response, or nil for a success.
	fault func(n int) (applies bool, handler http.HandlerFunc)
	// find handles GETs if it is not nil.
	find http.HandlerFunc
	skew time.Duration // how far the clock of the server is ahead
}

func (s *instanceServer) add(name string, age time.Duration) map[string]any {
	org := map[string]any{
		"id": fmt.Sprintf("%024d", len(s.orgs)+1), "name": name, "limits": map[string]int{}, // as an organization
		"targetQueryJson": "{}", "ruleConfig": map[string]string{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit"}, // as a rule
		"creationDate": time.Now().Add(s.skew - age).UTC().Format("2006-01-02T15:04:05.000Z"),
	}
	s.orgs = append(s.orgs, org)
	return org
}

func (s *instanceServer) ServeHTTP(w http.ResponseWriter, req *http.Request) {
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

func (s *instanceServer) list(w http.ResponseWriter, req *http.Request) {
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

// start returns a client of the server.
func (s *instanceServer) start(t *testing.T, opts ...Option) (*Client, *recorder) {
	t.Helper()
	return serve(t, s.ServeHTTP, opts...)
}

// failFirst returns a fault of the first n POSTs.
func failFirst(n int, applies bool, h http.HandlerFunc) func(int) (bool, http.HandlerFunc) {
	return func(i int) (bool, http.HandlerFunc) {
		if i < n {
			return applies, h
		}
		return true, nil
	}
}

func TestCreateIsExactlyOnce(t *testing.T) {
	t.Parallel()
	const firstID, secondID = "000000000000000000000001", "000000000000000000000002"
	for name, tc := range map[string]struct {
		server  *instanceServer
		before  time.Duration // the age of an older organization of the same name; 0: there is none
		methods string
		id      string
		err     []string // parts of the error; nil: no error
		exist   int      // the number of organizations at the end
		status  int      // of the error
	}{
		"no fault": {server: &instanceServer{}, methods: "POST", id: firstID, exist: 1},
		"dropped after the effect": {
			server: &instanceServer{fault: failFirst(1, true, dropConnection)}, methods: "POST GET", id: firstID, exist: 1,
		},
		"dropped before the effect": {
			server: &instanceServer{fault: failFirst(1, false, dropConnection)}, methods: "POST GET GET POST", id: firstID, exist: 1,
		},
		"dropped twice before the effect": {
			server:  &instanceServer{fault: failFirst(2, false, dropConnection)},
			methods: "POST GET GET POST GET GET POST", id: firstID, exist: 1,
		},
		"503 after the effect": {
			server: &instanceServer{fault: failFirst(1, true, respond(503, "<h1>busy</h1>"))}, methods: "POST GET", id: firstID, exist: 1,
		},
		"504 before the effect": {
			server: &instanceServer{fault: failFirst(1, false, respond(504, ""))}, methods: "POST GET GET POST", id: firstID, exist: 1,
		},
		"unreadable response": {
			server: &instanceServer{fault: failFirst(1, true, respond(200, "<html>"))}, methods: "POST GET", id: firstID, exist: 1,
		},
		"response without an id": {
			server: &instanceServer{fault: failFirst(1, true, respond(200, `{"success":true}`))}, methods: "POST GET", id: firstID, exist: 1,
		},
		"truncated response": {
			server: &instanceServer{fault: failFirst(1, true, truncate)}, methods: "POST GET", id: firstID, exist: 1,
		},
		"throttled": {
			server: &instanceServer{fault: failFirst(3, false, respond(429, ""))}, methods: "POST POST POST POST", id: firstID, exist: 1,
		},
		"refused": {
			server: &instanceServer{fault: failFirst(1, false, respond(400, `{"type":"Validation","message":"name is too long"}`))}, methods: "POST",
			err: []string{"POST " + orgsAt + ": 400 Validation: name is too long"}, status: 400,
		},
		"refused after no response": {
			server: &instanceServer{fault: func(n int) (bool, http.HandlerFunc) {
				return false, []http.HandlerFunc{dropConnection, respond(403, "")}[n]
			}},
			methods: "POST GET GET POST GET GET", err: []string{"403"}, status: 403,
		},
		"always failing": {
			server: &instanceServer{fault: failFirst(99, false, respond(500, ""))}, methods: "POST GET GET POST GET GET POST GET GET",
			err: []string{"500"}, status: 500,
		},
		"an older one exists": {
			server: &instanceServer{fault: failFirst(1, true, dropConnection)}, before: 10 * time.Second, methods: "POST GET", id: secondID, exist: 2,
		},
		"server clock ahead": {
			server: &instanceServer{fault: failFirst(1, true, dropConnection), skew: 5 * time.Hour}, before: 10 * time.Second,
			methods: "POST GET", id: secondID, exist: 2,
		},
		"server clock behind": {
			server: &instanceServer{fault: failFirst(1, true, dropConnection), skew: -5 * time.Hour}, before: 10 * time.Second,
			methods: "POST GET", id: secondID, exist: 2,
		},
		"another was created at the same time": {
			server: &instanceServer{fault: failFirst(1, true, dropConnection)}, before: time.Nanosecond, methods: "POST GET",
			err: []string{"several were created in the meantime: " + firstID + ", " + secondID, `"Acme" may have been created`}, exist: 2,
		},
		"list refused": {
			server:  &instanceServer{fault: failFirst(1, true, dropConnection), find: respond(403, `{"type":"Forbidden","message":"no"}`)},
			methods: "POST GET", exist: 1,
			err: []string{"POST " + orgsAt, `the organization "Acme" may have been created in instance ` + instanceID, "403 Forbidden"},
		},
		"instance not found": {
			server: &instanceServer{
				fault: func(n int) (bool, http.HandlerFunc) {
					return false, []http.HandlerFunc{dropConnection, respond(404, "")}[n]
				},
				find: respond(404, ""),
			},
			methods: "POST GET GET POST GET GET", err: []string{"404"}, status: 404,
		},
		"list with another name": {
			server: &instanceServer{fault: failFirst(1, false, dropConnection), find: func(w http.ResponseWriter, req *http.Request) {
				respond(200, `{"items":[{"id":"7","name":"acme","limits":{},"creationDate":"`+time.Now().UTC().Format(time.RFC3339)+`"}]}`)(w, req)
			}},
			methods: "POST GET GET POST", id: firstID, exist: 1,
		},
		"list with an invalid date": {
			server: &instanceServer{
				fault: failFirst(1, true, dropConnection), find: respond(200, `{"items":[{"id":"7","name":"Acme","limits":{},"creationDate":"today"}]}`),
			},
			methods: "POST GET", exist: 1, err: []string{"may have been created", "organization 7", "today"},
		},
		"invalid Date header": {
			server: &instanceServer{
				fault: failFirst(1, true, dropConnection), find: respond(200, `{"items":[]}`, "Date", "noon"),
			},
			methods: "POST GET", exist: 1, err: []string{"may have been created", "has no valid Date header"},
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
			if got := StatusCode(err); got != tc.status && tc.status != 0 {
				t.Errorf("status %d, want %d", got, tc.status)
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

func TestCreateSearchesExactName(t *testing.T) {
	t.Parallel()
	c, seen := (&instanceServer{fault: failFirst(1, true, dropConnection)}).start(t)
	if _, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: `A "*"`}); err != nil {
		t.Fatal(err)
	}
	want := string(baseQuery) + "&sortField=creationDate&sortDirection=desc&page=0&perPage=1000" +
		"&query=%7B%22name%22%3A%7B%22%24eq%22%3A%22A%20%5C%22%2A%5C%22%22%7D%7D"
	if got := seen.all()[1]; got.path != "/prefix"+orgsAt || got.query != want {
		t.Errorf("searched with %s?%s, want %s", got.path, got.query, want)
	}
}

// A POST that was not sent is repeated without a search.
func TestCreateRepeatsUnsentPost(t *testing.T) {
	t.Parallel()
	server := &instanceServer{}
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
	c = newTestClient(t, WithBaseURL(c.baseURL), WithHTTPClient(&http.Client{Transport: dialer}))
	org, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"})
	if err != nil || org.Name != "Acme" {
		t.Fatalf("%v, %v", org, err)
	}
	if got := seen.methods(); got != "POST" || dials != 3 {
		t.Errorf("requests %s, dialed %d times", got, dials)
	}
}

// Whatever fails, each call returns an organization of its own, and no others are created.
func TestConcurrentCreatesWithOneName(t *testing.T) {
	t.Parallel()
	const calls = 8
	server := &instanceServer{fault: func(n int) (bool, http.HandlerFunc) {
		switch n % 4 {
		case 0:
			return true, dropConnection
		case 1:
			return false, dropConnection
		case 2:
			return true, respond(502, "")
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

func TestCreateEndsWithContext(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sent bool
		want string
	}{
		"while waiting for the response": {true, `"Acme" may have been created`},
		"before it was sent":             {false, "context canceled"},
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
				c.rate.onThrottle(time.Now(), time.Hour)
				time.AfterFunc(time.Millisecond, cancel)
			}
			_, err := c.Organizations.Create(ctx, instanceID, OrganizationPost{Name: "Acme"})
			checkError(t, err, tc.want)
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error %v, want that of the context", err)
			}
			if !tc.sent && strings.Contains(err.Error(), "may have been created") {
				t.Errorf("error %v, although nothing was sent", err)
			}
		})
	}
}

// A throttled POST has no effect, even if no other attempt follows.
func TestCreateEndsWithContextWhileThrottled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		c := newFakeClient(t, func(*http.Request) (*http.Response, error) { return fakeResponse(429, "", "100"), nil })
		_, err := c.Organizations.Create(ctx, instanceID, OrganizationPost{Name: "Acme"})
		if !errors.Is(err, context.DeadlineExceeded) || outcomeUnknown(err) {
			t.Errorf("error %v, outcome unknown %t", err, outcomeUnknown(err))
		}
	})
}

func TestCreateEndsWithContextWhileSearching(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c, seen := (&instanceServer{fault: failFirst(9, false, dropConnection), find: func(w http.ResponseWriter, req *http.Request) {
		time.AfterFunc(10*time.Millisecond, cancel)
		respond(200, `{"items":[]}`)(w, req)
	}}).start(t, WithBackoff(time.Hour, time.Hour))
	_, err := c.Organizations.Create(ctx, instanceID, OrganizationPost{Name: "Acme"})
	checkError(t, err, `"Acme" may have been created`)
	if got := seen.methods(); !errors.Is(err, context.Canceled) || got != "POST GET" {
		t.Errorf("requests %s, error %v", got, err)
	}
}

func TestCreateEndsWithContextWhileWaitingForName(t *testing.T) {
	t.Parallel()
	c, seen := (&instanceServer{}).start(t)
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
