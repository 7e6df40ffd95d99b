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
	return &Invitation{
		ID: "v", Email: "a@x.io", Role: "view", DisallowTransfer: true, InviteDate: "2026-01-02T03:04:05.678Z",
		ApplicationRoles: []ResourceRole{{"r", "none"}},
	}
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
	const other, expired = `{"id":"w","email":"b@x.io","role":"view"}`, `{"id":"u","email":"a@x.io","role":"view","hasExpired":true}`
	const body = `{"email":"A@X.io","role":"view"}`
	post := InvitationPost{Email: "A@X.io", Role: "view"}
	var none []*Invitation
	checkExchanges(t, map[string]exchange{
		"some": {
			call: all, method: "GET", path: invitesAt, response: `{"items":[` + invitedJSON + `,` + expired + `],"count":2}`,
			want: []*Invitation{fullInvitation(), {ID: "u", Email: "a@x.io", Role: "view", HasExpired: true}},
		},
		"none": {call: all, method: "GET", path: invitesAt, response: `{"items":[]}`, want: none},
		"create, response with the new one": {
			call: create(post), method: "POST", path: invitesAt, body: body,
			response: `{"items":[` + invitedJSON + `],"count":1}`, want: fullInvitation(),
		},
		"create, response with all": {
			call: create(post), method: "POST", path: invitesAt, body: body,
			response: `{"items":[` + other + `,null,` + expired + `,` + invitedJSON + `]}`, want: fullInvitation(),
		},
		"create, response without a collection": {
			call: create(post), method: "POST", path: invitesAt, body: body, response: invitedJSON, want: fullInvitation(),
		},
		"create with all fields": {
			call:   create(InvitationPost{Email: "a@x.io", Role: "view", DisallowTransfer: new(true)}),
			method: "POST", path: invitesAt, body: `{"email":"a@x.io","role":"view","disallowTransfer":true}`,
			response: invitedJSON, want: fullInvitation(),
		},
		"revoke": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.Invitations.Revoke(ctx, orgRef, "v")
			},
			method: "DELETE", path: invitesAt + "/v", response: `{"success":true}`, want: nil,
		},
	})
}

