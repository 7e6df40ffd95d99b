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

func validInstanceScope(scope string) bool {
	if slices.Contains(broad[read][:3], scope) {
		return true
	}
	family, action, _ := strings.Cut(scope, ".")
	actions, ok := instanceScopes[family]
	return ok && (action == "*" || slices.Contains(strings.Fields(actions), action))
}

// token is a bearer token. An instance token reaches the server's first instance; a user token reaches them all.
type token struct {
	user    string // The account behind a user token.
	scopes  []string
	expired bool
	id      string // As the audit log names it.
}

// party is who acts with the token.
func (t *token) party(s *Server) party {
	if t.user != "" {
		return s.userParty(t.user)
	}
	return party{"ApiToken", t.id, "API token " + t.id[18:]}
}

func (t *token) allows(r *route) bool {
	if r.access == visitor && t.user == "" {
		return false
	}
	family, _, _ := strings.Cut(r.scope, ".")
	return slices.ContainsFunc(t.scopes, func(scope string) bool {
		return scope == r.scope || scope == family+".*" || slices.Contains(broad[r.access], scope)
	})
}

// AddToken makes another instance token, with all.Instance when no scope is given. It panics on a scope that instance
// tokens do not know.
func (s *Server) AddToken(scopes ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, scope := range scopes {
		if !validInstanceScope(scope) {
			panic(fmt.Sprintf("mockserver: %q is no instance scope", scope))
		}
	}
	if len(scopes) == 0 {
		scopes = []string{"all.Instance"}
	}
	return s.addToken("", scopes)
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
	secret := "mock-" + id
	s.tokens[secret] = &token{user: user, scopes: slices.Clone(scopes), id: id}
	return secret
}

// ExpireToken makes the API refuse a token from now on.
func (s *Server) ExpireToken(secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tokens[secret]; t != nil {
		t.expired = true
	}
}

func (s *Server) authenticate(r *http.Request) (*token, error) {
	secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if t := s.tokens[secret]; ok && t != nil && !t.expired {
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
