package mockserver

import (
	"net/http"
	"testing"
)

func TestInstanceMemberLifecycle(t *testing.T) {
	t.Parallel()
	c := start(t)
	list := c.home() + "/members"
	subset(t, c.get(list).ok(), Doc{"items": []Doc{}, "count": 0, "instanceId": c.InstanceID(), "orgId": nil, "_type": "instanceMembers"})

	ada, bob := c.AddAccount(Doc{"email": "ada@x.io"}), c.AddAccount(Doc{"email": "bob@x.io", "ssoLinked": true})
	want := Doc{
		"instanceId": c.InstanceID(), "userId": ada, "email": "ada@x.io", "role": "admin", "firstName": "ada", "lastName": "",
		"twoFactorAuthEnabled": false, "ssoLinked": false,
	}
	equal(t, c.post(list+"?_links=false", Doc{"email": "ADA@x.io", "role": "admin"}).ok(), want)
	equal(t, c.get(list+"/"+ada+"?_links=false").ok(), want)
	subset(t, c.get(list+"/"+ada).ok(), Doc{"_type": "instanceMember", "_links": Doc{"self": Doc{"href": list + "/" + ada}}})
	subset(t, c.post(list, Doc{"userId": bob, "email": "bob@x.io", "role": "view"}).ok(), Doc{"userId": bob, "ssoLinked": true})
	equal(t, c.InstanceMembers()[0], want)
	equal(t, c.get(c.home()).ok()["members"], []Doc{{"userId": ada, "role": "admin"}, {"userId": bob, "role": "view"}})

	for query, emails := range map[string]string{
		"": "ada@x.io bob@x.io", "?sortField=role&sortDirection=desc": "bob@x.io ada@x.io", "?filterField=role&filter=view": "bob@x.io",
	} {
		if got := names(c.get(list+query).ok(), "email"); got != emails {
			t.Errorf("%q: got %s, want %s", query, got, emails)
		}
	}

	equal(t, c.patch(list+"/"+bob, Doc{"role": "admin"}).ok(), Doc{"role": "admin"})
	subset(t, c.get(list+"/"+bob).ok(), Doc{"role": "admin"})
	equal(t, c.delete(list+"/"+ada).ok(), Doc{"success": true})
	for _, r := range []*result{c.get(list + "/" + ada), c.patch(list+"/"+ada, Doc{"role": "view"}), c.delete(list + "/" + ada)} {
		r.expectError(http.StatusNotFound, "NotFound", "Member was not found")
	}
}

func TestInstanceMemberBodies(t *testing.T) {
	t.Parallel()
	c := start(t, With("validation-words", "newer"))
	list := c.home() + "/members"
	ada := c.AddInstanceMember(Doc{"email": "ada@x.io"})
	for _, tc := range []struct{ method, path, body, words string }{
		{"POST", list, ``, "member is required"},
		{"POST", list, `{"role":"view"}`, "userId is required"},
		{"POST", list, `{"email":"bob@x.io"}`, "role is required"},
		{"POST", list, `{"userId":"` + ada + `","email":"ada@x.io"}`, "role is required"},
		{"POST", list, `{"email":"bob@x.io","role":"edit"}`, "role must be one of: admin, view"},
		{"POST", list, `{"email":"bob@x.io","role":"view","disallowTransfer":true}`, "disallowTransfer is an additional property"},
		{"POST", list, `{"email":"bob@x.io","role":"view"}`, "bob@x.io has no account"},
		{"POST", list, `{"userId":"` + anID24 + `","role":"view"}`, "is not a valid userId"},
		{"POST", list, `{"userId":"` + ada + `","email":"bob@x.io","role":"view"}`, "is not a valid userId"},
		{"POST", list, `{"userId":"` + ada + `","role":"view"}`, "already a member"},
		{"PATCH", list + "/" + ada, `{}`, "role is required"},
		{"PATCH", list + "/" + ada, `{"role":"none"}`, "role must be one of: admin, view"},
		{"PATCH", list + "/" + ada, `{"role":"view","email":"ada@x.io"}`, "email is an additional property"},
	} {
		c.do(tc.method, tc.path, tc.body).expectError(http.StatusBadRequest, "Validation", tc.words)
	}
	equal(t, c.get(c.home()).ok()["members"], []Doc{{"userId": ada, "role": "view"}})
}

func TestInstanceNeedsAnAdministrator(t *testing.T) {
	t.Parallel()
	c := start(t)
	ada := c.home() + "/members/" + c.AddInstanceMember(Doc{"email": "ada@x.io", "role": "admin"})
	bob := c.home() + "/members/" + c.AddInstanceMember(Doc{"email": "bob@x.io"})
	for _, r := range []*result{c.delete(ada), c.patch(ada, Doc{"role": "view"})} {
		r.expectError(http.StatusBadRequest, "Validation", "Instance must have at least one administrator")
	}
	c.patch(bob, Doc{"role": "admin"}).ok()
	c.patch(ada, Doc{"role": "view"}).ok()
	c.RemoveInstanceMember("BOB@x.io")
	c.delete(ada).ok()
	if got := c.InstanceMembers(); len(got) != 0 {
		t.Errorf("got the members %v, want none", got)
	}
}

var instanceMemberSuccesses = []success{
	{"instanceMembers.get", "GET {home}/members", nil, 200},
	{"instanceMembers.post", "POST {home}/members", Doc{"email": "ada@x.io", "role": "view"}, 200},
	{"instanceMember.get", "GET {home}/members/{id}", nil, 200},
	{"instanceMember.patch", "PATCH {home}/members/{id}", Doc{"role": "view"}, 200},
	{"instanceMember.delete", "DELETE {home}/members/{id}", nil, 200},
}

var instanceMemberScenarios = map[string]scenario{
	"instance-member-unknown": {func(c *caller) string {
		body := Doc{"email": "ada@x.io", "role": "view"}
		return observed(c.post(c.home()+"/members", body), "role") + " " + observed(c.post(c.home()+"/members", Doc{"userId": anID24, "role": "view"}), "role")
	}, map[string]string{"400": "400 400", "404": "404 404"}},
}
