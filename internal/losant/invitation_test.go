package losant

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"testing"
)

const (
	invitesAt   = orgAt + "/invites"
	invitedJSON = `{"id":"v","email":"a@x.io","role":"view","applicationRoles":[{"resourceId":"r","role":"none"}],"disallowTransfer":true,
		"inviteDate":"2026-01-02T03:04:05.678Z","ttl":"seven days","hasExpired":false}`
)

func fullInvitation() *Invitation {
	return &Invitation{ID: "v", Email: "a@x.io", Role: "view", DisallowTransfer: true, InviteDate: "2026-01-02T03:04:05.678Z"}
}

func TestInvitations(t *testing.T) {
	t.Parallel()
	all := func(ctx context.Context, c *Client) (any, error) {
		return Collect(c.Invitations.All(ctx, orgRef))
	}
	create := func(post InvitationPost) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return c.Invitations.Create(ctx, orgRef, post)
		}
	}
	const other, expired = `{"id":"w","email":"b@x.io"}`, `{"id":"u","email":"a@x.io","hasExpired":true}`
	const body = `{"email":"A@X.io","role":"view"}`
	post := InvitationPost{Email: "A@X.io", Role: "view"}
	var none []*Invitation
	checkExchanges(t, map[string]exchange{
		"some": {
			call: all, method: "GET", path: invitesAt, answer: `{"items":[` + invitedJSON + `,` + expired + `],"count":2}`,
			want: []*Invitation{fullInvitation(), {ID: "u", Email: "a@x.io", HasExpired: true}},
		},
		"none": {call: all, method: "GET", path: invitesAt, answer: `{"items":[]}`, want: none},
		"create, answered by the new one": {
			call: create(post), method: "POST", path: invitesAt, body: body,
			answer: `{"items":[` + invitedJSON + `],"count":1}`, want: fullInvitation(),
		},
		"create, answered by all": {
			call: create(post), method: "POST", path: invitesAt, body: body,
			answer: `{"items":[` + other + `,null,` + expired + `,` + invitedJSON + `]}`, want: fullInvitation(),
		},
		"create, answered by the bare one": {
			call: create(post), method: "POST", path: invitesAt, body: body, answer: invitedJSON, want: fullInvitation(),
		},
		"create with all members": {
			call:   create(InvitationPost{Email: "a@x.io", Role: "view", DisallowTransfer: new(true)}),
			method: "POST", path: invitesAt, body: `{"email":"a@x.io","role":"view","disallowTransfer":true}`,
			answer: invitedJSON, want: fullInvitation(),
		},
		"revoke": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.Invitations.Revoke(ctx, orgRef, "v")
			},
			method: "DELETE", path: invitesAt + "/v", answer: `{"success":true}`, want: nil,
		},
	})
}

// What the answer to a new invitation does not tell is looked for.
func TestInvitationNotInAnswer(t *testing.T) {
	t.Parallel()
	const empty = `{"items":[]}`
	for name, tc := range map[string]struct {
		answer, members, invites http.HandlerFunc
		methods                  string
		want                     *Invitation
	}{
		"invited": {
			answer(201, `{"success":true}`), answer(200, empty), answer(200, `{"items":[`+invitedJSON+`]}`), "POST GET GET", fullInvitation(),
		},
		"without an id": {
			answer(201, `{"email":"a@x.io","role":"view"}`), answer(200, empty), answer(200, `{"items":[`+invitedJSON+`]}`), "POST GET GET", fullInvitation(),
		},
		"a member": {
			answer(201, empty), answer(200, `{"items":[{"userId":"u","email":"a@X.io","role":"edit"}]}`), answer(200, empty), "POST GET",
			&Invitation{Email: "a@X.io", Role: "edit"},
		},
		"neither": {
			answer(201, empty), answer(200, empty), answer(200, empty), "POST GET GET", &Invitation{Email: "a@x.io", Role: "view"},
		},
		"nobody knows": {
			answer(201, empty), answer(403, ""), answer(403, ""), "POST GET", &Invitation{Email: "a@x.io", Role: "view"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, inTurn(tc.answer, tc.members, tc.invites))
			got, err := c.Invitations.Create(t.Context(), orgRef, InvitationPost{Email: "a@x.io", Role: "view"})
			if err != nil || !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %+v, %v, want %+v", got, err, tc.want)
			}
			if got := seen.methods(); got != tc.methods {
				t.Errorf("requests %s, want %s", got, tc.methods)
			}
		})
	}
}

