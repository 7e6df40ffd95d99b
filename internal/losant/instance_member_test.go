package losant

import (
	"context"
	"net/http"
	"reflect"
	"testing"
)

const instanceMembersAt = instanceAt + "/members"

func TestInstanceMembers(t *testing.T) {
	t.Parallel()
	const memberJSON = `{"instanceId":"` + instanceID + `","userId":"u","email":"a@x.io","firstName":"A","lastName":"B","avatarUrl":"https://x.io/a",
		"role":"view","twoFactorAuthEnabled":true,"ssoLinked":true,"orgId":"?"}`
	full := &InstanceMember{
		InstanceID: instanceID, UserID: "u", Email: "a@x.io", FirstName: "A", LastName: "B", AvatarURL: "https://x.io/a",
		Role: "view", TwoFactorAuthEnabled: true, SSOLinked: true,
	}
	checkExchanges(t, map[string]exchange{
		"all": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return Collect(c.InstanceMembers.All(ctx, instanceID))
			},
			method: "GET", path: instanceMembersAt, response: `{"items":[` + memberJSON + `],"count":1}`, want: []*InstanceMember{full},
		},
		"add by e-mail": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.InstanceMembers.Add(ctx, instanceID, InstanceMemberPost{Email: "a@x.io", Role: "view"})
			},
			method: "POST", path: instanceMembersAt, body: `{"email":"a@x.io","role":"view"}`, response: memberJSON, want: full,
		},
		"add by user id": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return c.InstanceMembers.Add(ctx, instanceID, InstanceMemberPost{UserID: "u", Role: "view"})
			},
			method: "POST", path: instanceMembersAt, body: `{"userId":"u","role":"view"}`, response: memberJSON, want: full,
		},
		"remove": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.InstanceMembers.Remove(ctx, instanceID, "u")
			},
			method: "DELETE", path: instanceMembersAt + "/u", response: `{"success":true}`, want: nil,
		},
	})
}

// The response to an update has no more than the role, so the member comes from a list that was read after it.
func TestInstanceMemberUpdate(t *testing.T) {
	t.Parallel()
	before, unchanged := respond(200, `{"items":[{"userId":"u","role":"view"}]}`), respond(200, `{"items":[{"userId":"u","email":"a@x.io","role":"view"}]}`)
	after := respond(200, `{"items":[{"userId":"u","email":"a@x.io","role":"admin"}]}`)
	for name, tc := range map[string]struct {
		patched, listed http.HandlerFunc
		methods         string
		want            *InstanceMember
		err             string
	}{
		"as documented":   {respond(200, `{"role":"admin"}`), after, "GET PATCH GET", &InstanceMember{UserID: "u", Email: "a@x.io", Role: "admin"}, ""},
		"empty response":  {respond(204, ""), after, "GET PATCH GET", &InstanceMember{UserID: "u", Email: "a@x.io", Role: "admin"}, ""},
		"not in the list": {respond(200, `{"role":"admin"}`), respond(200, `{"items":[]}`), "GET PATCH GET", nil, "user u is no longer a member of instance " + instanceID},
		"not changed":     {respond(200, `{"success":false}`), unchanged, "GET PATCH GET GET GET", nil, instanceMembersAt + `/u: Losant accepted the role "admin", but the role is "view"`},
		"changed late":    {respond(200, `{"role":"admin"}`), inSequence(unchanged, after), "GET PATCH GET GET", &InstanceMember{UserID: "u", Email: "a@x.io", Role: "admin"}, ""},
		"list refused":    {respond(200, `{"role":"admin"}`), respond(403, ""), "GET PATCH GET", nil, "403"},
		"refused":         {respond(400, ""), after, "GET PATCH", nil, "400"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, inSequence(before, tc.patched, tc.listed))
			if _, err := Collect(c.InstanceMembers.All(t.Context(), instanceID)); err != nil {
				t.Fatal(err)
			}
			got, err := c.InstanceMembers.Update(t.Context(), instanceID, "u", "admin")
			if tc.err != "" {
				checkError(t, err, tc.err)
			} else if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %+v, want %+v", got, tc.want)
			}
			if got := seen.methods(); got != tc.methods {
				t.Errorf("requests %s, want %s", got, tc.methods)
			}
			if req := seen.all()[1]; req.path != "/prefix"+instanceMembersAt+"/u" || req.body != `{"role":"admin"}` {
				t.Errorf("PATCH %s %s", req.path, req.body)
			}
		})
	}
}
