package losant

import (
	"context"
	"net/http"
	"testing"
)

// A response with another role than the one that was sent is not believed, and neither is it taken for an error.
func TestRoleOfResponseIsConfirmed(t *testing.T) {
	t.Parallel()
	member := func(role string) string { return `{"userId":"u","email":"a@x.io","role":"` + role + `"}` }
	invitation := func(role, date string) string {
		return `{"id":"v","email":"a@x.io","role":"` + role + `","inviteDate":"` + date + `"}`
	}
	list := func(item string) http.HandlerFunc { return respond(200, `{"items":[`+item+`]}`) }
	update := func(ctx context.Context, c *Client) (string, error) {
		m, err := c.Members.Update(ctx, orgRef, "u", "admin")
		if err != nil {
			return "", err
		}
		return m.Role, nil
	}
	resend := func(ctx context.Context, c *Client) (string, error) {
		i, err := c.Invitations.Resend(ctx, orgRef, "v", "admin")
		if err != nil {
			return "", err
		}
		return i.Role, nil
	}
	const kept = `Losant accepted the role "admin", but the role is "view"`
	for name, tc := range map[string]struct {
		call     func(context.Context, *Client) (string, error)
		handlers []http.HandlerFunc
		methods  string
		err      string
	}{
		"member, changed":            {update, []http.HandlerFunc{respond(200, member("admin"))}, "PATCH", ""},
		"member, with the old role":  {update, []http.HandlerFunc{respond(200, member("view")), list(member("admin"))}, "PATCH GET", ""},
		"member, not changed":        {update, []http.HandlerFunc{respond(200, member("view")), list(member("view"))}, "PATCH GET GET GET", membersAt + "/u: " + kept},
		"member who has left":        {update, []http.HandlerFunc{respond(200, member("view")), list("")}, "PATCH GET", "user u is no longer a member of organization " + orgID},
		"member, not readable":       {update, []http.HandlerFunc{respond(200, member("view")), refuse(403)}, "PATCH GET", "and then it could not be read: GET"},
		"invitation, changed":        {resend, []http.HandlerFunc{list(invitation("view", "1")), respond(200, invitation("admin", "2"))}, "GET POST", ""},
		"invitation, without a role": {resend, []http.HandlerFunc{list(invitation("view", "1")), respond(200, `{"id":"v"}`)}, "GET POST", ""},
		"invitation, with the old role": {
			resend, []http.HandlerFunc{list(invitation("view", "1")), respond(200, invitation("view", "1")), list(invitation("admin", "2"))}, "GET POST GET", "",
		},
		"invitation, not changed": {
			resend,
			[]http.HandlerFunc{list(invitation("view", "1")), respond(200, invitation("view", "2")), list(invitation("view", "2"))},
			"GET POST GET GET GET", invitesAt + "/v: " + kept,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, inSequence(tc.handlers...))
			role, err := tc.call(t.Context(), c)
			if tc.err != "" {
				checkError(t, err, tc.err)
			} else if err != nil || role != "admin" && name != "invitation, without a role" {
				t.Errorf("role %q, error %v", role, err)
			}
			if got := seen.methods(); got != tc.methods {
				t.Errorf("requests %s, want %s", got, tc.methods)
			}
		})
	}
}
