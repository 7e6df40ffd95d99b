package mockserver

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestInvitationLifecycle(t *testing.T) {
	t.Parallel()
	clock := &hours{}
	c := start(t, WithClock(clock.now))
	id := c.add("x")
	roles := []Doc{{"resourceId": strings.ToLower(anID24), "role": "none"}}
	created := c.post(c.invites(id)+"?_links=false", Doc{"email": "Ada@x.io", "role": "view", "disallowTransfer": true, "applicationRoles": roles}).expect(http.StatusCreated)
	invitation := text(first(t, created), "id")
	want := Doc{
		"id": invitation, "email": "Ada@x.io", "role": "view", "disallowTransfer": true, "applicationRoles": roles,
		"inviteDate": now, "ttl": 604800000, "hasExpired": false,
	}
	list := Doc{"items": []Doc{want}, "count": 1, "instanceId": c.InstanceID(), "orgId": id, "sortField": "inviteDate", "sortDirection": "desc"}
	equal(t, created, list)
	equal(t, c.get(c.invites(id)+"?_links=false").ok(), list)
	equal(t, c.Invitations(id), []Doc{want})
	path := c.invites(id) + "/" + invitation
	equal(t, c.get(path+"?_links=false").ok(), want)
	linked := c.get(c.invites(id) + "/" + strings.ToUpper(invitation)).ok()
	subset(t, linked, Doc{"_type": "orgInvite", "_links": Doc{"self": Doc{"href": path}}})
	equal(t, first(t, c.get(c.invites(id)).ok()), linked)

	clock.passed.Store(7*24 - 1)
	subset(t, c.get(path).ok(), Doc{"hasExpired": false})
	clock.passed.Store(7 * 24)
	subset(t, c.get(path).ok(), Doc{"hasExpired": true, "inviteDate": now})
	subset(t, first(t, c.get(c.invites(id)).ok()), Doc{"hasExpired": true})
	if message := panics(t, func() { c.AcceptInvitation(id, "ada@x.io") }); !strings.Contains(message, "has expired") {
		t.Errorf("panicked with %q", message)
	}

	renewed := c.post(path, Doc{}).expect(http.StatusCreated)
	subset(t, renewed, Doc{"id": invitation, "role": "view", "hasExpired": false, "inviteDate": "2026-05-24T13:14:15.161Z"})
	equal(t, c.get(path).ok(), renewed)
	changed := c.post(path, Doc{"role": "edit", "dashboardRoles": roles, "applicationRoles": []Doc{}}).expect(http.StatusCreated)
	subset(t, changed, Doc{"role": "edit", "dashboardRoles": roles, "applicationRoles": []Doc{}, "inviteDate": "2026-05-24T13:14:15.162Z"})
	clock.passed.Store(14*24 - 1)
	subset(t, c.get(path).ok(), Doc{"hasExpired": false})

	user := c.AcceptInvitation(id, "ada@x.io")
	subset(t, c.get(c.members(id)+"/"+user).ok(), Doc{"email": "Ada@x.io", "role": "edit", "twoFactorAuthEnabled": false})
	for _, r := range []*result{c.get(path), c.post(path, Doc{}), c.delete(path)} {
		r.expectError(http.StatusNotFound, "NotFound", "Invite was not found")
	}
	subset(t, c.get(c.invites(id)).ok(), Doc{"count": 0, "items": []Doc{}})
}

