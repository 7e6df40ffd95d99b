package losant

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// club is a small server of an organization and its instance. Everybody whose e-mail begins with "new" has no account.
type club struct {
	mu       sync.Mutex
	posts    int
	gets     int
	effects  int // memberships, invitations and renewals
	members  []map[string]any
	invites  []map[string]any
	newID    bool   // a renewed invitation has another id
	lateness int    // after how many GETs the effect comes that fault kept from the first POST; 0: never
	late     func() // that effect
	// fault is that of an instance.
	fault func(n int) (applies bool, answer http.HandlerFunc)
}

func (s *club) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
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
	var made any
	if applies {
		made = apply()
	} else if s.posts == 1 {
		s.late = func() { apply() }
	}
	switch {
	case fault != nil:
		fault(w, req)
	case made == nil:
		answer(400, `{"type":"Validation","message":"already there"}`)(w, req)
	default:
		_ = json.NewEncoder(w).Encode(made)
	}
}

// counts returns how many POSTs and GETs there were, and what they did.
func (s *club) counts() (posts, gets, effects int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.posts, s.gets, s.effects
}

// apply returns the answer to a POST, or nil if it is refused because the person is there already.
func (s *club) apply(at string, post map[string]any) any {
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
	for _, someone := range append(s.members, s.invites...) {
		if post["email"] != nil && someone["email"] == post["email"] || post["userId"] != nil && someone["userId"] == post["userId"] {
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
	answered := map[string]any{"email": email, "role": post["role"]}
	post["id"], post["inviteDate"] = "v", time.Now().UTC().Format(time.RFC3339Nano)
	s.invites = append(s.invites, post)
	if strings.HasSuffix(at, "/members") {
		return answered
	}
	return map[string]any{"items": s.invites}
}

// somebody is a POST that is settled: what is called, on what it found before, and what it returns.
type somebody struct {
	call   func(context.Context, *Client) (string, error)
	before map[string]any // an invitation that is there already
	newID  bool
	looks  int // requests of a look
	want   string
	risk   string
}

func somebodies() map[string]somebody {
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
	return map[string]somebody{
		"member": {
			call: add(MemberPost{Email: "a@x.io", Role: "view"}), looks: 2, want: "u a@x.io view",
			risk: "a@x.io may have been added to organization " + orgID,
		},
		"member by user id": {
			call: add(MemberPost{UserID: "u", Role: "view"}), before: pending, looks: 2, want: "u  view",
			risk: "user u may have been added to organization",
		},
		"member who is invited": {
			call: add(MemberPost{Email: "new@x.io", Role: "view"}), looks: 2, want: " new@x.io view", risk: "new@x.io may have been added",
		},
		"invitation":           {call: invite, looks: 2, want: "v new@x.io view", risk: "new@x.io may have been invited to organization " + orgID},
		"resent":               {call: resend(""), before: pending, looks: 1, want: "v New@x.io view", risk: resent},
		"resent after expiry":  {call: resend("view"), before: expired, looks: 1, want: "v new@x.io view", risk: resent},
		"resent with a role":   {call: resend("edit"), before: pending, looks: 1, want: "v New@x.io edit", risk: resent},
		"resent with a new id": {call: resend("edit"), before: pending, newID: true, looks: 1, want: "w New@x.io edit", risk: resent},
		"instance member": {
			call: addToInstance(InstanceMemberPost{Email: "a@x.io", Role: "view"}), looks: 1, want: "u a@x.io view",
			risk: "a@x.io may have been added to instance " + instanceID,
		},
		"instance member by user id": {
			call: addToInstance(InstanceMemberPost{UserID: "u", Role: "view"}), looks: 1, want: "u  view",
			risk: "user u may have been added to instance",
		},
	}
}

// start serves a club in which somebody is to be posted, and reads whom there is.
func (who somebody) start(t *testing.T, server *club) *Client {
	t.Helper()
	server.newID = who.newID
	if who.before != nil {
		server.invites = []map[string]any{maps.Clone(who.before)}
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

// Whatever becomes of an answer, a POST takes effect exactly once, and its result is found.
func TestSettles(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault        func(int) (bool, http.HandlerFunc)
		posts, looks int
	}{
		"no fault":              {first(0, true, nil), 1, 0},
		"lost after the effect": {first(1, true, hangUp), 1, 1},
		"503 after the effect":  {first(1, true, answer(503, "<h1>busy</h1>")), 1, 1},
		"unreadable answer":     {first(1, true, answer(201, "<html>")), 1, 1},
		"broken off":            {first(1, true, breakOff), 1, 1},
		"lost before":           {first(1, false, hangUp), 2, 2},
		"504 before":            {first(1, false, answer(504, "")), 2, 2},
		"lost twice before":     {first(2, false, hangUp), 3, 4},
		"throttled":             {first(3, false, answer(429, "")), 4, 0},
	} {
		for noun, who := range somebodies() {
			t.Run(noun+" "+name, func(t *testing.T) {
				t.Parallel()
				server := &club{fault: tc.fault}
				got, err := who.call(t.Context(), who.start(t, server))
				if err != nil || got != who.want {
					t.Errorf("got %q, %v, want %q", got, err, who.want)
				}
				posts, gets, effects := server.counts()
				if posts != tc.posts || effects != 1 {
					t.Errorf("%d POSTs, want %d; %d effects", posts, tc.posts, effects)
				}
				// The last look that finds somebody may not need all its requests.
				if most, least := tc.looks*who.looks, (tc.looks-1)*who.looks; gets > most || gets < least {
					t.Errorf("%d GETs for %d looks of %d", gets, tc.looks, who.looks)
				}
			})
		}
	}
}

// A POST that takes effect after its answer was lost is found by the second look. If it takes longer, its repetition is refused,
// and found by the look after that. Only a renewal cannot be told then, since it is not refused.
func TestSettlesLateEffect(t *testing.T) {
	t.Parallel()
	for noun, who := range somebodies() {
		for name, tc := range map[string]struct{ looks, posts int }{
			"between the looks":  {1, 1},
			"after both of them": {2, 2},
		} {
			if strings.HasPrefix(noun, "resent") && tc.posts > 1 {
				continue
			}
			t.Run(noun+" "+name, func(t *testing.T) {
				t.Parallel()
				server := &club{lateness: tc.looks * who.looks, fault: first(1, false, hangUp)}
				got, err := who.call(t.Context(), who.start(t, server))
				if err != nil || got != who.want {
					t.Errorf("got %q, %v, want %q", got, err, who.want)
				}
				posts, _, effects := server.counts()
				if posts != tc.posts || effects != 1 {
					t.Errorf("%d POSTs, want %d; %d effects", posts, tc.posts, effects)
				}
			})
		}
	}
}

func TestDoesNotSettle(t *testing.T) {
	t.Parallel()
	for noun, who := range somebodies() {
		for name, tc := range map[string]struct {
			fault  func(int) (bool, http.HandlerFunc)
			posts  int
			status int
		}{
			"refused":        {first(9, false, answer(400, "")), 1, 400},
			"always failing": {first(9, false, answer(500, "")), 3, 500},
			"refused after being lost": {func(n int) (bool, http.HandlerFunc) {
				return false, []http.HandlerFunc{hangUp, answer(403, "")}[n]
			}, 2, 403},
		} {
			t.Run(noun+" "+name, func(t *testing.T) {
				t.Parallel()
				server := &club{fault: tc.fault}
				_, err := who.call(t.Context(), who.start(t, server))
				if StatusCode(err) != tc.status || strings.Contains(err.Error(), "may have been") {
					t.Errorf("error %v, want status %d", err, tc.status)
				}
				if posts, _, effects := server.counts(); posts != tc.posts || effects != 0 {
					t.Errorf("%d POSTs, want %d; %d effects", posts, tc.posts, effects)
				}
			})
		}
	}
}

// Who cannot look does not repeat, and says what is at stake.
func TestSettlingFails(t *testing.T) {
	t.Parallel()
	for noun, who := range somebodies() {
		t.Run(noun, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			server := &club{fault: first(9, true, func(_ http.ResponseWriter, req *http.Request) {
				cancel()
				<-req.Context().Done()
			})}
			_, err := who.call(ctx, who.start(t, server))
			checkError(t, err, who.risk, " all the same: look there before you try again")
			if posts, _, _ := server.counts(); !errors.Is(err, context.Canceled) || posts != 1 {
				t.Errorf("error %v after %d POSTs", err, posts)
			}
		})
	}
}
