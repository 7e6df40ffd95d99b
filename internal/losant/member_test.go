package losant

import (
	"context"
	"testing"
)

const membersAt = orgAt + "/members"

func TestMembers(t *testing.T) {
	t.Parallel()
	var none []*Member
	all := func(ctx context.Context, c *Client) (any, error) {
		return Collect(c.Members.All(ctx, orgRef))
	}
	add := func(post MemberPost) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) { return c.Members.Add(ctx, orgRef, post) }
	}
	checkExchanges(t, map[string]exchange{
		"some": {
			call: all, method: "GET", path: membersAt,
			response: `{"items":[{"instanceId":"` + instanceID + `","orgId":"o","userId":"u","email":"a@x.io","firstName":"A","lastName":"B","avatarUrl":"https://x.io/a",
				"role":"edit","twoFactorAuthEnabled":true,"ssoLinked":true},{"userId":"v","email":null,"role":"view","new":[]}],"count":2,"sortField":"email"}`,
			want: []*Member{{
				InstanceID: instanceID, OrganizationID: "o", UserID: "u", Email: "a@x.io", FirstName: "A", LastName: "B", AvatarURL: "https://x.io/a",
				Role: "edit", TwoFactorAuthEnabled: true, SSOLinked: true,
			}, {UserID: "v", Role: "view"}},
		},
		"none": {call: all, method: "GET", path: membersAt, response: `{"items":[],"count":0}`, want: none},
		"add by e-mail": {
			call: add(MemberPost{Email: "a@x.io", Role: "view", DisallowTransfer: new(false)}), method: "POST", path: membersAt,
			body:     `{"email":"a@x.io","role":"view","disallowTransfer":false}`,
			response: `{"userId":"u","email":"a@x.io","role":"view"}`, want: &Member{UserID: "u", Email: "a@x.io", Role: "view"},
		},
		"add by user id": {
			call: add(MemberPost{UserID: "u", Role: "none"}), method: "POST", path: membersAt, body: `{"userId":"u","role":"none"}`,
			response: `{"userId":"u","role":"none"}`, want: &Member{UserID: "u", Role: "none"},
		},
		"add a person without an account": {
			call: add(MemberPost{Email: "A@x.io", Role: "view"}), method: "POST", path: membersAt, body: `{"email":"A@x.io","role":"view"}`,
			response: `{"id":"v","email":"a@x.io","role":"view","ttl":604800000,"hasExpired":false}`,
			want:     &Member{Email: "a@x.io", Role: "view"},
		},
		"update": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.Members.Update(ctx, orgRef, "a/b", "admin")
			},
			method: "PATCH", path: membersAt + "/a%2Fb", body: `{"role":"admin"}`,
			response: `{"userId":"a/b","role":"admin"}`, want: &Member{UserID: "a/b", Role: "admin"},
		},
		"remove": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.Members.Remove(ctx, orgRef, "u")
			},
			method: "DELETE", path: membersAt + "/u", response: `{"success":true}`, want: nil,
		},
	})
}

// An empty id would address something else.
func TestPeopleRequireIDs(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, respond(200, `{"items":[]}`))
	for want, call := range map[string]func() error{
		"instance id is required": func() error { _, err := Collect(c.InstanceMembers.All(t.Context(), "")); return err },
		"organization id is required": func() error {
			_, err := Collect(c.Members.All(t.Context(), OrganizationRef{instanceID, ""}))
			return err
		},
		"user id is required":       func() error { return c.Members.Remove(t.Context(), orgRef, "") },
		`invalid user id ".."`:      func() error { return c.InstanceMembers.Remove(t.Context(), instanceID, "..") },
		"invitation id is required": func() error { return c.Invitations.Revoke(t.Context(), orgRef, "") },
		`invalid invitation id "."`: func() error { return c.Invitations.Revoke(t.Context(), orgRef, ".") },
	} {
		checkError(t, call(), want)
	}
	if n := len(seen.all()); n != 0 {
		t.Errorf("%d requests", n)
	}
}