func TestInvitationBodies(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	c.AddMember(id, Doc{"email": "ada@x.io"})
	invitation := c.Invite(id, Doc{"email": "bob@x.io", "role": "edit"})
	c.ExpireInvitation(id, "bob@x.io")
	path := c.invites(id) + "/" + invitation
	for _, tc := range []struct{ method, path, body, words string }{
		{"POST", c.invites(id), ``, "invite is required"},
		{"POST", c.invites(id), `{}`, "email is required"},
		{"POST", c.invites(id), `{"email":"new@x.io"}`, "role is required"},
		{"POST", c.invites(id), `{"userId":"` + anID24 + `","role":"view"}`, "invite.email is required"},
		{"POST", c.invites(id), `{"email":"new@x.io","role":"view","disallowTransfer":"no"}`, "disallowTransfer is the wrong type"},
		{"POST", c.invites(id), `{"email":"new@x.io","role":"view","ttl":1}`, "invite has additional properties"},
		{"POST", c.invites(id), `{"email":"ADA@x.io","role":"view"}`, "already a member"},
		{"POST", c.invites(id), `{"email":"BOB@x.io","role":"view"}`, "already invited"},
		{"POST", c.members(id), `{"email":"bob@x.io","role":"view"}`, "already invited"},
		{"POST", path, ``, "roleInfo is required"},
		{"POST", path, `{"email":"bob@x.io"}`, "roleInfo has additional properties"},
		{"POST", path, `{"disallowTransfer":true}`, "roleInfo has additional properties"},
		{"POST", path, `{"role":"owner"}`, "role must be an enum value"},
		{"GET", c.invites(id) + "/7", ``, "inviteId pattern mismatch"},
		{"GET", c.invites(id) + "?sortField=id", ``, "sortField must be an enum value"},
	} {
		c.do(tc.method, tc.path, tc.body).expectError(http.StatusBadRequest, "Validation", tc.words)
	}
	equal(t, c.Invitations(id), []Doc{{
		"id": invitation, "email": "bob@x.io", "role": "edit", "disallowTransfer": false, "inviteDate": now, "ttl": 604800000, "hasExpired": true,
	}})
}

func TestInvitationsSortAndFilter(t *testing.T) {
	t.Parallel()
	clock := &hours{}
	c := start(t, WithClock(clock.now))
	id := c.add("x")
	for i, doc := range []Doc{{"email": "b@x.io", "role": "view"}, {"email": "c@y.io", "role": "admin"}, {"email": "a@x.io", "role": "edit"}} {
		clock.passed.Store(int64(i))
		c.Invite(id, doc)
	}
	for query, want := range map[string]string{
		"":                              "a@x.io c@y.io b@x.io",
		"?sortDirection=asc":            "b@x.io c@y.io a@x.io",
		"?sortField=email":              "c@y.io b@x.io a@x.io",
		"?sortField=role":               "b@x.io a@x.io c@y.io",
		"?filterField=email&filter=*X*": "a@x.io b@x.io",
		"?filterField=role&filter=edit": "a@x.io",
		"?filterField=role&filter=none": "",
	} {
		doc := c.get(c.invites(id) + query).ok()
		if got := names(doc, "email"); got != want {
			t.Errorf("%q: %s, want %s", query, got, want)
		}
		subset(t, doc, Doc{"count": len(strings.Fields(want)), "totalCount": nil, "_type": "orgInviteCollection"})
	}
}

func TestAddressWithoutAccountIsInvited(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	got := c.post(c.members(id)+"?_links=false", Doc{"email": "ada@x.io", "role": "admin", "disallowTransfer": true}).ok()
	equal(t, got, Doc{"instanceId": c.InstanceID(), "orgId": id, "email": "ada@x.io", "role": "admin"})
	subset(t, c.get(c.members(id)).ok(), Doc{"count": 0})
	subset(t, c.Invitations(id)[0], Doc{"email": "ada@x.io", "role": "admin", "disallowTransfer": true})
}

func TestAccountCanBeInvited(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	ada := c.AddAccount(Doc{"email": "ada@x.io", "firstName": "Ada"})
	c.post(c.invites(id), Doc{"email": "ADA@x.io", "role": "admin"}).expect(http.StatusCreated)
	subset(t, c.get(c.members(id)).ok(), Doc{"count": 0})
	if user := c.AcceptInvitation(id, "ada@x.io"); user != ada {
		t.Errorf("got user %s, want %s", user, ada)
	}
	subset(t, c.Members(id)[0], Doc{"userId": ada, "firstName": "Ada", "role": "admin"})
}

func TestRevokedInvitations(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	ada, bob := c.invites(id)+"/"+c.Invite(id, Doc{"email": "ada@x.io"}), c.invites(id)+"/"+c.Invite(id, Doc{"email": "bob@x.io"})
	equal(t, c.delete(ada).ok(), Doc{"success": true})
	c.RevokeInvitation(id, "BOB@x.io")
	for _, path := range []string{ada, bob} {
		c.get(path).expectError(http.StatusNotFound, "NotFound", "Invite was not found")
	}
	second := c.invites(id) + "/" + c.Invite(id, Doc{"email": "ada@x.io"})
	if second == ada {
		t.Error("a new invitation has the id of a revoked one")
	}
}

