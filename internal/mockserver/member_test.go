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
		t.Errorf("got the members %v of an unknown organization", got)
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

func TestMembersOfANewOrganization(t *testing.T) {
	t.Parallel()
	c := start(t)
	subset(t, c.get(c.org(c.add("x"))+"/members").ok(), Doc{"items": []Doc{}, "count": 0})
}

func TestFirstMembers(t *testing.T) {
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
		t.Fatalf("got the members %v", members)
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
		c.post(c.orgs(), Doc{"name": "y", "limits": Doc{"member": 2}, "members": members}).expectError(http.StatusBadRequest, "Validation", words)
	}
	if n := len(c.Organizations()); n != 1 {
		t.Errorf("got %d organizations: a refused POST created one", n)
	}
}

func TestCreatorBecomesAdministrator(t *testing.T) {
	t.Parallel()
	c := start(t)
	byUser := text(c.as(c.AddUserToken()).post(c.orgs(), Doc{"name": "x"}).ok(), "id")
	if members := c.Members(byUser); len(members) != 1 || members[0]["role"] != "admin" {
		t.Errorf("got the members %v after the POST of a user", members)
	}
	byToken := text(c.post(c.orgs(), Doc{"name": "y"}).ok(), "id")
	if members := c.Members(byToken); len(members) != 0 {
		t.Errorf("got the members %v after the POST of a token", members)
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
				t.Errorf("a less strict mode restored members: %s", got)
			}
		})
	}
}

func TestMFAModeRefusesNewMembers(t *testing.T) {
	t.Parallel()
	c := start(t)
	bare := c.AddAccount(Doc{"email": "bare@x.io"})
	for mode, role := range map[string]string{"required": "view", "adminRequired": "admin"} {
		c.post(c.orgs(), Doc{"name": "x", "mfaMode": mode, "members": []Doc{{"userId": bare, "role": role}}}).
			expectError(http.StatusBadRequest, "Validation", "multi-factor")
	}
	c.post(c.orgs(), Doc{"name": "x", "mfaMode": "adminRequired", "members": []Doc{{"userId": bare, "role": "edit"}}}).ok()
}

func TestMemberLifecycle(t *testing.T) {
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
	for _, r := range []*result{c.get(c.members(id) + "/" + bob), c.patch(c.members(id)+"/"+bob, Doc{}), c.delete(c.members(id) + "/" + bob)} {
		r.expectError(http.StatusNotFound, "NotFound", "Member was not found")
	}
	subset(t, c.post(c.members(id), Doc{"userId": bob, "role": "view"}).ok(), Doc{"email": "bob@example.com"})
	subset(t, object(c.get(c.org(id)).ok(), "summary"), Doc{"memberCount": 2})
}

