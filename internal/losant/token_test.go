package losant

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
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
			method: "GET", path: tokenAt, answer: tokenJSON + "}", want: &full,
		},
		"create": {
			call: create(TokenPost{Name: "ci"}), method: "POST", path: tokensAt, body: `{"name":"ci"}`,
			answer: tokenJSON + `,"token":"s"}`, want: &NewToken{Token: full, Secret: "s"},
		},
		"create with everything": {
			call:   create(TokenPost{Name: "ci", Description: "d", Scopes: []string{"instance.get"}, ExpirationDate: "2027-01-01T00:00:00Z", Status: "inactive"}),
			method: "POST", path: tokensAt,
			body:   `{"name":"ci","description":"d","scope":["instance.get"],"expirationDate":"2027-01-01T00:00:00Z","status":"inactive"}`,
			answer: tokenJSON + `,"token":"s"}`, want: &NewToken{Token: full, Secret: "s"},
		},
		"update": {
			call:   update(TokenPatch{Name: Set("ci"), Description: Set(""), Status: Set("active")}),
			method: "PATCH", path: tokenAt, body: `{"name":"ci","description":"","status":"active"}`, answer: tokenJSON + "}", want: &full,
		},
		"update one": {call: update(TokenPatch{Status: Set("inactive")}), method: "PATCH", path: tokenAt, body: `{"status":"inactive"}`, answer: tokenJSON + "}", want: &full},
		"delete": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.Tokens.Delete(ctx, instanceID, otherID)
			},
			method: "DELETE", path: tokenAt, answer: `{"success":true}`,
		},
	})
	if !(TokenPatch{}).IsEmpty() || (TokenPatch{Description: Set("")}).IsEmpty() {
		t.Error("IsEmpty takes something for nothing, or nothing for something")
	}
}

// mint is a small server of API tokens.
type mint struct {
	mu       sync.Mutex
	posts    int
	tokens   []map[string]any
	fault    func(n int) (applies bool, answer http.HandlerFunc) // that of an instance
	late     int                                                 // after how many GETs the first POST takes effect that fault kept from it; 0: never
	gets     int
	kept     map[string]any
	deletion http.HandlerFunc // replaces deletions if it is not nil
}

func (s *mint) add(post map[string]any) map[string]any {
	s.posts++
	post["id"] = fmt.Sprintf("%024d", s.posts)
	post["creationDate"] = time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
	s.tokens = append(s.tokens, post)
	return post
}

func (s *mint) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Date", time.Now().UTC().Format(http.TimeFormat))
	switch req.Method {
	case http.MethodGet:
		if s.gets++; s.kept != nil && s.late > 0 && s.gets > s.late {
			s.tokens, s.kept = append(s.tokens, s.kept), nil
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"items": append([]map[string]any{}, s.tokens...)})
	case http.MethodDelete:
		if s.deletion != nil {
			s.deletion(w, req)
			return
		}
		s.tokens = slices.DeleteFunc(s.tokens, func(t map[string]any) bool { return strings.HasSuffix(req.URL.Path, t["id"].(string)) }) //nolint:forcetypeassert // A test may panic.
		answer(200, `{"success":true}`)(w, req)
	default:
		var post map[string]any
		_ = json.NewDecoder(req.Body).Decode(&post)
		applies, fault := s.fault(s.posts)
		made := s.add(post)
		if !applies {
			s.tokens = s.tokens[:len(s.tokens)-1]
			if s.kept == nil {
				s.kept = made
			}
		}
		if fault != nil {
			fault(w, req)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"id": made["id"], "name": made["name"], "token": "secret of " + made["id"].(string)}) //nolint:forcetypeassert // A test may panic.
	}
}

func aTokenPost() TokenPost {
	return TokenPost{Name: "ci", Scopes: []string{"instanceOrg.*", "instance.get"}, ExpirationDate: "2027-01-01T01:00:00.5+01:00"}
}

// Whatever becomes of an answer, in the end there is exactly one token, whose secret is known.
func TestTokenCreateSettles(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		server  *mint
		methods string
	}{
		"no fault":               {&mint{fault: first(0, true, nil)}, "POST"},
		"lost after the effect":  {&mint{fault: first(1, true, hangUp)}, "POST GET DELETE GET POST GET"},
		"lost before the effect": {&mint{fault: first(1, false, hangUp)}, "POST GET GET POST GET"},
		"503 after the effect":   {&mint{fault: first(1, true, answer(503, "busy"))}, "POST GET DELETE GET POST GET"},
		"lost twice":             {&mint{fault: first(2, true, hangUp)}, "POST GET DELETE GET POST GET DELETE GET POST GET"},
		"without a secret":       {&mint{fault: first(1, true, answer(201, `{"id":"000000000000000000000001"}`))}, "POST GET DELETE GET POST GET"},
		"between the looks":      {&mint{fault: first(1, false, hangUp), late: 1}, "POST GET GET DELETE POST GET"},
		"after both looks":       {&mint{fault: first(1, false, hangUp), late: 2}, "POST GET GET POST GET DELETE"},
		"throttled":              {&mint{fault: first(1, false, answer(429, ""))}, "POST POST"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, tc.server.ServeHTTP, WithMaxRetries(2))
			made, err := c.Tokens.Create(t.Context(), instanceID, aTokenPost())
			if err != nil {
				t.Fatal(err)
			}
			if len(tc.server.tokens) != 1 || tc.server.tokens[0]["id"] != made.ID || made.Secret != "secret of "+made.ID {
				t.Errorf("made %+v, there are %v", made, tc.server.tokens)
			}
			if got := seen.methods(); got != tc.methods {
				t.Errorf("requests %s, want %s", got, tc.methods)
			}
			for _, req := range seen.all() {
				if want := string(flags) + "&sortField=creationDate&sortDirection=desc&page=0&perPage=1000"; req.method == http.MethodGet && (req.path != "/prefix"+tokensAt || req.query != want) {
					t.Errorf("looked with %s?%s", req.path, req.query)
				}
			}
		})
	}
}

