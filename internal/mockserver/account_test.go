package mockserver

import (
	"strings"
	"testing"
)

func TestEditAccount(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	ada := c.AddMember(id, Doc{"email": "ada@x.io"})
	c.AddAccount(Doc{"email": "bob@x.io"})
	c.EditAccount("ADA@x.io", Doc{"email": "Lovelace@x.io", "twoFactorAuthEnabled": true, "ssoLinked": true, "firstName": "Augusta", "lastName": "King"})
	subset(t, c.get(c.members(id)+"/"+ada).ok(), Doc{
		"userId": ada, "email": "Lovelace@x.io", "role": "view", "twoFactorAuthEnabled": true, "ssoLinked": true, "firstName": "Augusta", "lastName": "King",
	})
	c.EditAccount("lovelace@x.io", Doc{"email": "LOVELACE@x.io"})
	subset(t, c.Members(id)[0], Doc{"email": "LOVELACE@x.io", "firstName": "Augusta"})
	for words, f := range map[string]func(){
		"Account was not found": func() { c.EditAccount("ada@x.io", Doc{}) },
		"the account exists":    func() { c.EditAccount("lovelace@x.io", Doc{"email": "BOB@x.io"}) },
		"userId is not allowed": func() { c.EditAccount("bob@x.io", Doc{"userId": ada}) },
		"role is not allowed":   func() { c.EditAccount("bob@x.io", Doc{"role": "view"}) },
		"unsupported type":      func() { c.EditAccount("bob@x.io", Doc{"email": func() {}}) },
	} {
		if message := panics(t, f); !strings.Contains(message, words) {
			t.Errorf("panicked with %q, want %q", message, words)
		}
	}
}

func TestOrganizationsShareAnAccount(t *testing.T) {
	t.Parallel()
	c := start(t)
	a, b := c.add("a"), c.add("b")
	one := c.AddMember(a, Doc{"email": "ada@example.com"})
	two := c.AddMember(b, Doc{"email": "Ada@Example.com", "role": "admin", "twoFactorAuthEnabled": true})
	if one != two {
		t.Errorf("got two accounts: %s and %s", one, two)
	}
	subset(t, c.Members(a)[0], Doc{"role": "view", "twoFactorAuthEnabled": true})
	subset(t, c.Members(b)[0], Doc{"role": "admin", "twoFactorAuthEnabled": true})
}

var accountScenarios = map[string]scenario{
	"email-case": {func(c *caller) string {
		id := c.add("x")
		c.AddMember(id, Doc{"email": "Ada@Example.com"})
		c.Invite(id, Doc{"email": "Bob@Example.com"})
		return names(c.get(c.members(id)).ok(), "email") + " " + names(c.get(c.invites(id)).ok(), "email")
	}, map[string]string{"kept": "Ada@Example.com Bob@Example.com", "lowered": "ada@example.com bob@example.com"}},
	"email-match": {func(c *caller) string {
		c.AddAccount(Doc{"email": "ada@example.com"})
		c.AddAccount(Doc{"email": "bob@example.com"})
		members := []Doc{{"email": "ADA@example.com", "role": "view"}, {"email": "bob@example.com", "role": "view"}}
		doc := c.post(c.orgs()+"?summaryInclude=pendingInviteCount", Doc{"name": "x", "members": members}).ok()
		return lookUp(doc, "summary", "memberCount") + " " + lookUp(doc, "summary", "pendingInviteCount")
	}, map[string]string{"any-case": "2 0", "exact": "1 1"}},
}