// Members and open invitations share one limit.
func TestInvitationsCountAgainstTheLimit(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddOrganization(Doc{"name": "x", "limits": Doc{"member": 2}})
	c.AddMember(id, Doc{"email": "ada@x.io"})
	bob := c.invites(id) + "/" + c.Invite(id, Doc{"email": "bob@x.io"})
	cy := c.AddAccount(Doc{"email": "cy@x.io"})
	full := func(r *result) {
		t.Helper()
		r.expectError(http.StatusBadRequest, "Validation", "limits.member is reached")
	}
	full(c.post(c.members(id), Doc{"userId": cy, "role": "view"}))
	full(c.post(c.members(id), Doc{"email": "new@x.io", "role": "view"}))
	full(c.post(c.invites(id), Doc{"email": "new@x.io", "role": "view"}))
	c.post(bob, Doc{"role": "edit"}).expect(http.StatusCreated)

	pending := func() any {
		return object(c.get(c.org(id)+"?summaryInclude=pendingInviteCount").ok(), "summary")["pendingInviteCount"]
	}
	equal(t, pending(), 1)
	c.ExpireInvitation(id, "bob@x.io")
	equal(t, pending(), 0)
	c.post(c.members(id), Doc{"userId": cy, "role": "view"}).ok()
	full(c.post(bob, Doc{}))
	subset(t, c.get(bob).ok(), Doc{"hasExpired": true})
	c.RemoveMember(id, "cy@x.io")
	c.post(bob, Doc{}).expect(http.StatusCreated)

	// An accepted invitation counts as before, so that a lower limit does not prevent the acceptance.
	c.EditOrganization(id, Doc{"limits": Doc{"member": 1}})
	c.AcceptInvitation(id, "bob@x.io")
	subset(t, object(c.get(c.org(id)+"?summaryInclude=pendingInviteCount").ok(), "summary"), Doc{"memberCount": 2, "pendingInviteCount": 0})
}

// A cached summary must not be returned after an invitation has expired.
func TestPendingInvitationsExpireInSummaries(t *testing.T) {
	t.Parallel()
	clock := &hours{}
	c := start(t, WithClock(clock.now))
	id := c.add("x")
	c.Invite(id, Doc{"email": "ada@x.io"})
	for passed, want := range map[int64]int{0: 1, 7*24 - 1: 1, 7 * 24: 0} {
		clock.passed.Store(passed)
		equal(t, object(c.get(c.org(id)+"?summaryInclude=pendingInviteCount").ok(), "summary")["pendingInviteCount"], want)
	}
}

func TestMFAModeRefusesAcceptance(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddOrganization(Doc{"name": "x", "mfaMode": "required"})
	c.post(c.invites(id), Doc{"email": "ada@x.io", "role": "view"}).expect(http.StatusCreated)
	if message := panics(t, func() { c.AcceptInvitation(id, "ada@x.io") }); !strings.Contains(message, "multi-factor") {
		t.Errorf("panicked with %q", message)
	}
	subset(t, c.get(c.invites(id)).ok(), Doc{"count": 1})
	c.EditAccount("ada@x.io", Doc{"twoFactorAuthEnabled": true})
	c.AcceptInvitation(id, "ada@x.io")
	subset(t, c.get(c.members(id)).ok(), Doc{"count": 1})
}

func TestDeletingTheOrganizationDeletesInvitations(t *testing.T) {
	t.Parallel()
	c := start(t, With("delete-visibility", "two-reads"))
	id := c.add("x")
	path := c.invites(id) + "/" + c.Invite(id, Doc{"email": "ada@x.io"})
	c.delete(c.org(id)).ok()
	c.get(path).expectError(http.StatusNotFound, "NotFound", "Invite was not found")
	subset(t, c.get(c.invites(id)).ok(), Doc{"count": 0})
	c.get(path).expectError(http.StatusNotFound, "NotFound", "Organization was not found")
	if c.Invitations(id) != nil {
		t.Error("got invitations of a deleted organization")
	}
}