func TestResend(t *testing.T) {
	t.Parallel()
	for role, body := range map[string]string{"": `{}`, "edit": `{"role":"edit"}`} {
		t.Run("role "+role, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, inTurn(answer(200, `{"items":[`+invitedJSON+`]}`), answer(201, `{"id":"w","email":"a@x.io"}`)))
			if _, err := Collect(c.Invitations.All(t.Context(), orgRef)); err != nil {
				t.Fatal(err)
			}
			got, err := c.Invitations.Resend(t.Context(), orgRef, "v", role)
			if err != nil || got.ID != "w" {
				t.Errorf("got %+v, %v", got, err)
			}
			if got := seen.methods(); got != "GET POST" {
				t.Fatalf("requests %s", got)
			}
			if req := seen.all()[1]; req.path != "/prefix"+invitesAt+"/v" || req.body != body {
				t.Errorf("POST %s %s, want %s", req.path, req.body, body)
			}
		})
	}
}

func TestResendFails(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		handlers []http.HandlerFunc
		methods  string
		status   int
	}{
		"no organization": {[]http.HandlerFunc{answer(404, "")}, "GET", 404},
		"no invitation":   {[]http.HandlerFunc{answer(200, `{"items":[]}`), answer(404, "")}, "GET POST", 404},
		"no invitation, after a lost POST": {
			[]http.HandlerFunc{answer(200, `{"items":[]}`), hangUp, answer(200, `{"items":[{"id":"w"}]}`), answer(200, `{"items":[]}`), answer(404, "")},
			"GET POST GET GET POST GET GET", 404,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, inTurn(tc.handlers...))
			_, err := c.Invitations.Resend(t.Context(), orgRef, "v", "")
			if StatusCode(err) != tc.status || seen.methods() != tc.methods {
				t.Errorf("requests %s, want %s; error %v", seen.methods(), tc.methods, err)
			}
		})
	}
}

// Which invitation, found after a lost POST, is taken for the renewed one.
func TestResendSettles(t *testing.T) {
	t.Parallel()
	const day = "2026-01-09T00:00:00.000Z"
	for name, tc := range map[string]struct {
		found *Invitation
		role  string
		taken bool
	}{
		"renewed":                    {&Invitation{ID: "v", Email: "a@x.io", Role: "view", InviteDate: day}, "", true},
		"renewed with the role":      {&Invitation{ID: "v", Email: "a@x.io", Role: "edit", InviteDate: day}, "edit", true},
		"renewed with a new id":      {&Invitation{ID: "w", Email: "A@x.io", Role: "edit", InviteDate: day}, "edit", true},
		"renewed with another role":  {&Invitation{ID: "v", Email: "a@x.io", Role: "none", InviteDate: day}, "edit", false},
		"as before":                  {fullInvitation(), "", false},
		"as before with the role":    {fullInvitation(), "view", false},
		"an expired one to the same": {&Invitation{ID: "u", Email: "a@x.io", Role: "view", InviteDate: day, HasExpired: true}, "", false},
		"one to somebody else":       {&Invitation{ID: "w", Email: "b@x.io", Role: "view", InviteDate: day}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			item, err := json.Marshal(map[string]any{
				"id": tc.found.ID, "email": tc.found.Email, "role": tc.found.Role, "inviteDate": tc.found.InviteDate, "hasExpired": tc.found.HasExpired,
			})
			if err != nil {
				t.Fatal(err)
			}
			before, after := answer(200, `{"items":[`+invitedJSON+`]}`), answer(200, `{"items":[`+string(item)+`]}`)
			handlers := []http.HandlerFunc{before, hangUp, after}
			methods, want := "GET POST GET", tc.found.ID
			if !tc.taken {
				handlers = append(handlers, after, answer(201, `{"id":"repeated"}`))
				methods, want = "GET POST GET GET POST", "repeated"
			}
			c, seen := serve(t, inTurn(handlers...))
			got, err := c.Invitations.Resend(t.Context(), orgRef, "v", tc.role)
			if err != nil || got.ID != want {
				t.Errorf("got %+v, %v, want %s", got, err, want)
			}
			if got := seen.methods(); got != methods {
				t.Errorf("requests %s, want %s", got, methods)
			}
		})
	}
}
