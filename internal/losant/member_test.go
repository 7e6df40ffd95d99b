package losant

import (
	"context"
	"testing"
)

func TestMembers(t *testing.T) {
	t.Parallel()
	var none []*Member
	all := func(ctx context.Context, c *Client) (any, error) {
		return Collect(c.Members.All(ctx, instanceID, orgID))
	}
	checkExchanges(t, map[string]exchange{
		"some": {
			call: all, method: "GET", path: orgAt + "/members",
			answer: `{"items":[{"instanceId":"i","orgId":"o","userId":"u","email":"a@x.io","firstName":"A","lastName":"B","avatarUrl":"https://x.io/a",
				"role":"edit","twoFactorAuthEnabled":true,"ssoLinked":true},{"userId":"v"}],"count":8,"sortField":"email"}`,
			want: []*Member{{
				InstanceID: "i", OrganizationID: "o", UserID: "u", Email: "a@x.io", FirstName: "A", LastName: "B", AvatarURL: "https://x.io/a",
				Role: "edit", TwoFactorAuthEnabled: true, SSOLinked: true,
			}, {UserID: "v"}},
		},
		"none": {call: all, method: "GET", path: orgAt + "/members", answer: `{"items":[],"count":0}`, want: none},
	})
}
