package provider_test

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// webToken returns a JSON Web Token with claims.
func webToken(t *testing.T, claims map[string]any) string {
	t.Helper()
	payload, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	return "e30." + base64.RawURLEncoding.EncodeToString(payload) + ".c2ln"
}

// Only Losant decides whether a token has expired, so the plan asks it.
func TestRefusedTokenIsExplainedByWhatItStates(t *testing.T) {
	t.Parallel()
	const plain = "The API token is wrong, expired or inactive. Create one in the Instance Manager under API Tokens, and set it as api_token in the provider block or as LOSANT_API_TOKEN."
	for name, tc := range map[string]struct {
		claims map[string]any
		want   string
	}{
		"nothing stated": {map[string]any{}, plain + "\n\nTo destroy"},
		"expired":        {map[string]any{"exp": 1700000000}, plain + " The token states that it expired at 2023-11-14T22:13:20Z."},
		"another host": {
			map[string]any{"iss": "https://api.other.example"},
			plain + " The token states that it comes from api.other.example, but requests go to 127.0.0.1:",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := acctest.NewProtocol(t, mockserver.Start(t), "losant_organization", map[string]any{"api_token": webToken(t, tc.claims)})
			acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(map[string]any{"name": "Acme"})).Diagnostics, tc.want)
		})
	}
}

func TestTokenThatExpiresSoonIsWarnedAbout(t *testing.T) {
	t.Parallel()
	now := time.Now()
	for name, tc := range map[string]struct {
		left time.Duration
		want []string
	}{
		"a year":   {365 * 24 * time.Hour, nil},
		"15 days":  {15 * 24 * time.Hour, nil},
		"13 days":  {13*24*time.Hour + time.Hour, []string{"WARNING The Losant API token expires in 13 days: The token states that it expires at 2"}},
		"a day":    {25 * time.Hour, []string{"WARNING The Losant API token expires in 1 day: "}},
		"an hour":  {time.Hour, []string{"WARNING The Losant API token expires in less than a day: "}},
		"negative": {-time.Hour, nil},
	} {
		token := webToken(t, map[string]any{"exp": now.Add(tc.left).Unix()})
		p := acctest.NewProtocol(t, mockserver.Start(t), "losant_organization", map[string]any{"api_token": token})
		configured, err := p.Server.ConfigureProvider(t.Context(), p.Configuration())
		if err != nil {
			t.Fatal(err)
		}
		t.Log(name)
		acctest.ExpectDetails(t, configured.Diagnostics, tc.want...)
	}
}

// An opaque token says nothing, so only the apply finds out.
func TestPlanNamesTheScopesThatItsChangesLack(t *testing.T) {
	t.Parallel()
	for setting, warns := range map[string]bool{"opaque": false, "jwt": true} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("token-shape", setting))
			owner := acctest.NewProtocol(t, srv, "losant_organization", nil)
			var objects [4]acctest.Object // A run plans each object once.
			for i := range objects {
				objects[i] = owner.Apply(owner.Null(), owner.Config(map[string]any{"name": "Acme"}))
			}
			token := srv.AddToken("all.Instance.read", "instanceOrg.delete")
			p := acctest.NewProtocol(t, srv, "losant_organization", map[string]any{"api_token": token})
			want := func(texts ...string) []string {
				if warns {
					return texts
				}
				return nil
			}
			p.Run(func() {
				acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(map[string]any{"name": "New"})).Diagnostics, want(
					"WARNING The API token lacks the scope instanceOrgs.post: The token states its scopes, and none of them permits this change of losant_organization, so the apply would fail. "+
						"It needs one of these scopes: all.Instance, all.Instance.bounded, instanceOrgs.*, instanceOrgs.post. The token of a user needs one of these: all.User, all.User.bounded. "+
						"The user must also be an administrator of the instance. The token states that it has all.Instance.read, instanceOrg.delete.")...)
				acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(map[string]any{"name": "Newer"})).Diagnostics)
				acctest.ExpectDetails(t, p.Plan(objects[0], p.Config(map[string]any{"name": "Acme"})).Diagnostics)
				acctest.ExpectDetails(t, p.Plan(objects[1], p.Config(map[string]any{"name": "Acme", "deletion_protection": true})).Diagnostics)
				acctest.ExpectDetails(t, p.Plan(objects[2], p.Config(map[string]any{"name": "Acme", "description": "x"})).Diagnostics,
					want("WARNING The API token lacks the scope instanceOrg.patch: ")...)
				acctest.ExpectDetails(t, p.Plan(objects[3], p.Null().State).Diagnostics)
				members := p.Other("losant_organization_member")
				config := map[string]any{"organization_id": p.Text(objects[0].State, "id"), "email": "jane@acme.example", "role": "view"}
				announced := []string{"WARNING Applying adds or invites jane@acme.example to organization "}
				acctest.ExpectDetails(t, members.Plan(members.Null(), members.Config(config)).Diagnostics,
					append(announced, want("WARNING The API token lacks the scope instanceOrgMembers.post: ")...)...)
			})
		})
	}
}

// Every resource type says which operations its changes send, and the client knows all
// of them.
func TestEveryResourceHasChangeOperations(t *testing.T) {
	t.Parallel()
	for _, s := range subjects {
		operations := provider.ChangeOperations(s.typeName)
		if len(operations.Create) == 0 || len(operations.Update) == 0 {
			t.Errorf("%s has no operations", s.typeName)
		}
		for _, name := range slices.Concat(operations.Create, operations.Update, operations.Delete) {
			if losant.ScopesFor(name) == nil {
				t.Errorf("%s: %s is not an operation", s.typeName, name)
			}
		}
	}
}
