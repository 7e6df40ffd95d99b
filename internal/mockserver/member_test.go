package mockserver

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestMembers(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	ada := c.AddMember(id, Doc{"email": "ada@example.com", "role": "admin", "firstName": "Ada", "lastName": "L", "twoFactorAuthEnabled": true, "avatarUrl": "https://example.com/a.png"})
	bob := c.AddMember(id, Doc{"email": "Bob@example.com", "ssoLinked": true})

	doc := c.get(c.org(id) + "/members?_links=false").ok()
	equal(t, doc, Doc{
		"instanceId": c.InstanceID(), "orgId": id, "count": 2, "sortField": "email", "sortDirection": "asc",
		"items": []Doc{
			{
				"instanceId": c.InstanceID(), "orgId": id, "userId": bob, "email": "Bob@example.com", "role": "view",
				"firstName": "Bob", "lastName": "", "twoFactorAuthEnabled": false, "ssoLinked": true,
			}, {
				"instanceId": c.InstanceID(), "orgId": id, "userId": ada, "email": "ada@example.com", "role": "admin",
				"firstName": "Ada", "lastName": "L", "twoFactorAuthEnabled": true, "ssoLinked": false, "avatarUrl": "https://example.com/a.png",
			},
		},
	})
	equal(t, c.Members(id), doc["items"])
	if got := c.Members(anID24); got != nil {
		t.Errorf("members of nothing: %v", got)
	}
}

func TestMembersSortAndFilter(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	for email, role := range map[string]string{"c@x.io": "admin", "a@x.io": "view", "b@y.io": "edit"} {
		c.AddMember(id, Doc{"email": email, "role": role})
	}
	for query, want := range map[string]string{
		"":                                        "a@x.io b@y.io c@x.io",
		"?sortDirection=desc":                     "c@x.io b@y.io a@x.io",
		"?sortField=role":                         "c@x.io b@y.io a@x.io",
		"?filterField=email&filter=*X.io":         "a@x.io c@x.io",
		"?filterField=role&filter=admin":          "c@x.io",
		"?filterField=role&filter=adm":            "",
		"?filterField=role&filter=*&_links=false": "a@x.io b@y.io c@x.io",
	} {
		doc := c.get(c.org(id) + "/members" + query).ok()
		if got := names(doc, "email"); got != want {
			t.Errorf("%q: %s, want %s", query, got, want)
		}
		subset(t, doc, Doc{"count": len(strings.Fields(want)), "totalCount": nil, "page": nil})
	}
}

func TestMembersOfNobody(t *testing.T) {
	t.Parallel()
	c := start(t)
	subset(t, c.get(c.org(c.add("x"))+"/members").ok(), Doc{"items": []Doc{}, "count": 0})
}

func TestFounders(t *testing.T) {
	t.Parallel()
	c := start(t)
	ada := c.AddAccount(Doc{"email": "ada@example.com", "firstName": "Ada"})
	bob := c.AddAccount(Doc{"email": "bob@example.com"})
	roles := []Doc{{"resourceId": ada, "role": "none"}}
	doc := c.post(c.orgs(), Doc{"name": "x", "members": []Doc{
		{"email": "ADA@example.com", "role": "admin"},
		{"userId": bob, "role": "view", "applicationRoles": roles},
		{"email": "new@example.com", "role": "edit", "disallowTransfer": true},
	}}).ok()
	members := list(doc, "members")
	if len(members) != 2 {
		t.Fatalf("members %v", members)
	}
	subset(t, members[0].(Doc), Doc{"userId": ada, "email": "ada@example.com", "role": "admin", "firstName": "Ada", "applicationRoles": nil}) //nolint:forcetypeassert // A test may panic.
	subset(t, members[1].(Doc), Doc{"userId": bob, "role": "view", "applicationRoles": roles})                                                //nolint:forcetypeassert // A test may panic.

	id := text(doc, "id")
	subset(t, object(c.Organization(id), "summary"), Doc{"memberCount": 2, "pendingInviteCount": 1})
	for _, m := range c.Members(id) {
		subset(t, m, Doc{"applicationRoles": nil})
	}

	for words, members := range map[string][]Doc{
		"already a member":  {{"userId": bob, "role": "view"}, {"email": "bob@example.com", "role": "view"}},
		"already invited":   {{"email": "a@new.io", "role": "view"}, {"email": "A@new.io", "role": "view"}},
		"limits.member":     {{"email": "a@new.io", "role": "view"}, {"email": "b@new.io", "role": "view"}, {"userId": bob, "role": "view"}},
		"is not a valid us": {{"userId": anID24, "role": "view"}},
	} {
		c.post(c.orgs(), Doc{"name": "y", "limits": Doc{"member": 2}, "members": members}).refused(http.StatusBadRequest, "Validation", words)
	}
	if n := len(c.Organizations()); n != 1 {
		t.Errorf("%d organizations: a refused POST made one", n)
	}
}