// A new invitation that is not in the response is read from the lists.
func TestInvitationNotInResponse(t *testing.T) {
	t.Parallel()
	const empty = `{"items":[]}`
	for name, tc := range map[string]struct {
		response, members, invites http.HandlerFunc
		methods                    string
		want                       *Invitation
	}{
		"invited": {
			respond(201, `{"success":true}`), respond(200, empty), respond(200, `{"items":[`+invitedJSON+`]}`), "POST GET GET", fullInvitation(),
		},
		"without an id": {
			respond(201, `{"email":"a@x.io","role":"view"}`), respond(200, empty), respond(200, `{"items":[`+invitedJSON+`]}`), "POST GET GET", fullInvitation(),
		},
		"a member": {
			respond(201, empty), respond(200, `{"items":[{"userId":"u","email":"a@X.io","role":"edit"}]}`), respond(200, empty), "POST GET",
			&Invitation{Email: "a@X.io", Role: "edit"},
		},
		"neither": {
			respond(201, empty), respond(200, empty), respond(200, empty), "POST GET GET", &Invitation{Email: "a@x.io", Role: "view"},
		},
		"lists refused": {
			respond(201, empty), respond(403, ""), respond(403, ""), "POST GET", &Invitation{Email: "a@x.io", Role: "view"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, inSequence(tc.response, tc.members, tc.invites))
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
			c, seen := serve(t, inSequence(respond(200, `{"items":[`+invitedJSON+`]}`), respond(201, `{"id":"w","email":"a@x.io"}`)))
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

// An expired invitation is not the work of a POST without a response, so the POST is repeated.
func TestLostInvitationIsNotAnExpiredOne(t *testing.T) {
	t.Parallel()
	none, expired := respond(200, `{"items":[]}`), respond(200, `{"items":[{"id":"u","email":"a@x.io","role":"view","hasExpired":true}]}`)
	for name, invite := range map[string]func(*Client) (string, error){
		"invite": func(c *Client) (string, error) {
			i, err := c.Invitations.Create(t.Context(), orgRef, InvitationPost{Email: "a@x.io", Role: "edit"})
			if err != nil {
				return "", err
			}
			return i.Role, nil
		},
		"add": func(c *Client) (string, error) {
			m, err := c.Members.Add(t.Context(), orgRef, MemberPost{Email: "a@x.io", Role: "edit"})
			if err != nil {
				return "", err
			}
			return m.Role, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, inSequence(dropConnection, none, expired, none, expired, respond(201, `{"id":"v","email":"a@x.io","role":"edit"}`)))
			if role, err := invite(c); err != nil || role != "edit" || seen.methods() != "POST GET GET GET GET POST" {
				t.Errorf("got role %q, %v after %s", role, err, seen.methods())
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
		"no organization": {[]http.HandlerFunc{respond(404, notFoundJSON)}, "GET", 404},
		"no invitation":   {[]http.HandlerFunc{respond(200, `{"items":[]}`), respond(404, notFoundJSON)}, "GET POST", 404},
		"no invitation, after a POST without a response": {
			[]http.HandlerFunc{respond(200, `{"items":[]}`), dropConnection, respond(200, `{"items":[{"id":"w","email":"b@x.io","role":"view"}]}`), respond(200, `{"items":[]}`), respond(404, notFoundJSON)},
			"GET POST GET GET POST GET", 404,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, inSequence(tc.handlers...))
			_, err := c.Invitations.Resend(t.Context(), orgRef, "v", "")
			if StatusCode(err) != tc.status || seen.methods() != tc.methods {
				t.Errorf("requests %s, want %s; error %v", seen.methods(), tc.methods, err)
			}
		})
	}
}

// After a POST without a response, Resend returns the invitation that was resent, or else repeats the POST.
func TestResendFindsResentInvitation(t *testing.T) {
	t.Parallel()
	const day = "2026-01-09T00:00:00.000Z"
	for name, tc := range map[string]struct {
		found  *Invitation
		role   string
		resent bool
	}{
		"resent":                      {&Invitation{ID: "v", Email: "a@x.io", Role: "view", InviteDate: day}, "", true},
		"resent with the role":        {&Invitation{ID: "v", Email: "a@x.io", Role: "edit", InviteDate: day}, "edit", true},
		"resent with a new id":        {&Invitation{ID: "w", Email: "A@x.io", Role: "edit", InviteDate: day}, "edit", true},
		"resent with another role":    {&Invitation{ID: "v", Email: "a@x.io", Role: "none", InviteDate: day}, "edit", false},
		"unchanged":                   {fullInvitation(), "", false},
		"unchanged with the role":     {fullInvitation(), "view", false},
		"expired, to the same e-mail": {&Invitation{ID: "u", Email: "a@x.io", Role: "view", InviteDate: day, HasExpired: true}, "", false},
		"to another e-mail":           {&Invitation{ID: "w", Email: "b@x.io", Role: "view", InviteDate: day}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			item, err := json.Marshal(map[string]any{
				"id": tc.found.ID, "email": tc.found.Email, "role": tc.found.Role, "inviteDate": tc.found.InviteDate, "hasExpired": tc.found.HasExpired,
			})
			if err != nil {
				t.Fatal(err)
			}
			before, after := respond(200, `{"items":[`+invitedJSON+`]}`), respond(200, `{"items":[`+string(item)+`]}`)
			handlers := []http.HandlerFunc{before, dropConnection, after}
			methods, want := "GET POST GET", tc.found.ID
			if !tc.resent {
				handlers = append(handlers, after, respond(201, `{"id":"repeated"}`))
				methods, want = "GET POST GET GET POST", "repeated"
			}
			c, seen := serve(t, inSequence(handlers...))
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
