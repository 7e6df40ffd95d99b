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

// One membership from its beginning to its end, over HTTP alone.
func TestMemberLife(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	ada := c.AddAccount(Doc{"email": "ada@example.com", "lastName": "L", "avatarUrl": "https://example.com/a.png"})
	bob := c.AddAccount(Doc{"email": "bob@example.com"})
	want := Doc{
		"instanceId": c.InstanceID(), "orgId": id, "userId": ada, "email": "ada@example.com", "role": "admin", "firstName": "ada",
		"lastName": "L", "avatarUrl": "https://example.com/a.png", "twoFactorAuthEnabled": false, "ssoLinked": false,
	}
	path := c.members(id) + "/" + ada
	equal(t, c.post(c.members(id)+"?_links=false", Doc{"email": "ADA@example.com", "role": "admin", "disallowTransfer": true}).ok(), want)
	equal(t, c.get(path+"?_links=false").ok(), want)
	equal(t, first(t, c.get(c.members(id)+"?_links=false").ok()), want)

	linked := c.get(c.members(id) + "/" + strings.ToUpper(ada)).ok()
	subset(t, linked, Doc{"_type": "instanceOrgMember", "_links": Doc{"self": Doc{"href": path}}})
	equal(t, first(t, c.get(c.members(id)).ok()), linked)

	roles := []Doc{{"resourceId": anID24, "role": "collaborate"}}
	subset(t, c.post(c.members(id), Doc{"userId": bob, "role": "none", "applicationRoles": roles, "dashboardRoles": roles}).ok(), Doc{"userId": bob, "role": "none", "applicationRoles": nil})
	subset(t, c.patch(c.members(id)+"/"+bob, Doc{"role": "edit", "dashboardRoles": []Doc{}}).ok(), Doc{"userId": bob, "role": "edit", "dashboardRoles": nil})
	subset(t, c.patch(c.members(id)+"/"+bob, Doc{}).ok(), Doc{"role": "edit"})

	equal(t, c.delete(c.members(id)+"/"+bob).ok(), Doc{"success": true})
	for _, r := range []*reply{c.get(c.members(id) + "/" + bob), c.patch(c.members(id)+"/"+bob, Doc{}), c.delete(c.members(id) + "/" + bob)} {
		r.refused(http.StatusNotFound, "NotFound", "Member was not found")
	}
	subset(t, c.post(c.members(id), Doc{"userId": bob, "role": "view"}).ok(), Doc{"email": "bob@example.com"})
	subset(t, object(c.get(c.org(id)).ok(), "summary"), Doc{"memberCount": 2})
}

func TestMemberBodies(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	ada := c.AddMember(id, Doc{"email": "ada@example.com"})
	path := c.members(id) + "/" + ada
	for _, tc := range []struct{ method, path, body, words string }{
		{"POST", c.members(id), ``, "body is required"},
		{"POST", c.members(id), `{}`, "userId is required"},
		{"POST", c.members(id), `{"email":"bob@example.com"}`, "role is required"},
		{"POST", c.members(id), `{"userId":"` + ada + `"}`, "role is required"},
		{"POST", c.members(id), `{"email":"bob@example.com","role":"owner"}`, "role must be one of admin, edit, collaborate, view, none"},
		{"POST", c.members(id), `{"email":"bob","role":"view"}`, "email must be an e-mail address"},
		{"POST", c.members(id), `{"email":"` + strings.Repeat("x", 1024) + `@y","role":"view"}`, "email must have at most 1024"},
		{"POST", c.members(id), `{"userId":"` + ada + `","email":"ada@example.com","role":"view"}`, "is not allowed"},
		{"POST", c.members(id), `{"userId":"` + ada + `","role":"view","disallowTransfer":true}`, "disallowTransfer is not allowed"},
		{"POST", c.members(id), `{"userId":"` + anID24 + `","role":"view"}`, "userId-" + anID24 + " is not a valid userId"},
		{"POST", c.members(id), `{"email":"bob@example.com","role":null}`, "role must be a string"},
		{"POST", c.members(id), `{"email":"bob@example.com","role":"view","dashboardRoles":` + many(101, `{"resourceId":"`+ada+`","role":"none"}`) + `}`, "at most 100 items"},
		{"POST", c.members(id), `{"email":"ADA@example.com","role":"view"}`, "already a member"},
		{"POST", c.members(id) + "?_role=x", `{"email":"bob@example.com","role":"view"}`, "_role is not a query parameter"},
		{"PATCH", path, ``, "body is required"},
		{"PATCH", path, `{"role":"owner"}`, "role must be one of"},
		{"PATCH", path, `{"userId":"` + ada + `"}`, "userId is not allowed"},
		{"PATCH", path, `{"email":"ada@example.com"}`, "email is not allowed"},
		{"PATCH", path, `{"applicationRoles":[{"role":"view"}]}`, "applicationRoles[].resourceId is required"},
		{"DELETE", path, `{"role":"view"}`, "role is not allowed"},
		{"GET", c.members(id) + "/7", ``, "userId-7 is not a valid userId"},
	} {
		c.do(tc.method, tc.path, tc.body).refused(http.StatusBadRequest, "Validation", tc.words)
	}
	if members := c.Members(id); len(members) != 1 || members[0]["role"] != "view" || len(c.Invitations(id)) != 0 {
		t.Errorf("a refused request had its effect: %v", members)
	}
}

