package losant

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// rosterServer is a small server for the people in an organization and its instance. A person whose e-mail begins
// with "new" has no account.
type rosterServer struct {
	mu       sync.Mutex
	posts    int
	gets     int
	effects  int // how many people were added or invited, and invitations resent
	members  []map[string]any
	invites  []map[string]any
	newID    bool   // an invitation that is resent gets another id
	lateness int    // after how many GETs the first POST without an effect takes effect; 0: never
	late     func() // that effect
	closed   bool   // all GETs are refused after the first POST
	// fault is that of an instanceServer.
	fault func(n int) (applies bool, handler http.HandlerFunc)
}

func (s *rosterServer) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if req.Method == http.MethodGet && s.closed && s.posts > 0 {
		respond(403, `{"type":"Forbidden"}`)(w, req)
		return
	}
	if req.Method == http.MethodGet {
		if s.gets++; s.gets > s.lateness && s.lateness > 0 && s.late != nil {
			s.late()
			s.late = nil
		}
		items := s.members
		if strings.HasSuffix(req.URL.Path, "/invites") {
			items = s.invites
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"items": append([]map[string]any{}, items...)})
		return
	}
	var post map[string]any
	_ = json.NewDecoder(req.Body).Decode(&post)
	applies, fault := s.fault(s.posts)
	s.posts++
	apply := func() any { return s.apply(req.URL.Path, post) }
	var result any
	if applies {
		result = apply()
	} else if s.posts == 1 {
		s.late = func() { apply() }
	}
	switch {
	case fault != nil:
		fault(w, req)
	case result == nil:
		respond(400, `{"type":"Validation","message":"already a member"}`)(w, req)
	default:
		_ = json.NewEncoder(w).Encode(result)
	}
}

// counts returns the numbers of POSTs, of GETs, and of effects.
func (s *rosterServer) counts() (posts, gets, effects int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.posts, s.gets, s.effects
}

// apply returns the response to a POST, or nil if the person is already a member or invited.
func (s *rosterServer) apply(at string, post map[string]any) any {
	if strings.HasPrefix(at, "/prefix"+invitesAt+"/") {
		s.effects++
		s.invites[0]["inviteDate"], s.invites[0]["hasExpired"] = time.Now().UTC().Format(time.RFC3339Nano), false
		if post["role"] != nil {
			s.invites[0]["role"] = post["role"]
		}
		if s.newID {
			s.invites[0]["id"] = "w"
		}
		return s.invites[0]
	}
	for _, known := range append(s.members, s.invites...) {
		if post["email"] != nil && known["email"] == post["email"] || post["userId"] != nil && known["userId"] == post["userId"] {
			return nil
		}
	}
	s.effects++
	email, _ := post["email"].(string)
	if strings.HasSuffix(at, "/members") && !strings.HasPrefix(email, "new") {
		post["userId"] = "u"
		s.members = append(s.members, post)
		return post
	}
	post["id"], post["inviteDate"] = "v", time.Now().UTC().Format(time.RFC3339Nano)
	s.invites = append(s.invites, post)
	if strings.HasSuffix(at, "/members") {
		return map[string]any{"email": email, "role": post["role"]}
	}
	return map[string]any{"items": s.invites}
}

// postCase is a method that sends a POST exactly once.
type postCase struct {
	call    func(context.Context, *Client) (string, error)
	before  map[string]any // an older invitation
	newID   bool
	gets    int // the requests of a search
	want    string
	warning string
}