func TestMemberBodies(t *testing.T) {
	t.Parallel()
	c := start(t, With("validation-words", "newer"))
	id := c.add("x")
	ada := c.AddMember(id, Doc{"email": "ada@example.com"})
	path := c.members(id) + "/" + ada
	for _, tc := range []struct{ method, path, body, words string }{
		{"POST", c.members(id), ``, "member is required"},
		{"POST", c.members(id), `{}`, "userId is required"},
		{"POST", c.members(id), `{"email":"bob@example.com"}`, "role is required"},
		{"POST", c.members(id), `{"userId":"` + ada + `"}`, "role is required"},
		{"POST", c.members(id), `{"email":"bob@example.com","role":"owner"}`, "role must be one of: admin, edit, collaborate, view, none"},
		{"POST", c.members(id), `{"email":"bob","role":"view"}`, "email must be email format"},
		{"POST", c.members(id), `{"email":"` + strings.Repeat("x", 253) + `@y","role":"view"}`, "email must be email format"},
		{"POST", c.members(id), `{"userId":"` + ada + `","email":"ada@example.com","role":"view"}`, "is an additional property"},
		{"POST", c.members(id), `{"userId":"` + ada + `","role":"view","disallowTransfer":true}`, "disallowTransfer is an additional property"},
		{"POST", c.members(id), `{"userId":"` + anID24 + `","role":"view"}`, "userId-" + anID24 + " is not a valid userId"},
		{"POST", c.members(id), `{"email":"bob@example.com","role":null}`, "role is the wrong type"},
		{"POST", c.members(id), `{"email":"bob@example.com","role":"view","dashboardRoles":` + many(101, `{"resourceId":"`+ada+`","role":"none"}`) + `}`, "has more items than allowed"},
		{"POST", c.members(id), `{"email":"ADA@example.com","role":"view"}`, "already a member"},
		{"PATCH", path, ``, "member is required"},
		{"PATCH", path, `{"role":"owner"}`, "role must be one of: "},
		{"PATCH", path, `{"userId":"` + ada + `"}`, "userId is an additional property"},
		{"PATCH", path, `{"email":"ada@example.com"}`, "email is an additional property"},
		{"PATCH", path, `{"applicationRoles":[{"role":"view"}]}`, "applicationRoles.0.resourceId is required"},
		{"GET", c.members(id) + "/7", ``, "userId pattern mismatch"},
	} {
		c.do(tc.method, tc.path, tc.body).expectError(http.StatusBadRequest, "Validation", tc.words)
	}
	if members := c.Members(id); len(members) != 1 || members[0]["role"] != "view" || len(c.Invitations(id)) != 0 {
		t.Errorf("a refused request had an effect: %v", members)
	}
}

func TestOrganizationNeedsAnAdministrator(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	viewer := c.members(id) + "/" + c.AddMember(id, Doc{"email": "viewer@x.io"})
	c.patch(viewer, Doc{"role": "edit"}).ok()
	admin := c.members(id) + "/" + c.AddMember(id, Doc{"email": "admin@x.io", "role": "admin"})
	for _, r := range []*result{c.delete(admin), c.patch(admin, Doc{"role": "edit"})} {
		r.expectError(http.StatusBadRequest, "Validation", "Organization must have at least one administrator")
	}
	c.patch(admin, Doc{"role": "admin"}).ok()
	c.patch(admin, Doc{"applicationRoles": []Doc{}}).ok()
	c.patch(viewer, Doc{"role": "admin"}).ok()
	c.patch(admin, Doc{"role": "edit"}).ok()
	c.delete(admin).ok()
	c.delete(viewer).expect(http.StatusBadRequest)

	c.EditMember(id, "viewer@x.io", Doc{"role": "view"})
	c.delete(viewer).ok()
	subset(t, c.get(c.members(id)).ok(), Doc{"count": 0})
	c.AddMember(id, Doc{"email": "admin@x.io", "role": "admin"})
	c.delete(c.org(id)).ok()
}

func TestMFAModeRefusesPromotion(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddOrganization(Doc{"name": "x", "mfaMode": "adminRequired"})
	path := c.members(id) + "/" + c.AddMember(id, Doc{"email": "ada@x.io"})
	c.post(c.members(id), Doc{"userId": c.AddAccount(Doc{"email": "bob@x.io"}), "role": "admin"}).expectError(http.StatusBadRequest, "Validation", "multi-factor")
	c.patch(path, Doc{"role": "admin"}).expectError(http.StatusBadRequest, "Validation", "multi-factor")
	subset(t, c.patch(path, Doc{"role": "edit"}).ok(), Doc{"role": "edit"})
	c.EditAccount("ada@x.io", Doc{"twoFactorAuthEnabled": true})
	subset(t, c.patch(path, Doc{"role": "admin"}).ok(), Doc{"role": "admin", "twoFactorAuthEnabled": true})

	// An administrator who disables MFA later stays, and the same role can be set.
	c.EditAccount("ada@x.io", Doc{"twoFactorAuthEnabled": false})
	c.patch(path, Doc{"role": "admin"}).ok()
	if message := panics(t, func() {
		c.EditMember(id, "ada@x.io", Doc{"role": "edit"})
		c.EditMember(id, "ada@x.io", Doc{"role": "admin"})
	}); !strings.Contains(message, "multi-factor") {
		t.Errorf("panicked with %q", message)
	}
}