func TestAnOrganizationKeepsAnAdministrator(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	viewer := c.members(id) + "/" + c.AddMember(id, Doc{"email": "viewer@x.io"})
	c.patch(viewer, Doc{"role": "edit"}).ok()
	admin := c.members(id) + "/" + c.AddMember(id, Doc{"email": "admin@x.io", "role": "admin"})
	for _, r := range []*reply{c.delete(admin), c.patch(admin, Doc{"role": "edit"})} {
		r.refused(http.StatusBadRequest, "Validation", "Organization must have at least one administrator")
	}
	c.patch(admin, Doc{"role": "admin"}).ok()
	c.patch(admin, Doc{"applicationRoles": []Doc{}}).ok()
	c.patch(viewer, Doc{"role": "admin"}).ok()
	c.patch(admin, Doc{"role": "edit"}).ok()
	c.delete(admin).ok()
	c.delete(viewer).is(http.StatusBadRequest)

	c.EditMember(id, "viewer@x.io", Doc{"role": "view"})
	c.delete(viewer).ok()
	subset(t, c.get(c.members(id)).ok(), Doc{"count": 0})
	c.AddMember(id, Doc{"email": "admin@x.io", "role": "admin"})
	c.delete(c.org(id)).ok()
}

func TestMFAPreventsPromotion(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddOrganization(Doc{"name": "x", "mfaMode": "adminRequired"})
	path := c.members(id) + "/" + c.AddMember(id, Doc{"email": "ada@x.io"})
	c.post(c.members(id), Doc{"userId": c.AddAccount(Doc{"email": "bob@x.io"}), "role": "admin"}).refused(http.StatusBadRequest, "Validation", "multi-factor")
	c.patch(path, Doc{"role": "admin"}).refused(http.StatusBadRequest, "Validation", "multi-factor")
	subset(t, c.patch(path, Doc{"role": "edit"}).ok(), Doc{"role": "edit"})
	c.EditAccount("ada@x.io", Doc{"twoFactorAuthEnabled": true})
	subset(t, c.patch(path, Doc{"role": "admin"}).ok(), Doc{"role": "admin", "twoFactorAuthEnabled": true})

	// Who gave up the protection later may stay, and be named by what they are already.
	c.EditAccount("ada@x.io", Doc{"twoFactorAuthEnabled": false})
	c.patch(path, Doc{"role": "admin"}).ok()
	if message := panics(t, func() {
		c.EditMember(id, "ada@x.io", Doc{"role": "edit"})
		c.EditMember(id, "ada@x.io", Doc{"role": "admin"})
	}); !strings.Contains(message, "multi-factor") {
		t.Errorf("panicked with %q", message)
	}
}

func TestMembersBehindTheClientsBack(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	ada := c.AddMember(id, Doc{"email": "ada@x.io", "role": "admin"})
	c.EditMember(id, "ADA@x.io", Doc{"role": "none"})
	subset(t, c.get(c.members(id)+"/"+ada).ok(), Doc{"role": "none"})
	c.EditMember(id, "ada@x.io", Doc{"role": "admin"})
	c.get(c.org(id)).ok()
	c.RemoveMember(id, "ada@x.io")
	c.get(c.members(id) + "/" + ada).is(http.StatusNotFound)
	subset(t, object(c.get(c.org(id)).ok(), "summary"), Doc{"memberCount": 0})
	if got := c.AddMember(id, Doc{"email": "ada@x.io"}); got != ada {
		t.Errorf("the account went with the membership: %s, then %s", ada, got)
	}
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
		"edit where":   func() { c.EditMember(anID24, "ada@example.com", Doc{}) },
		"edit whom":    func() { c.EditMember(id, "bob@example.com", Doc{}) },
		"edit what":    func() { c.EditMember(id, "ada@example.com", Doc{"email": "bob@example.com"}) },
		"edit how":     func() { c.EditMember(id, "ada@example.com", Doc{"role": func() {}}) },
		"remove whom":  func() { c.RemoveMember(id, "bob@example.com") },
		"no address":   func() { c.AddInstanceMember(Doc{"role": "view"}) },
		"no steward":   func() { c.AddInstanceMember(Doc{"email": "ada@example.com", "role": "edit"}) },
		"nobody":       func() { c.RemoveInstanceMember("bob@example.com") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if message := panics(t, f); !strings.HasPrefix(message, "mockserver: ") {
				t.Errorf("panicked with %q", message)
			}
		})
	}
}
