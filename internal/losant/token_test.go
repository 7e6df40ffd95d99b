package losant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	tokensAt = instanceAt + "/tokens"
	tokenAt  = tokensAt + "/" + otherID
)

func TestTokens(t *testing.T) {
	t.Parallel()
	const tokenJSON = `{"id":"` + otherID + `","apiTokenId":"?","ownerId":"o","ownerType":"instance","creatorId":"c","creatorType":"user","creatorName":"Ada",
		"name":"ci","description":"d","creationDate":"2026-01-01T00:00:00.000Z","lastUpdated":"2026-01-02T00:00:00.000Z",
		"expirationDate":"2027-01-01T00:00:00.000Z","scope":["instance.get","instanceOrg.*"],"status":"inactive","new":{}`
	full := Token{
		ID: otherID, CreatorID: "c", CreatorType: "user", CreatorName: "Ada", Name: "ci", Description: "d", CreationDate: "2026-01-01T00:00:00.000Z",
		LastUpdated: "2026-01-02T00:00:00.000Z", ExpirationDate: "2027-01-01T00:00:00.000Z", Scopes: []string{"instance.get", "instanceOrg.*"}, Status: "inactive",
	}
	create := func(post TokenPost) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) { return c.Tokens.Create(ctx, instanceID, post) }
	}
	update := func(patch TokenPatch) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return c.Tokens.Update(ctx, instanceID, otherID, patch)
		}
	}
	checkExchanges(t, map[string]exchange{
		"get": {
			call:   func(ctx context.Context, c *Client) (any, error) { return c.Tokens.Get(ctx, instanceID, otherID) },
			method: "GET", path: tokenAt, response: tokenJSON + "}", want: &full,
		},
		"create": {
			call: create(TokenPost{Name: "ci"}), listsFirst: true, method: "POST", path: tokensAt, body: `{"name":"ci"}`,
			response: tokenJSON + `,"token":"s"}`, want: &NewToken{Token: full, Secret: "s"},
		},
		"create with all fields": {
			call:       create(TokenPost{Name: "ci", Description: "d", Scopes: []string{"instance.get"}, ExpirationDate: "2027-01-01T00:00:00Z", Status: "inactive"}),
			listsFirst: true, method: "POST", path: tokensAt,
			body:     `{"name":"ci","description":"d","scope":["instance.get"],"expirationDate":"2027-01-01T00:00:00Z","status":"inactive"}`,
			response: tokenJSON + `,"token":"s"}`, want: &NewToken{Token: full, Secret: "s"},
		},
		"update": {
			call:   update(TokenPatch{Name: Set("ci"), Description: Set(""), Status: Set("active")}),
			method: "PATCH", path: tokenAt, body: `{"name":"ci","description":"","status":"active"}`, response: tokenJSON + "}", want: &full,
		},
		"update one field": {call: update(TokenPatch{Status: Set("inactive")}), method: "PATCH", path: tokenAt, body: `{"status":"inactive"}`, response: tokenJSON + "}", want: &full},
		"delete": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.Tokens.Delete(ctx, instanceID, otherID)
			},
			method: "DELETE", path: tokenAt, response: `{"success":true}`,
		},
	})
	if !(TokenPatch{}).IsEmpty() || (TokenPatch{Description: Set("")}).IsEmpty() {
		t.Error("IsEmpty is wrong")
	}
}

// tokenServer is a small server for API tokens.
type tokenServer struct {
	mu       sync.Mutex
	posts    int
	tokens   []map[string]any
	fault    func(n int) (applies bool, handler http.HandlerFunc) // that of an instanceServer
	late     int                                                  // after how many GETs the first POST without an effect takes effect; 0: never
	gets     int
	delayed  map[string]any   // the token of that POST
	deletion http.HandlerFunc // handles DELETEs if it is not nil
	patch    http.HandlerFunc // handles PATCHes if it is not nil
	rival    map[string]any   // what somebody else creates during the first POST
}

func (s *tokenServer) add(post map[string]any) map[string]any {
	s.posts++
	post["id"] = fmt.Sprintf("%024d", s.posts)
	post["status"] = "active"
	post["creationDate"] = time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	s.tokens = append(s.tokens, post)
	return post
}