func TestCreatorBecomesAdministrator(t *testing.T) {
	t.Parallel()
	c := start(t)
	byUser := text(c.as(c.AddUserToken()).post(c.orgs(), Doc{"name": "x"}).ok(), "id")
	if members := c.Members(byUser); len(members) != 1 || members[0]["role"] != "admin" {
		t.Errorf("members after a user's POST: %v", members)
	}
	byToken := text(c.post(c.orgs(), Doc{"name": "y"}).ok(), "id")
	if members := c.Members(byToken); len(members) != 0 {
		t.Errorf("members after a token's POST: %v", members)
	}
}

func TestMFAModeAppliesToMembers(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string]string{
		"notRequired":   "bare-admin:admin bare-view:view mfa:admin sso:admin",
		"adminRequired": "bare-admin:edit bare-view:view mfa:admin sso:admin",
		"required":      "mfa:admin sso:admin",
	} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			c := start(t)
			id := c.add("x")
			c.AddMember(id, Doc{"email": "bare-admin@x.io", "role": "admin"})
			c.AddMember(id, Doc{"email": "bare-view@x.io", "role": "view"})
			c.AddMember(id, Doc{"email": "mfa@x.io", "role": "admin", "twoFactorAuthEnabled": true})
			c.AddMember(id, Doc{"email": "sso@x.io", "role": "admin", "ssoLinked": true})
			roles := func() string {
				var out []string
				for _, m := range c.Members(id) {
					email, _, _ := strings.Cut(text(m, "email"), "@")
					out = append(out, fmt.Sprintf("%s:%s", email, m["role"]))
				}
				return strings.Join(out, " ")
			}
			c.patch(c.org(id), Doc{"mfaMode": mode}).ok()
			if got := roles(); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			c.patch(c.org(id), Doc{"mfaMode": "notRequired"}).ok()
			if got := roles(); got != want {
				t.Errorf("relaxing restored somebody: %s", got)
			}
		})
	}
}

func TestMFAKeepsNewMembersOut(t *testing.T) {
	t.Parallel()
	c := start(t)
	bare := c.AddAccount(Doc{"email": "bare@x.io"})
	for mode, role := range map[string]string{"required": "view", "adminRequired": "admin"} {
		c.post(c.orgs(), Doc{"name": "x", "mfaMode": mode, "members": []Doc{{"userId": bare, "role": role}}}).
			refused(http.StatusBadRequest, "Validation", "multi-factor")
	}
	c.post(c.orgs(), Doc{"name": "x", "mfaMode": "adminRequired", "members": []Doc{{"userId": bare, "role": "edit"}}}).ok()
}

func TestAnAccountIsOnePersonEverywhere(t *testing.T) {
	t.Parallel()
	c := start(t)
	a, b := c.add("a"), c.add("b")
	one := c.AddMember(a, Doc{"email": "ada@example.com"})
	two := c.AddMember(b, Doc{"email": "Ada@Example.com", "role": "admin", "twoFactorAuthEnabled": true})
	if one != two {
		t.Errorf("two accounts: %s and %s", one, two)
	}
	subset(t, c.Members(a)[0], Doc{"role": "view", "twoFactorAuthEnabled": true})
	subset(t, c.Members(b)[0], Doc{"role": "admin", "twoFactorAuthEnabled": true})
}

func TestControlOfMembersPanicsWhenWrong(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	c.AddMember(id, Doc{"email": "ada@example.com"})
	for name, f := range map[string]func(){
		"organization": func() { c.AddMember(anID24, Doc{"email": "a@b.c"}) },
		"email":        func() { c.AddMember(id, Doc{"role": "view"}) },
		"role":         func() { c.AddMember(id, Doc{"email": "a@b.c", "role": "owner"}) },
		"unknown":      func() { c.AddMember(id, Doc{"email": "a@b.c", "shoeSize": 42}) },
		"change":       func() { c.AddMember(id, Doc{"email": "ada@example.com", "shoeSize": 42}) },
		"no JSON":      func() { c.AddMember(id, Doc{"email": make(chan int)}) },
		"twice":        func() { c.AddMember(id, Doc{"email": "ADA@example.com"}) },
		"account":      func() { c.AddAccount(Doc{"email": "ada@example.com"}) },
		"wrong id":     func() { c.AddAccount(Doc{"email": "b@example.com", "userId": "7"}) },
		"unmarshaled":  func() { c.AddAccount(Doc{"email": func() {}}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if message := panics(t, f); !strings.HasPrefix(message, "mockserver: ") {
				t.Errorf("panicked with %q", message)
			}
		})
	}
}
