package mockserver

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// access is how far the broad scopes reach: which of them unlock an operation beside its own narrow ones.
type access int

const (
	read    access = iota // every broad scope
	write                 // every broad scope but the read-only ones
	manage                // unbounded scopes only: members, invitations and tokens
	visitor               // user tokens only: an instance token knows no other instances
)

var broad = map[access][]string{
	read:    {"all.Instance", "all.Instance.bounded", "all.Instance.read", "all.User", "all.User.bounded", "all.User.read"},
	write:   {"all.Instance", "all.Instance.bounded", "all.User", "all.User.bounded"},
	manage:  {"all.Instance", "all.User"},
	visitor: {"all.User", "all.User.bounded", "all.User.read", "only.User", "only.User.bounded", "only.User.read"},
}

// usageActions are the scopes of the usage series, the same for an instance, an organization and a sandbox.
const usageActions = " payloadCounts payloadCountsBreakdown deviceCounts notebookMinuteCounts"

// instanceScopes are the narrow scopes an instance token may have: for each family "*" and these actions.
var instanceScopes = map[string]string{
	"instance":                  "get patch historicalSummaries generateReport" + usageActions,
	"instanceOrg":               "get patch delete convertToEnterprise" + usageActions,
	"instanceOrgs":              "get post",
	"instanceMember":            "get patch delete",
	"instanceMembers":           "get post",
	"instanceOrgMember":         "get patch delete",
	"instanceOrgMembers":        "get post",
	"instanceOrgInvite":         "get delete resendInvite",
	"instanceOrgInvites":        "get post",
	"instanceApiTokens":         "get post",
	"instanceApiToken":          "get patch delete",
	"instanceCustomNodes":       "get post",
	"instanceCustomNode":        "get patch delete errors stats",
	"instanceNotificationRules": "get post",
	"instanceNotificationRule":  "get patch delete evaluate logs",
	"instanceSandbox":           "get delete undelete" + usageActions,
	"instanceSandboxes":         "get",
	"instanceAuditLog":          "get",
	"instanceAuditLogs":         "get",
}

// instanceScopeWords are all scopes an instance token may have.
var instanceScopeWords = func() []string {
	words := slices.Clone(broad[read][:3])
	for family, actions := range instanceScopes {
		for _, action := range append([]string{"*"}, strings.Fields(actions)...) {
			words = append(words, family+"."+action)
		}
	}
	return words
}()

// token is a bearer token. An instance token reaches its instance; a user token reaches them all.
type token struct {
	user     string    // The account behind a user token.
	instance *instance // That of an instance token.
	secret   string
	doc      Doc // What GET shows, short of the computed members.
}

// party is who acts with the token.
func (t *token) party(s *Server) party {
	if t.user != "" {
		return s.userParty(t.user)
	}
	return party{"ApiToken", text(t.doc, "id"), text(t.doc, "name")}
}

func (t *token) allows(r *route) bool {
	if r.access == visitor && t.user == "" {
		return false
	}
	family, _, _ := strings.Cut(r.scope, ".")
	return slices.ContainsFunc(list(t.doc, "scope"), func(scope any) bool {
		word, _ := scope.(string)
		return word == r.scope || word == family+".*" || slices.Contains(broad[r.access], word)
	})
}

// AddToken makes another token of the instance, with all.Instance when no scope is given, and returns its secret. It
// panics on a scope that instance tokens do not know.
func (s *Server) AddToken(scopes ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, scope := range scopes {
		if !slices.Contains(instanceScopeWords, scope) {
			panic(fmt.Sprintf("mockserver: %q is no instance scope", scope))
		}
	}
	return s.tokenByID(must(s.addInstanceToken(Doc{"name": "Control", "scope": scopes}))).secret
}

// AddUserToken makes a token of a new user who administers the instance, with all.User when no scope is given.
func (s *Server) AddUserToken(scopes ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(scopes) == 0 {
		scopes = []string{"all.User"}
	}
	email := fmt.Sprintf("user-%d@example.com", len(s.accounts)+1)
	user := must(s.addAccount(Doc{"email": email, "twoFactorAuthEnabled": true}))
	s.instance.members = append(s.instance.members, Doc{"userId": user, "role": "admin"})
	return s.addToken(user, scopes)
}

func (s *Server) addToken(user string, scopes []string) string {
	id := s.nextID()
	t := &token{user: user, secret: "mock-" + id, doc: must(wire(Doc{"id": id, "name": "User token", "scope": scopes}))}
	s.tokens[t.secret] = t
	return t.secret
}

// ExpireToken makes the API refuse a token from now on.
func (s *Server) ExpireToken(secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokens[secret]; t != nil {
		t.doc["expirationDate"] = date(s.clock())
	}
}

func (s *Server) authenticate(r *http.Request) (*token, error) {
	secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if t := s.tokens[secret]; ok && t != nil && !s.tokenExpired(t) && t.doc["status"] != "inactive" {
		return t, nil
	}
	return nil, &refusal{http.StatusUnauthorized, "Unauthorized", "Invalid access token"}
}

func (s *Server) forbidden() error {
	if s.is("forbidden-status", "404") {
		return notFound("Instance")
	}
	return &refusal{http.StatusForbidden, "Forbidden", "You do not have permission to perform this action"}
}