func (s *tokenServer) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	is := func(t map[string]any) bool { return strings.HasSuffix(req.URL.Path, t["id"].(string)) } //nolint:forcetypeassert // a test may panic
	switch req.Method {
	case http.MethodGet:
		if s.posts > 0 {
			s.gets++
		}
		if s.delayed != nil && s.late > 0 && s.gets > s.late {
			s.tokens, s.delayed = append(s.tokens, s.delayed), nil
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"items": append([]map[string]any{}, s.tokens...)})
	case http.MethodDelete:
		if s.deletion != nil {
			s.deletion(w, req)
			return
		}
		s.tokens = slices.DeleteFunc(s.tokens, is)
		respond(200, `{"success":true}`)(w, req)
	case http.MethodPatch:
		if s.patch != nil {
			s.patch(w, req)
			return
		}
		token := s.tokens[slices.IndexFunc(s.tokens, is)]
		_ = json.NewDecoder(req.Body).Decode(&token)
		_ = json.NewEncoder(w).Encode(token)
	default:
		if s.posts == 0 && s.rival != nil {
			s.add(maps.Clone(s.rival))
		}
		var post map[string]any
		_ = json.NewDecoder(req.Body).Decode(&post)
		applies, fault := s.fault(s.posts)
		token := s.add(post)
		if !applies {
			s.tokens = s.tokens[:len(s.tokens)-1]
			if s.delayed == nil {
				s.delayed = token
			}
		}
		if fault != nil {
			fault(w, req)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"id": token["id"], "name": token["name"], "token": "secret of " + token["id"].(string)}) //nolint:forcetypeassert // a test may panic
	}
}

func newTokenPost() TokenPost {
	return TokenPost{Name: "ci", Scopes: []string{"instanceOrg.*", "instance.get"}, ExpirationDate: "2027-01-01T01:00:00.5+01:00"}
}

// Whatever becomes of a response, exactly one token exists at the end, and its secret is known.
func TestTokenCreateIsExactlyOnce(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		server  *tokenServer
		methods string
	}{
		"no fault":                      {&tokenServer{fault: failFirst(0, true, nil)}, "GET POST"},
		"dropped after the effect":      {&tokenServer{fault: failFirst(1, true, dropConnection)}, "GET POST GET PATCH DELETE GET POST GET"},
		"dropped before the effect":     {&tokenServer{fault: failFirst(1, false, dropConnection)}, "GET POST GET GET POST GET"},
		"503 after the effect":          {&tokenServer{fault: failFirst(1, true, respond(503, "busy"))}, "GET POST GET PATCH DELETE GET POST GET"},
		"dropped twice":                 {&tokenServer{fault: failFirst(2, true, dropConnection)}, "GET POST GET PATCH DELETE GET POST GET PATCH DELETE GET POST GET"},
		"without a secret":              {&tokenServer{fault: failFirst(1, true, respond(201, `{"id":"000000000000000000000001"}`))}, "GET POST GET PATCH DELETE GET POST GET"},
		"late, after the first search":  {&tokenServer{fault: failFirst(1, false, dropConnection), late: 1}, "GET POST GET GET PATCH DELETE POST GET"},
		"late, after the second search": {&tokenServer{fault: failFirst(1, false, dropConnection), late: 2}, "GET POST GET GET POST GET PATCH DELETE"},
		"throttled":                     {&tokenServer{fault: failFirst(1, false, refuse(429))}, "GET POST POST"},
		"throttled by a proxy, before":  {&tokenServer{fault: failFirst(1, false, respond(429, "<p>busy</p>"))}, "GET POST GET GET POST GET"},
		"throttled by a proxy, after":   {&tokenServer{fault: failFirst(1, true, respond(429, "<p>busy</p>"))}, "GET POST GET PATCH DELETE GET POST GET"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, tc.server.ServeHTTP, WithMaxRetries(2))
			created, err := c.Tokens.Create(t.Context(), instanceID, newTokenPost())
			if err != nil {
				t.Fatal(err)
			}
			if len(tc.server.tokens) != 1 || tc.server.tokens[0]["id"] != created.ID || created.Secret != "secret of "+created.ID {
				t.Errorf("created %+v, there are %v", created, tc.server.tokens)
			}
			if got := seen.methods(); got != tc.methods {
				t.Errorf("requests %s, want %s", got, tc.methods)
			}
			for _, req := range seen.all() {
				if want := string(baseQuery) + "&sortField=creationDate&sortDirection=desc&page=0&perPage=1000"; req.method == http.MethodGet && (req.path != "/prefix"+tokensAt || req.query != want) {
					t.Errorf("searched with %s?%s", req.path, req.query)
				}
			}
		})
	}
}