func TestTokenCreateDoesNotSettle(t *testing.T) {
	t.Parallel()
	const firstID, secondID = "000000000000000000000001", "000000000000000000000002"
	// Made when it is needed: a token that is seconds old is nobody's lost one.
	other := func(change func(map[string]any)) func() *mint {
		return func() *mint {
			s := &mint{fault: first(9, false, hangUp)}
			post := map[string]any{"name": "ci", "scope": []string{"instance.get", "instanceOrg.*"}, "expirationDate": "2027-01-01T00:00:00.500Z"}
			change(post)
			s.add(post)
			return s
		}
	}
	twins := func() *mint {
		s := other(func(map[string]any) {})()
		s.fault = first(9, true, hangUp)
		return s
	}
	stuck := func() *mint {
		return &mint{fault: first(9, true, hangUp), deletion: answer(403, `{"type":"Forbidden","message":"no"}`)}
	}
	none := func(fault func(int) (bool, http.HandlerFunc)) func() *mint {
		return func() *mint { return &mint{fault: fault} }
	}
	for name, tc := range map[string]struct {
		server  func() *mint
		methods string
		err     []string
		exist   int
	}{
		"refused":        {none(first(1, false, answer(400, ""))), "POST", []string{"400"}, 0},
		"always failing": {none(first(9, true, answer(500, ""))), "POST GET DELETE GET POST GET DELETE GET POST GET DELETE GET", []string{"500"}, 0},
		"several":        {twins, "POST GET", []string{"several were created in the meantime: " + firstID + ", " + secondID, `the API token "ci" may have been created`}, 2},
		"other scopes":   {other(func(t map[string]any) { t["scope"] = []string{"instance.get"} }), "POST GET", []string{firstID + " was created in the meantime, but with other scopes"}, 1},
		"another expiry": {other(func(t map[string]any) { t["expirationDate"] = "2027-01-01T00:00:00.501Z" }), "POST GET", []string{"but with other scopes or another expiration"}, 1},
		"no expiry":      {other(func(t map[string]any) { delete(t, "expirationDate") }), "POST GET", []string{"but with other scopes or another expiration"}, 1},
		"not to be undone": {stuck, "POST GET DELETE", []string{
			`the API token "ci" may have been created in instance ` + instanceID, "it is " + firstID + ", whose secret is lost and which could not be deleted", "403 Forbidden: no",
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := tc.server()
			c, seen := serve(t, server.ServeHTTP, WithMaxRetries(2))
			made, err := c.Tokens.Create(t.Context(), instanceID, aTokenPost())
			checkError(t, err, tc.err...)
			if made != nil || len(server.tokens) != tc.exist {
				t.Errorf("made %+v, there are %v", made, server.tokens)
			}
			if got := seen.methods(); got != tc.methods {
				t.Errorf("requests %s, want %s", got, tc.methods)
			}
		})
	}
}

// What one call has made is never what another has lost.
func TestTokensOfOneName(t *testing.T) {
	t.Parallel()
	server := &mint{fault: func(n int) (bool, http.HandlerFunc) { return true, []http.HandlerFunc{hangUp, nil}[n%2] }}
	c, _ := serve(t, server.ServeHTTP)
	var group sync.WaitGroup
	secrets := make([]string, 6)
	for i := range secrets {
		group.Go(func() {
			if made, err := c.Tokens.Create(t.Context(), instanceID, aTokenPost()); err != nil {
				t.Error(err)
			} else {
				secrets[i] = made.Secret
			}
		})
	}
	group.Wait()
	slices.Sort(secrets)
	if n := len(slices.Compact(secrets)); n != 6 || len(server.tokens) != 6 {
		t.Errorf("%d secrets of %d tokens", n, len(server.tokens))
	}
}

func TestTokenCreateCancelled(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, (&mint{fault: first(0, true, nil)}).ServeHTTP)
	unlock, err := c.Tokens.creations.lock(t.Context(), instanceID, "ci")
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Tokens.Create(ctx, instanceID, aTokenPost()); !errors.Is(err, context.Canceled) || len(seen.all()) != 0 {
		t.Errorf("error %v after %s", err, seen.methods())
	}
}

// Nobody sees a secret in an error.
func TestUnreadableTokenTellsNoSecret(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, inTurn(answer(201, `{"id":"","token":"hidden"}`), answer(403, "")))
	_, err := c.Tokens.Create(t.Context(), instanceID, aTokenPost())
	checkError(t, err, "the API token has no id", "may have been created")
	if strings.Contains(err.Error(), "hidden") {
		t.Errorf("error tells too much: %v", err)
	}
}
