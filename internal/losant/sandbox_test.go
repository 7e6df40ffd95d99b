package losant

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

func TestSandboxes(t *testing.T) {
	t.Parallel()
	const at, first = instanceAt + "/sandboxes", "&sortField=id&sortDirection=asc&limit=100"
	var none []*Sandbox
	all := func(filter SandboxFilter) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return Collect(c.Sandboxes.All(ctx, instanceID, filter))
		}
	}
	checkExchanges(t, map[string]exchange{
		"all": {
			call: all(SandboxFilter{}), method: "GET", path: at, query: first,
			response: `{"items":[{"id":"s","instanceId":"` + instanceID + `","email":"a@x.io","firstName":"Ada","lastName":"L","emailVerified":true,"phoneNumber":"1",
				"twoFactorAuthEnabled":true,"ssoLinked":true,"creationDate":"c","lastSuccessfulLogin":"l","permanentDeletion":"p",
				"orgs":[{"id":"o","name":"Acme","iconColor":"red"}]},{"instanceSandboxId":"t","email":"b@x.io"}],"hasMore":false}`,
			want: []*Sandbox{
				{
					ID: "s", InstanceID: instanceID, Email: "a@x.io", FirstName: "Ada", LastName: "L", EmailVerified: new(true), TwoFactorAuthEnabled: true, SSOLinked: true,
					CreationDate: "c", LastSuccessfulLogin: "l", PermanentDeletion: "p", Organizations: []SandboxOrganization{{"o", "Acme"}},
				},
				{ID: "t", Email: "b@x.io"},
			},
		},
		"some": {
			call: all(SandboxFilter{Field: "email", Pattern: "*@x.io", IncludeDeleted: true}), method: "GET", path: at,
			query: first + "&filterField=email&filter=%2A%40x.io&includeDeleted=true", response: `{"items":[]}`, want: none,
		},
	})
}

// A list that cannot be read to its end is an error.
func TestSandboxesEnd(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ response, want string }{
		"repeated":       {`{"items":[{"id":"s","email":"a@x.io"}],"hasMore":true}`, "sandbox s is in the list twice"},
		"empty":          {`{"items":[],"hasMore":true}`, "an empty page of sandboxes is not the last one"},
		"without items":  {`{"hasMore":false}`, "the list has no items"},
		"without id":     {`{"items":[{"email":"a@x.io"}]}`, "the sandbox has no id"},
		"without e-mail": {`{"items":[{"id":"s"}]}`, "the sandbox has no e-mail"},
		"not printable":  {`{"items":[{"id":"s","email":"a\u202e@x.io"}]}`, "invalid characters"},
		"other instance": {`{"items":[{"id":"s","email":"a@x.io","instanceId":"60106426dc03c6aad0654aaa"}]}`, "60106426dc03c6aad0654aaa"},
		"full page":      {`{"items":[{"id":"s","email":"a@x.io"}],"limit":1}`, "sandbox s is in the list twice"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, respond(http.StatusOK, tc.response), WithMaxRetries(0))
			_, err := Collect(c.Sandboxes.All(t.Context(), instanceID, SandboxFilter{}))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}
