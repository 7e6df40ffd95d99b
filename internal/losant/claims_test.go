package losant

import (
	"context"
	"encoding/base64"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// webToken returns a JSON Web Token with a payload.
func webToken(payload string) string {
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(payload)) + ".c2ln"
}

func TestClaimsAreDecodedAsFarAsTheyAreUnderstood(t *testing.T) {
	t.Parallel()
	const host = "api.losant.com"
	for name, tc := range map[string]struct {
		token string
		want  Claims
	}{
		"opaque":                {"mock-60106426dc03c6aad06540bb", Claims{}},
		"not JSON":              {webToken(`x`), Claims{}},
		"a list":                {webToken(`[]`), Claims{}},
		"not base64":            {"a.&.c", Claims{}},
		"padded":                {"e30.e30=.c2ln", Claims{}},
		"two parts":             {"e30.e30", Claims{}},
		"four parts":            {"e30.e30.e30.e30", Claims{}},
		"nothing":               {webToken(`{}`), Claims{APIHost: host}},
		"subject":               {webToken(`{"sub":"x"}`), Claims{APIHost: host, Subject: "x"}},
		"subject of other type": {webToken(`{"sub":5}`), Claims{APIHost: host}},
		"issuer is the API":     {webToken(`{"iss":"https://API.losant.com/"}`), Claims{APIHost: host}},
		"issuer is its host":    {webToken(`{"iss":"api.losant.com"}`), Claims{APIHost: host}},
		"another issuer":        {webToken(`{"iss":"https://api.other.example"}`), Claims{APIHost: host, Issuer: "api.other.example"}},
		"issuer is a word":      {webToken(`{"iss":"losant"}`), Claims{APIHost: host}},
		"issuer is a number":    {webToken(`{"iss":7}`), Claims{APIHost: host}},
		"expiration":            {webToken(`{"exp":1900000000}`), Claims{APIHost: host, Expires: time.Unix(1900000000, 0).UTC()}},
		"expiration as text":    {webToken(`{"exp":"1900000000"}`), Claims{APIHost: host}},
		"huge expiration":       {webToken(`{"exp":1e300}`), Claims{APIHost: host}},
		"negative expiration":   {webToken(`{"exp":-1}`), Claims{APIHost: host}},
		"scopes":                {webToken(`{"scope":["instanceOrg.get","all.User"]}`), Claims{APIHost: host, Scopes: []string{"instanceOrg.get", "all.User"}}},
		"an unknown scope":      {webToken(`{"scope":["instanceOrg.get","all.Else"]}`), Claims{APIHost: host}},
		"no scopes":             {webToken(`{"scope":[]}`), Claims{APIHost: host}},
		"scopes as text":        {webToken(`{"scope":"instanceOrg.get"}`), Claims{APIHost: host}},
	} {
		client, err := New(tc.token)
		if err != nil {
			t.Fatal(err)
		}
		if got := client.Claims(); !reflect.DeepEqual(got, tc.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, tc.want)
		}
	}
}

func TestTokenLacksOperationsThatItsScopesDoNotUnlock(t *testing.T) {
	t.Parallel()
	const org, member, list = "instanceOrg.patch", "instanceOrgMembers.post", "instances.get"
	for payload, lacked := range map[string][]string{
		`{}`:                                 nil,
		`{"scope":["all.Instance"]}`:         {list},
		`{"scope":["all.Instance.bounded"]}`: {member, list},
		`{"scope":["all.Instance.read"]}`:    {org, member, list},
		`{"scope":["all.User"]}`:             nil,
		`{"scope":["all.User.bounded"]}`:     {member},
		`{"scope":["instanceOrg.*"]}`:        {member, list},
		`{"scope":["instanceOrg.patch"]}`:    {member, list},
		`{"scope":["instanceOrg.get"]}`:      {org, member, list},
	} {
		client, err := New(webToken(payload))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, operation := range []string{org, member, list, "instanceOrg.unknown"} {
			if client.Lacks(operation) {
				got = append(got, operation)
			}
		}
		if !reflect.DeepEqual(got, lacked) {
			t.Errorf("%s lacks %q, want %q", payload, got, lacked)
		}
	}
}

func TestClaimsAreNotLogged(t *testing.T) {
	t.Parallel()
	var logged strings.Builder
	client, _ := serve(t, refuse(401), WithLog(func(_ context.Context, message string, fields map[string]any) {
		fmt.Fprintln(&logged, message, fields)
	}))
	client.claims = Claims{Subject: "claimed-subject", Issuer: "claimed.example", Scopes: []string{"claimed.scope"}}
	if _, err := client.Instances.Get(t.Context(), instanceID); err == nil || strings.Contains(err.Error(), "claimed") {
		t.Errorf("got %v", err)
	}
	if text := logged.String(); text == "" || strings.Contains(text, "claimed") {
		t.Errorf("logged %q", text)
	}
}