func TestTokenCreateFails(t *testing.T) {
	t.Parallel()
	const firstID, secondID = "000000000000000000000001", "000000000000000000000002"
	const unequal = "those created in the meantime have other values: " + firstID
	// other returns a server on which somebody else creates a similar token during the POST, which has no effect.
	other := func(change func(map[string]any)) func() *tokenServer {
		return func() *tokenServer {
			rival := map[string]any{"name": "ci", "scope": []string{"instance.get", "instanceOrg.*"}, "expirationDate": "2027-01-01T00:00:00.500Z"}
			change(rival)
			return &tokenServer{fault: failFirst(9, false, dropConnection), rival: rival}
		}
	}
	twins := func() *tokenServer {
		s := other(func(map[string]any) {})()
		s.fault = failFirst(9, true, dropConnection)
		return s
	}
	stuck := func() *tokenServer {
		return &tokenServer{fault: failFirst(9, true, dropConnection), deletion: refuse(403)}
	}
	active := func() *tokenServer {
		return &tokenServer{fault: failFirst(9, true, dropConnection), deletion: refuse(403), patch: refuse(400)}
	}
	none := func(fault func(int) (bool, http.HandlerFunc)) func() *tokenServer {
		return func() *tokenServer { return &tokenServer{fault: fault} }
	}
	for name, tc := range map[string]struct {
		server  func() *tokenServer
		methods string
		err     []string
		exist   int
	}{
		"refused":        {none(failFirst(1, false, refuse(400))), "GET POST", []string{"400"}, 0},
		"always failing": {none(failFirst(9, true, respond(500, ""))), "GET POST GET PATCH DELETE GET POST GET PATCH DELETE GET POST GET PATCH DELETE GET", []string{"500"}, 0},
		"several":        {twins, "GET POST GET", []string{"several were created in the meantime: " + firstID + ", " + secondID, `the API token "ci" may have been created`}, 2},
		"other scopes":   {other(func(t map[string]any) { t["scope"] = []string{"instance.get"} }), "GET POST GET", []string{unequal}, 1},
		"another expiry": {other(func(t map[string]any) { t["expirationDate"] = "2027-01-01T00:00:00.501Z" }), "GET POST GET", []string{unequal}, 1},
		"no expiry":      {other(func(t map[string]any) { delete(t, "expirationDate") }), "GET POST GET", []string{unequal}, 1},
		"a description":  {other(func(t map[string]any) { t["description"] = "x" }), "GET POST GET", []string{unequal}, 1},
		"cannot be deleted": {stuck, "GET POST GET PATCH DELETE", []string{
			`the API token "ci" may have been created in instance ` + instanceID, "the secret of API token " + firstID + " is lost, and the token is inactive but could not be deleted", "403 Refused: no",
		}, 1},
		"cannot be changed": {active, "GET POST GET PATCH DELETE", []string{
			"the secret of API token " + firstID + " is lost, and the token could be neither deactivated nor deleted", "403 Refused: no",
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := tc.server()
			c, seen := serve(t, server.ServeHTTP, WithMaxRetries(2))
			created, err := c.Tokens.Create(t.Context(), instanceID, newTokenPost())
			checkError(t, err, tc.err...)
			if created != nil || len(server.tokens) != tc.exist {
				t.Errorf("created %+v, there are %v", created, server.tokens)
			}
			if got := seen.methods(); got != tc.methods {
				t.Errorf("requests %s, want %s", got, tc.methods)
			}
		})
	}
}

// No call deletes the token of another call.
func TestConcurrentTokensWithOneName(t *testing.T) {
	t.Parallel()
	server := &tokenServer{fault: func(n int) (bool, http.HandlerFunc) { return true, []http.HandlerFunc{dropConnection, nil}[n%2] }}
	c, _ := serve(t, server.ServeHTTP)
	var group sync.WaitGroup
	secrets := make([]string, 6)
	for i := range secrets {
		group.Go(func() {
			if created, err := c.Tokens.Create(t.Context(), instanceID, newTokenPost()); err != nil {
				t.Error(err)
			} else {
				secrets[i] = created.Secret
			}
		})
	}
	group.Wait()
	slices.Sort(secrets)
	if n := len(slices.Compact(secrets)); n != 6 || len(server.tokens) != 6 {
		t.Errorf("%d secrets of %d tokens", n, len(server.tokens))
	}
}

func TestTokenCreateEndsWithContext(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, (&tokenServer{fault: failFirst(0, true, nil)}).ServeHTTP)
	unlock, err := c.Tokens.creations.lock(t.Context(), instanceID, "ci")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Tokens.Create(ctx, instanceID, newTokenPost()); !errors.Is(err, context.Canceled) || len(seen.all()) != 0 {
		t.Errorf("error %v after %s", err, seen.methods())
	}
}

func TestErrorsNeverContainSecrets(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, inSequence(respond(200, `{"items":[]}`), respond(201, `{"id":"","token":"hidden"}`), refuse(403)))
	_, err := c.Tokens.Create(t.Context(), instanceID, newTokenPost())
	checkError(t, err, "the API token has no id", "may have been created")
	if strings.Contains(err.Error(), "hidden") {
		t.Errorf("error %v contains the secret", err)
	}
}
