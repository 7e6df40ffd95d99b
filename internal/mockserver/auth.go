package mockserver

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// access decides which broad scopes allow an operation besides its narrow ones.
type access int

const (
	read     access = iota // Every broad scope.
	write                  // Every broad scope that is not read-only.
	manage                 // Only unbounded scopes: members, invitations and tokens.
	userOnly               // Only user tokens, because an instance token belongs to one instance.
)

var broadScopes = map[access][]string{
	read:     {"all.Instance", "all.Instance.bounded", "all.Instance.read", "all.User", "all.User.bounded", "all.User.read"},
	write:    {"all.Instance", "all.Instance.bounded", "all.User", "all.User.bounded"},
	manage:   {"all.Instance", "all.User"},
	userOnly: {"all.User", "all.User.bounded", "all.User.read", "only.User", "only.User.bounded", "only.User.read"},
}

// instanceScopes returns all scopes that an instance token may have.
func instanceScopes() []string {
	var operations []string
	for _, n := range nouns() {
		operations = append(operations, n.unserved...)
		for _, r := range n.routes {
			if r.access != userOnly {
				operations = append(operations, r.operation)
			}
		}
	}
	scopes := slices.Clone(broadScopes[read][:3])
	for _, operation := range operations {
		scopes = append(scopes, operation, family(operation)+".*")
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

// family returns the part of an operation's name that its related operations share.
func family(operation string) string {
	name, _, _ := strings.Cut(operation, ".")
	return name
}

// token is a bearer token. An instance token gives access to its instance, a user token to all instances.
type token struct {
	user     string    // The account of a user token.
	instance *instance // The instance of an instance token.
	secret   string
	doc      Doc // What GET returns, without the computed fields.
}

// party returns who acts with the token.
func (t *token) party(s *Server) party {
	if t.user != "" {
		return s.userParty(t.user)
	}
	return party{"ApiToken", text(t.doc, "id"), text(t.doc, "name")}
}

func (t *token) allows(r *route) bool {
	if r.access == userOnly && t.user == "" {
		return false
	}
	return slices.ContainsFunc(list(t.doc, "scope"), func(item any) bool {
		scope, _ := item.(string)
		return scope == r.operation || scope == family(r.operation)+".*" || slices.Contains(broadScopes[r.access], scope)
	})
}

// AddToken creates another token of the instance and returns its secret. Without scopes, the token has all.Instance. It
// panics on a scope that an instance token cannot have.
func (s *Server) AddToken(scopes ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, scope := range scopes {
		if !slices.Contains(instanceScopes(), scope) {
			panic(fmt.Sprintf("mockserver: %q is not an instance scope", scope))
		}
	}
	return s.tokenByID(must(s.addInstanceToken(Doc{"name": "Control", "scope": scopes}))).secret
}

// AddUserToken creates a token of a new user, who is an administrator of the instance, and returns its secret. Without
// scopes, the token has all.User.
func (s *Server) AddUserToken(scopes ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(scopes) == 0 {
		scopes = []string{"all.User"}
	}
	email := fmt.Sprintf("user-%d@example.com", len(s.accounts)+1)
	user := must(s.addAccount(Doc{"email": email, "twoFactorAuthEnabled": true}))
	s.instance.members = append(s.instance.members, Doc{"userId": user, "role": "admin"})
	id := s.nextID()
	doc := must(wireForm(Doc{"id": id, "name": "User token", "scope": scopes}))
	t := &token{user: user, secret: s.newSecret(doc), doc: doc}
	s.tokens[t.secret] = t
	return t.secret
}

// ExpireToken lets a token expire.
func (s *Server) ExpireToken(secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokens[secret]; t != nil {
		t.doc["expirationDate"] = date(s.clock())
	}
}

// authenticate returns the token of a request. The texts are those of Losant's open server framework, which takes a
// header without a known scheme for none.
func (s *Server) authenticate(r *http.Request) (*token, error) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if isBearer := strings.EqualFold(scheme, "Bearer") || strings.EqualFold(scheme, "JWT"); !isBearer || secret == "" {
		return nil, forbidden()
	}
	t := s.tokens[secret]
	switch {
	case t != nil && s.tokenExpired(t):
		return nil, &apiError{status: http.StatusUnauthorized, kind: "Unauthorized", message: "Access token has expired"}
	case t == nil || t.doc["status"] == "inactive":
		return nil, &apiError{status: http.StatusUnauthorized, kind: "Unauthorized", message: "Invalid access token"}
	}
	return t, nil
}

func forbidden() error {
	return &apiError{status: http.StatusForbidden, kind: "Forbidden", message: "Access is forbidden"}
}
