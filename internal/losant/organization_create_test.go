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
	post  OrganizationPost // what a test creates
	rival map[string]any   // what somebody else creates during the first POST
	// fault returns whether POST n, counted from 0, takes effect, and a handler for its response, or nil for a success.
	fault func(n int) (applies bool, handler http.HandlerFunc)
	// find handles GETs if it is not nil.
	find http.HandlerFunc
	// date is the Date header; "": that of the server's clock.
	date string
	// creationDate is that of all organizations; nil: the server's clock.
	creationDate any
	skew         time.Duration // how far the Date header is ahead of creation dates
}

// requiredFields are those of the objects that an instanceServer creates.
var requiredFields = map[string]any{
	"limits":          map[string]int{}, // of an organization
	"targetQueryJson": "{}",             // of a rule
	"ruleConfig":      map[string]string{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit"},
	"triggers":        []any{}, // of a custom node
	"nodes":           []any{},
}

func (s *instanceServer) add(post map[string]any) map[string]any {
	post["id"] = fmt.Sprintf("%024d", len(s.orgs)+1)
	if post["creationDate"] = s.creationDate; s.creationDate == nil {
		post["creationDate"] = time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	}
	for field, value := range requiredFields {
		if post[field] == nil {
			post[field] = value
		}
	}
	s.orgs = append(s.orgs, post)
	return post
}

func (s *instanceServer) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	date := time.Now().Add(s.skew).UTC().Format(http.TimeFormat)
	if s.date != "" {
		date = s.date
	}
	w.Header().Set("Date", date)
	if req.Method == http.MethodGet {
		s.list(w, req)
		return
	}
	var post map[string]any
	_ = json.NewDecoder(req.Body).Decode(&post)
	applies, fault := true, http.HandlerFunc(nil)
	if s.fault != nil {
		applies, fault = s.fault(s.posts)
	}
	if s.posts++; s.posts == 1 && s.rival != nil {
		s.add(s.rival)
	}
	if applies {
		post = s.add(post)
	}
	if fault != nil {
		fault(w, req)
		return
	}
	_ = json.NewEncoder(w).Encode(post)
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
	const firstID, secondID, thirdID = "000000000000000000000001", "000000000000000000000002", "000000000000000000000003"
	for name, tc := range map[string]struct {
		server  *instanceServer
		older   int // how many organizations have the name before
		methods string
		id      string
		err     []string // parts of the error; nil: no error
		exist   int      // the number of organizations at the end
		status  int      // of the error
	}{
		"no fault": {server: &instanceServer{}, methods: "GET POST", id: firstID, exist: 1},
		"dropped after the effect": {
			server: &instanceServer{fault: failFirst(1, true, dropConnection)}, methods: "GET POST GET", id: firstID, exist: 1,
		},
		"dropped before the effect": {
			server: &instanceServer{fault: failFirst(1, false, dropConnection)}, methods: "GET POST GET GET POST", id: firstID, exist: 1,
		},
		"dropped twice before the effect": {
			server:  &instanceServer{fault: failFirst(2, false, dropConnection)},
			methods: "GET POST GET GET POST GET GET POST", id: firstID, exist: 1,
		},
		"unreadable response": {
			server: &instanceServer{fault: failFirst(1, true, respond(200, "<html>"))}, methods: "GET POST GET", id: firstID, exist: 1,
		},
		"response without an id": {
			server: &instanceServer{fault: failFirst(1, true, respond(200, `{"success":true}`))}, methods: "GET POST GET", id: firstID, exist: 1,
		},
		"truncated response": {
			server: &instanceServer{fault: failFirst(1, true, truncate)}, methods: "GET POST GET", id: firstID, exist: 1,
		},
		"throttled": {
			server: &instanceServer{fault: failFirst(3, false, refuse(429))}, methods: "GET POST POST POST POST", id: firstID, exist: 1,
		},
		"throttled by a proxy after the effect": {
			server: &instanceServer{fault: failFirst(1, true, respond(429, "<p>busy</p>"))}, methods: "GET POST GET", id: firstID, exist: 1,
		},
		"throttled by a proxy": {
			server:  &instanceServer{fault: failFirst(3, false, respond(429, "<p>busy</p>"))},
			methods: "GET POST GET GET POST GET GET POST GET GET POST", id: firstID, exist: 1,
		},
		"throttled by a proxy for too long": {
			server:  &instanceServer{fault: failFirst(9, false, respond(429, "<p>busy</p>", "Retry-After", "301"))},
			methods: "GET POST GET GET", err: []string{"429: busy (the server asks to wait 5m1s, and the longest wait is 1m30s)"}, status: 429,
		},
		"refused": {
			server: &instanceServer{fault: failFirst(1, false, respond(400, `{"type":"Validation","message":"name is too long"}`))}, methods: "GET POST",
			err: []string{"POST " + orgsAt + ": 400 Validation: name is too long"}, status: 400,
		},
		"refused after no response": {
			server: &instanceServer{fault: func(n int) (bool, http.HandlerFunc) {
				return false, []http.HandlerFunc{dropConnection, refuse(403)}[n]
			}},
			methods: "GET POST GET GET POST GET GET", err: []string{"403"}, status: 403,
		},
		"always failing": {
			server: &instanceServer{fault: failFirst(99, false, respond(500, ""))}, methods: "GET POST GET GET POST GET GET POST GET GET POST GET GET",
			err: []string{"500"}, status: 500,
		},
		"always refused by a proxy": {
			server: &instanceServer{fault: failFirst(99, false, respond(403, "<h1>no</h1>"))}, methods: "GET POST GET GET POST GET GET POST GET GET",
			err: []string{"403: no"}, status: 403,
		},
		"older ones exist": {
			server: &instanceServer{fault: failFirst(1, true, dropConnection)}, older: 2, methods: "GET POST GET", id: thirdID, exist: 3,
		},
		"older ones exist, dropped before the effect": {
			server: &instanceServer{fault: failFirst(1, false, dropConnection)}, older: 2, methods: "GET POST GET GET POST", id: thirdID, exist: 3,
		},
		"another was created at the same time": {
			server:  &instanceServer{fault: failFirst(1, true, dropConnection), rival: map[string]any{"name": "Acme"}},
			methods: "GET POST GET", exist: 2,
			err: []string{"several were created in the meantime: " + firstID + ", " + secondID, `"Acme" may have been created`},
		},
		"another with other values was created at the same time": {
			server:  &instanceServer{fault: failFirst(1, true, dropConnection), rival: map[string]any{"name": "Acme", "description": "x"}, post: OrganizationPost{Description: "y"}},
			methods: "GET POST GET", id: secondID, exist: 2,
		},
		"only another with other values was created": {
			server:  &instanceServer{fault: failFirst(1, false, dropConnection), rival: map[string]any{"name": "Acme", "description": "x"}, post: OrganizationPost{Description: "y"}},
			methods: "GET POST GET", exist: 1,
			err: []string{"those created in the meantime have other values: " + firstID, `"Acme" may have been created`},
		},
		"list refused": {
			server:  &instanceServer{fault: failFirst(1, true, dropConnection), find: refuse(403)},
			methods: "GET POST GET", exist: 1,
			err: []string{"POST " + orgsAt, `the organization "Acme" may have been created in instance ` + instanceID, "403 Refused"},
		},
		"list refused at first": {
			server: &instanceServer{fault: failFirst(1, true, dropConnection), find: inSequence(refuse(403), respond(200, `{"items":[{"id":"7","name":"Acme","limits":{}}]}`))}, methods: "GET POST GET", exist: 1,
			err: []string{"these have the name now: 7; which of them existed before is unknown: GET " + orgsAt, "403 Refused", `"Acme" may have been created`},
		},
		"list without the name, refused at first": {
			server: &instanceServer{fault: failFirst(1, true, dropConnection), find: inSequence(refuse(403), respond(200, `{"items":[]}`))}, methods: "GET POST GET", exist: 1,
			err: []string{"these have the name now: none; which", `"Acme" may have been created`},
		},
		"list failing": {
			server: &instanceServer{find: respond(503, "")}, methods: "GET GET GET GET", err: []string{"GET " + orgsAt + ": 503"}, status: 503,
		},
		"list not found after no response": {
			server:  &instanceServer{fault: failFirst(1, true, dropConnection), find: inSequence(respond(200, `{"items":[]}`), respond(404, "<html>"))},
			methods: "GET POST GET GET GET GET", exist: 1, err: []string{`"Acme" may have been created`, "404"},
		},
		"list with another name": {
			server:  &instanceServer{fault: failFirst(1, false, dropConnection), find: inSequence(respond(200, `{"items":[]}`), respond(200, `{"items":[{"id":"7","name":"acme","limits":{}}]}`))},
			methods: "GET POST GET GET POST", id: firstID, exist: 1,
		},
		"list without dates": {
			server:  &instanceServer{fault: failFirst(1, true, dropConnection), find: inSequence(respond(200, `{"items":[]}`), respond(200, `{"items":[{"id":"7","name":"Acme","limits":{},"creationDate":"today"}]}`, "Date", "noon"))},
			methods: "GET POST GET", id: "7", exist: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range tc.older {
				tc.server.add(map[string]any{"name": "Acme"})
			}
			c, seen := tc.server.start(t, WithMaxRetries(3))
			tc.server.post.Name = "Acme"
			org, err := c.Organizations.Create(t.Context(), instanceID, tc.server.post)
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
	if got := seen.all()[2]; got.path != "/prefix"+orgsAt || got.query != want {
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
	dialer.DisableKeepAlives = true
	dial := dialer.DialContext
	dialer.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if dials++; dials == 2 || dials == 3 {
			return nil, errors.New("connection refused")
		}
		return dial(ctx, network, address)
	}
	c = newTestClient(t, WithBaseURL(c.baseURL), WithHTTPClient(&http.Client{Transport: dialer}))
	org, err := c.Organizations.Create(t.Context(), instanceID, OrganizationPost{Name: "Acme"})
	if err != nil || org.Name != "Acme" {
		t.Fatalf("%v, %v", org, err)
	}
	if got := seen.methods(); got != "GET POST" || dials != 4 {
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
		"before it was sent":             {false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			c, _ := serve(t, inSequence(respond(200, `{"items":[]}`), func(_ http.ResponseWriter, req *http.Request) {
				cancel()
				<-req.Context().Done()
			}))
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
		c := newFakeClient(t, func(*http.Request) (*http.Response, error) { return fakeResponse(429, throttledJSON, "50"), nil })
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
	none := respond(200, `{"items":[]}`)
	c, seen := (&instanceServer{fault: failFirst(9, false, dropConnection), find: inSequence(none, func(w http.ResponseWriter, req *http.Request) {
		time.AfterFunc(10*time.Millisecond, cancel)
		none(w, req)
	})}).start(t, WithBackoff(time.Hour, time.Hour))
	_, err := c.Organizations.Create(ctx, instanceID, OrganizationPost{Name: "Acme"})
	checkError(t, err, `"Acme" may have been created`)
	if got := seen.methods(); !errors.Is(err, context.Canceled) || got != "GET POST GET" {
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
	if got := seen.methods(); got != "GET POST" {
		t.Errorf("requests %s", got)
	}
}