func postCases() map[string]postCase {
	add := func(post MemberPost) func(context.Context, *Client) (string, error) {
		return func(ctx context.Context, c *Client) (string, error) {
			m, err := c.Members.Add(ctx, orgRef, post)
			if err != nil {
				return "", err
			}
			return strings.Join([]string{m.UserID, m.Email, m.Role}, " "), nil
		}
	}
	resend := func(role string) func(context.Context, *Client) (string, error) {
		return func(ctx context.Context, c *Client) (string, error) {
			i, err := c.Invitations.Resend(ctx, orgRef, "v", role)
			if err != nil {
				return "", err
			}
			return strings.Join([]string{i.ID, i.Email, i.Role}, " "), nil
		}
	}
	addToInstance := func(post InstanceMemberPost) func(context.Context, *Client) (string, error) {
		return func(ctx context.Context, c *Client) (string, error) {
			m, err := c.InstanceMembers.Add(ctx, instanceID, post)
			if err != nil {
				return "", err
			}
			return strings.Join([]string{m.UserID, m.Email, m.Role}, " "), nil
		}
	}
	invite := func(ctx context.Context, c *Client) (string, error) {
		i, err := c.Invitations.Create(ctx, orgRef, InvitationPost{Email: "new@x.io", Role: "view"})
		if err != nil {
			return "", err
		}
		return strings.Join([]string{i.ID, i.Email, i.Role}, " "), nil
	}
	pending := map[string]any{"id": "v", "email": "New@x.io", "role": "view", "inviteDate": "2020-01-01T00:00:00.000Z"}
	expired := map[string]any{"id": "v", "email": "new@x.io", "role": "view", "inviteDate": "2020-01-01T00:00:00.000Z", "hasExpired": true}
	const resent = "invitation v to organization " + orgID + " may have been resent"
	return map[string]postCase{
		"member": {
			call: add(MemberPost{Email: "a@x.io", Role: "view"}), gets: 2, want: "u a@x.io view",
			warning: "a@x.io may have been added to organization " + orgID,
		},
		"member by user id": {
			call: add(MemberPost{UserID: "u", Role: "view"}), before: pending, gets: 2, want: "u  view",
			warning: "user u may have been added to organization",
		},
		"member who is invited": {
			call: add(MemberPost{Email: "new@x.io", Role: "view"}), gets: 2, want: " new@x.io view", warning: "new@x.io may have been added",
		},
		"invitation":           {call: invite, gets: 2, want: "v new@x.io view", warning: "new@x.io may have been invited to organization " + orgID},
		"resent":               {call: resend(""), before: pending, gets: 1, want: "v New@x.io view", warning: resent},
		"resent after expiry":  {call: resend("view"), before: expired, gets: 1, want: "v new@x.io view", warning: resent},
		"resent with a role":   {call: resend("edit"), before: pending, gets: 1, want: "v New@x.io edit", warning: resent},
		"resent with a new id": {call: resend("edit"), before: pending, newID: true, gets: 1, want: "w New@x.io edit", warning: resent},
		"instance member": {
			call: addToInstance(InstanceMemberPost{Email: "a@x.io", Role: "view"}), gets: 1, want: "u a@x.io view",
			warning: "a@x.io may have been added to instance " + instanceID,
		},
		"instance member by user id": {
			call: addToInstance(InstanceMemberPost{UserID: "u", Role: "view"}), gets: 1, want: "u  view",
			warning: "user u may have been added to instance",
		},
	}
}

// start returns a client of the server, which has read the invitations.
func (p postCase) start(t *testing.T, server *rosterServer) *Client {
	t.Helper()
	server.newID = p.newID
	if p.before != nil {
		server.invites = []map[string]any{maps.Clone(p.before)}
	}
	c, _ := serve(t, server.ServeHTTP, WithMaxRetries(2))
	if _, err := Collect(c.Invitations.All(t.Context(), orgRef)); err != nil {
		t.Fatal(err)
	}
	server.mu.Lock()
	defer server.mu.Unlock()
	server.gets = 0
	return c
}

// Whatever becomes of a response, a POST takes effect exactly once, and its result is found.
func TestPostTakesEffectOnce(t *testing.T) {
	t.Parallel()
	for faultName, fault := range map[string]struct {
		fault           func(int) (bool, http.HandlerFunc)
		posts, searches int
	}{
		"no fault":                 {failFirst(0, true, nil), 1, 0},
		"dropped after the effect": {failFirst(1, true, dropConnection), 1, 1},
		"503 after the effect":     {failFirst(1, true, respond(503, "<h1>busy</h1>")), 1, 1},
		"unreadable response":      {failFirst(1, true, respond(201, "<html>")), 1, 1},
		"truncated response":       {failFirst(1, true, truncate), 1, 1},
		"dropped before":           {failFirst(1, false, dropConnection), 2, 2},
		"408 after the effect":     {failFirst(1, true, respond(408, "")), 1, 1},
		"404 in HTML, after":       {failFirst(1, true, respond(404, "<h1>Not found</h1>")), 1, 1},
		"403 in HTML, before":      {failFirst(1, false, respond(403, "<h1>Blocked</h1>")), 2, 2},
		"504 before":               {failFirst(1, false, respond(504, "")), 2, 2},
		"dropped twice before":     {failFirst(2, false, dropConnection), 3, 4},
		"throttled":                {failFirst(3, false, refuse(429)), 4, 0},
		"429 in HTML, after":       {failFirst(1, true, respond(429, "<h1>Busy</h1>")), 1, 1},
		"429 in HTML, before":      {failFirst(1, false, respond(429, "<h1>Busy</h1>")), 2, 2},
		"429 without a type":       {failFirst(1, true, respond(429, `{"message":"Busy"}`)), 1, 1},
	} {
		for name, tc := range postCases() {
			t.Run(name+" "+faultName, func(t *testing.T) {
				t.Parallel()
				server := &rosterServer{fault: fault.fault}
				got, err := tc.call(t.Context(), tc.start(t, server))
				if err != nil || got != tc.want {
					t.Errorf("got %q, %v, want %q", got, err, tc.want)
				}
				posts, gets, effects := server.counts()
				if posts != fault.posts || effects != 1 {
					t.Errorf("%d POSTs, want %d; %d effects", posts, fault.posts, effects)
				}
				// The last search may not need all its requests.
				if highest, lowest := fault.searches*tc.gets, (fault.searches-1)*tc.gets; gets > highest || gets < lowest {
					t.Errorf("%d GETs for %d searches of %d", gets, fault.searches, tc.gets)
				}
			})
		}
	}
}