func TestControlOfMembers(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	ada := c.AddMember(id, Doc{"email": "ada@x.io", "role": "admin"})
	c.EditMember(id, "ADA@x.io", Doc{"role": "none"})
	subset(t, c.get(c.members(id)+"/"+ada).ok(), Doc{"role": "none"})
	c.EditMember(id, "ada@x.io", Doc{"role": "admin"})
	c.get(c.org(id)).ok()
	c.RemoveMember(id, "ada@x.io")
	c.get(c.members(id) + "/" + ada).expect(http.StatusNotFound)
	subset(t, object(c.get(c.org(id)).ok(), "summary"), Doc{"memberCount": 0})
	if got := c.AddMember(id, Doc{"email": "ada@x.io"}); got != ada {
		t.Errorf("the account changed from %s to %s", ada, got)
	}
}

func TestControlOfMembersPanicsOnErrors(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	c.AddMember(id, Doc{"email": "ada@example.com"})
	for name, f := range map[string]func(){
		"unknown organization":        func() { c.AddMember(anID24, Doc{"email": "a@b.c"}) },
		"no e-mail":                   func() { c.AddMember(id, Doc{"role": "view"}) },
		"invalid role":                func() { c.AddMember(id, Doc{"email": "a@b.c", "role": "owner"}) },
		"unknown field":               func() { c.AddMember(id, Doc{"email": "a@b.c", "shoeSize": 42}) },
		"unknown field of an account": func() { c.AddMember(id, Doc{"email": "ada@example.com", "shoeSize": 42}) },
		"not JSON":                    func() { c.AddMember(id, Doc{"email": make(chan int)}) },
		"already a member":            func() { c.AddMember(id, Doc{"email": "ADA@example.com"}) },
		"existing account":            func() { c.AddAccount(Doc{"email": "ada@example.com"}) },
		"invalid id":                  func() { c.AddAccount(Doc{"email": "b@example.com", "userId": "7"}) },
		"account: not JSON":           func() { c.AddAccount(Doc{"email": func() {}}) },
		"edit: unknown organization":  func() { c.EditMember(anID24, "ada@example.com", Doc{}) },
		"edit: not a member":          func() { c.EditMember(id, "bob@example.com", Doc{}) },
		"edit: invalid field":         func() { c.EditMember(id, "ada@example.com", Doc{"email": "bob@example.com"}) },
		"edit: not JSON":              func() { c.EditMember(id, "ada@example.com", Doc{"role": func() {}}) },
		"remove: not a member":        func() { c.RemoveMember(id, "bob@example.com") },
		"instance: no e-mail":         func() { c.AddInstanceMember(Doc{"role": "view"}) },
		"instance: invalid role":      func() { c.AddInstanceMember(Doc{"email": "ada@example.com", "role": "edit"}) },
		"instance: not a member":      func() { c.RemoveInstanceMember("bob@example.com") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if message := panics(t, f); !strings.HasPrefix(message, "mockserver: ") {
				t.Errorf("panicked with %q", message)
			}
		})
	}
}

var memberSuccesses = []success{
	{"instanceOrgMembers.get", "GET {org}/members", nil, 200},
	{"instanceOrgMembers.post", "POST {org}/members", Doc{"email": "ada@x.io", "role": "view"}, 200},
	{"instanceOrgMember.get", "GET {org}/members/{id}", nil, 200},
	{"instanceOrgMember.patch", "PATCH {org}/members/{id}", Doc{}, 200},
	{"instanceOrgMember.delete", "DELETE {org}/members/{id}", Doc{}, 200},
}