func TestControlOfInvitationsPanicsOnErrors(t *testing.T) {
	t.Parallel()
	c := start(t, With("already-member", "ok"))
	id := c.AddOrganization(Doc{"name": "x", "limits": Doc{"member": 2}})
	c.AddMember(id, Doc{"email": "ada@x.io"})
	c.Invite(id, Doc{"email": "bob@x.io"})
	// A member whose new address is invited.
	other := c.add("y")
	c.Invite(other, Doc{"email": "new@x.io"})
	c.AddMember(other, Doc{"email": "old@x.io"})
	c.EditAccount("old@x.io", Doc{"email": "new@x.io"})
	for name, tc := range map[string]struct {
		words string
		f     func()
	}{
		"unknown organization":         {"Organization was not found", func() { c.Invite(anID24, Doc{"email": "cy@x.io"}) }},
		"no e-mail":                    {"email is required", func() { c.Invite(id, Doc{}) }},
		"unknown field":                {"ttl is not allowed", func() { c.Invite(id, Doc{"email": "cy@x.io", "ttl": 1}) }},
		"not JSON":                     {"unsupported type", func() { c.Invite(id, Doc{"email": func() {}}) }},
		"member":                       {"already a member", func() { c.Invite(id, Doc{"email": "ada@x.io"}) }},
		"full":                         {"limits.member is reached", func() { c.Invite(id, Doc{"email": "cy@x.io"}) }},
		"accept: unknown organization": {"Organization was not found", func() { c.AcceptInvitation(anID24, "bob@x.io") }},
		"accept: not invited":          {"Invite was not found", func() { c.AcceptInvitation(id, "ada@x.io") }},
		"accept: already a member":     {"already a member", func() { c.AcceptInvitation(other, "new@x.io") }},
		"expire: not invited":          {"Invite was not found", func() { c.ExpireInvitation(id, "ada@x.io") }},
		"revoke: not invited":          {"Invite was not found", func() { c.RevokeInvitation(id, "ada@x.io") }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if message := panics(t, tc.f); !strings.HasPrefix(message, "mockserver: ") || !strings.Contains(message, tc.words) {
				t.Errorf("panicked with %q, want %q", message, tc.words)
			}
		})
	}
}

var invitationSuccesses = []success{
	{"instanceOrgInvites.get", "GET {org}/invites", nil, 200},
	{"instanceOrgInvites.post", "POST {org}/invites", Doc{"email": "bob@x.io", "role": "view"}, 201},
	{"instanceOrgInvite.get", "GET {org}/invites/{id}", nil, 200},
	{"instanceOrgInvite.resendInvite", "POST {org}/invites/{id}", Doc{}, 201},
	{"instanceOrgInvite.delete", "DELETE {org}/invites/{id}", nil, 200},
}

var invitationScenarios = map[string]scenario{
	"expired-pending-count": {func(c *caller) string {
		id := c.add("x")
		c.Invite(id, Doc{"email": "ada@x.io"})
		c.Invite(id, Doc{"email": "bob@x.io"})
		c.ExpireInvitation(id, "bob@x.io")
		return observed(c.get(c.org(id)+"?summaryInclude=pendingInviteCount"), "summary", "pendingInviteCount")
	}, map[string]string{"excluded": "1", "included": "2"}},
	"invite-existing-account": {func(c *caller) string {
		id := c.add("x")
		c.AddAccount(Doc{"email": "ada@x.io"})
		return observed(c.post(c.invites(id), Doc{"email": "ada@x.io", "role": "view"}), "count") + " " + observed(c.get(c.members(id)), "count")
	}, map[string]string{"invited": "1 0", "joined": "0 1"}},
	"invite-result": {func(c *caller) string {
		id := c.add("x")
		c.Invite(id, Doc{"email": "ada@x.io"})
		doc := c.post(c.invites(id), Doc{"email": "bob@x.io", "role": "view"}).expect(http.StatusCreated)
		return names(doc, "email") + " " + lookUp(doc, "email")
	}, map[string]string{"new-only": "bob@x.io absent", "whole-collection": "bob@x.io ada@x.io absent", "bare": ` "bob@x.io"`}},
	"resend-expired": {func(c *caller) string {
		id := c.add("x")
		path := c.invites(id) + "/" + c.Invite(id, Doc{"email": "ada@x.io"})
		c.ExpireInvitation(id, "ada@x.io")
		return observed(c.post(path, Doc{}), "hasExpired") + " " + observed(c.get(path), "hasExpired")
	}, map[string]string{"ok": "false false", "refused": "400 true"}},
	"resend-id": {func(c *caller) string {
		id := c.add("x")
		invitation := c.Invite(id, Doc{"email": "ada@x.io"})
		doc := c.post(c.invites(id)+"/"+invitation, Doc{}).expect(http.StatusCreated)
		return fmt.Sprint(doc["id"] == invitation, " ", c.get(c.invites(id)+"/"+invitation).status, " ", observed(c.get(c.invites(id)+"/"+text(doc, "id")), "email"))
	}, map[string]string{"kept": `true 200 "ada@x.io"`, "new": `false 404 "ada@x.io"`}},
}