// A POST that takes effect late is found by the second search. If it takes longer, the repeated POST is refused, and
// the search after that finds it. A resent invitation is the exception, because a repeated POST is not refused.
func TestPostFindsLateEffect(t *testing.T) {
	t.Parallel()
	for name, tc := range postCases() {
		for delay, want := range map[string]struct{ searches, posts int }{
			"after the first search":  {1, 1},
			"after the second search": {2, 2},
		} {
			if strings.HasPrefix(name, "resent") && want.posts > 1 {
				continue
			}
			t.Run(name+" "+delay, func(t *testing.T) {
				t.Parallel()
				server := &rosterServer{lateness: want.searches * tc.gets, fault: failFirst(1, false, dropConnection)}
				got, err := tc.call(t.Context(), tc.start(t, server))
				if err != nil || got != tc.want {
					t.Errorf("got %q, %v, want %q", got, err, tc.want)
				}
				posts, _, effects := server.counts()
				if posts != want.posts || effects != 1 {
					t.Errorf("%d POSTs, want %d; %d effects", posts, want.posts, effects)
				}
			})
		}
	}
}

func TestPostFails(t *testing.T) {
	t.Parallel()
	for name, tc := range postCases() {
		for faultName, fault := range map[string]struct {
			fault  func(int) (bool, http.HandlerFunc)
			posts  int
			status int
		}{
			"refused":        {failFirst(9, false, refuse(400)), 1, 400},
			"always failing": {failFirst(9, false, respond(500, "")), 3, 500},
			"refused after no response": {func(n int) (bool, http.HandlerFunc) {
				return false, []http.HandlerFunc{dropConnection, refuse(403)}[n]
			}, 2, 403},
		} {
			t.Run(name+" "+faultName, func(t *testing.T) {
				t.Parallel()
				server := &rosterServer{fault: fault.fault}
				_, err := tc.call(t.Context(), tc.start(t, server))
				if StatusCode(err) != fault.status || strings.Contains(err.Error(), "may have been") {
					t.Errorf("error %v, want status %d", err, fault.status)
				}
				if posts, _, effects := server.counts(); posts != fault.posts || effects != 0 {
					t.Errorf("%d POSTs, want %d; %d effects", posts, fault.posts, effects)
				}
			})
		}
	}
}

// A POST is not repeated if the search fails. The error contains the warning.
func TestPostWarnsIfSearchFails(t *testing.T) {
	t.Parallel()
	for name, tc := range postCases() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &rosterServer{fault: failFirst(9, true, dropConnection), closed: true}
			_, err := tc.call(t.Context(), tc.start(t, server))
			checkError(t, err, tc.warning, " anyway: check before retrying", "403")
			if posts, _, _ := server.counts(); posts != 1 {
				t.Errorf("error %v after %d POSTs", err, posts)
			}
		})
	}
}

// The context ends while a POST is in progress, whose response gets lost. The search still has time, and the POST is not
// repeated.
func TestPostIsSettledAfterContextEnds(t *testing.T) {
	t.Parallel()
	for name, tc := range postCases() {
		for _, applies := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s, applies: %t", name, applies), func(t *testing.T) {
				t.Parallel()
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				server := &rosterServer{fault: failFirst(9, applies, func(w http.ResponseWriter, req *http.Request) {
					cancel()
					dropConnection(w, req)
				})}
				c := tc.start(t, server)
				c.waits.grace = defaultWaits.grace
				got, err := tc.call(ctx, c)
				if posts, _, _ := server.counts(); posts != 1 || (err == nil) != applies || applies && got != tc.want {
					t.Errorf("got %q, %v, want %q; %d POSTs", got, err, tc.want, posts)
				}
			})
		}
	}
}