var memberScenarios = map[string]scenario{
	"already-member": {func(c *caller) string {
		id := c.add("x")
		c.AddMember(id, Doc{"email": "ada@x.io", "role": "edit"})
		c.AddInstanceMember(Doc{"email": "ada@x.io"})
		c.Invite(id, Doc{"email": "new@x.io", "role": "edit"})
		ada, invited := Doc{"email": "ada@x.io", "role": "admin"}, Doc{"email": "new@x.io", "role": "admin"}
		return strings.Join([]string{
			observed(c.post(c.members(id), ada), "role"), observed(c.post(c.members(id), invited), "role"),
			observed(c.post(c.invites(id), ada), "count"), observed(c.post(c.invites(id), invited), "count"),
			observed(c.post(c.home()+"/members", ada), "role"),
			fmt.Sprint(len(c.Members(id)), len(c.Invitations(id)), len(c.InstanceMembers())),
		}, " ")
	}, map[string]string{"refused": "400 400 400 400 400 1 1 1", "ok": `"edit" "edit" 0 1 "view" 1 1 1`}},
	"granular-roles": {func(c *caller) string {
		id := c.AddAccount(Doc{"email": "ada@example.com"})
		doc := c.post(c.orgs(), Doc{"name": "x", "members": []Doc{{"userId": id, "role": "view", "dashboardRoles": []Doc{}}}}).ok()
		member, _ := list(doc, "members")[0].(Doc)
		invitation := c.post(c.invites(text(doc, "id")), Doc{"email": "new@x.io", "role": "view", "applicationRoles": []Doc{}}).expect(http.StatusCreated)
		return lookUp(member, "dashboardRoles") + " " + lookUp(first(c.t, invitation), "applicationRoles")
	}, map[string]string{"stored": "[] []", "ignored": "absent absent"}},
	"last-admin": {func(c *caller) string {
		id := c.add("x")
		ada := c.members(id) + "/" + c.AddMember(id, Doc{"email": "ada@x.io", "role": "admin"})
		instanceAdmin := c.home() + "/members/" + c.AddInstanceMember(Doc{"email": "ada@x.io", "role": "admin"})
		return strings.Join([]string{
			observed(c.patch(ada, Doc{"role": "edit"}), "role"), observed(c.delete(ada), "success"),
			observed(c.patch(instanceAdmin, Doc{"role": "view"}), "role"), observed(c.delete(instanceAdmin), "success"),
		}, " ")
	}, map[string]string{"refused": "400 400 400 400", "allowed": `"edit" true "view" true`}},
	"last-admin-status": {func(c *caller) string {
		id := c.add("x")
		return observed(c.delete(c.members(id)+"/"+c.AddMember(id, Doc{"email": "ada@x.io", "role": "admin"})), "success")
	}, map[string]string{"400": "400", "403": "403", "409": "409"}},
	"member-limit": {func(c *caller) string {
		return observed(c.post(c.orgs(), Doc{"name": "x", "limits": Doc{"member": 0}, "members": []Doc{{"email": "a@b.io", "role": "view"}}}), "name")
	}, map[string]string{"refused": "400", "accepted": `"x"`}},
	"member-without-account": {func(c *caller) string {
		id := c.add("x")
		r := c.post(c.members(id), Doc{"email": "ada@x.io", "role": "view"})
		return strings.Join([]string{observed(r, "email"), observed(r, "userId"), observed(r, "hasExpired"), observed(c.get(c.invites(id)), "count")}, " ")
	}, map[string]string{"member": `"ada@x.io" absent absent 1`, "invitation": `"ada@x.io" absent false 1`, "refused": "400 400 400 0"}},
	"mfa-violation": {func(c *caller) string {
		user := c.AddAccount(Doc{"email": "ada@x.io"})
		founded := observed(c.post(c.orgs(), Doc{"name": "x", "mfaMode": "required", "members": []Doc{{"userId": user, "role": "view"}}}), "members")
		id := c.AddOrganization(Doc{"name": "y", "mfaMode": "adminRequired"})
		path := c.members(id) + "/" + c.AddMember(id, Doc{"email": "bob@x.io"})
		joined := observed(c.post(c.members(id), Doc{"userId": user, "role": "admin"}), "role")
		return strings.Join([]string{founded, joined, observed(c.get(c.members(id)), "count"), observed(c.patch(path, Doc{"role": "admin"}), "role")}, " ")
	}, map[string]string{"refused": "400 400 1 400", "skipped": `[] "admin" 1 "view"`}},
}
