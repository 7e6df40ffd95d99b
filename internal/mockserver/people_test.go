package mockserver

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// checkPeople checks that the members, the invitations and the summary of an organization are consistent.
func (c *caller) checkPeople(id, after string) {
	c.t.Helper()
	members, invitations := c.get(c.members(id)).ok(), c.get(c.invites(id)).ok()
	emails, pending := map[string]bool{}, 0
	for path, doc := range map[string]Doc{c.members(id): members, c.invites(id): invitations} {
		for _, item := range list(doc, "items") {
			person, _ := item.(Doc)
			email := strings.ToLower(text(person, "email"))
			if emails[email] {
				c.t.Errorf("after %s: %s is listed twice", after, email)
			}
			emails[email] = true
			if person["hasExpired"] == false || c.settingIs("expired-pending-count", "included") && person["hasExpired"] == true {
				pending++
			}
			key := text(person, "userId")
			if key == "" {
				key = text(person, "id")
			}
			equal(c.t, c.get(path+"/"+key).ok(), person)
		}
	}
	summary := object(c.get(c.org(id)+"?summaryInclude=memberCount,pendingInviteCount").ok(), "summary")
	subset(c.t, summary, Doc{"memberCount": members["count"], "pendingInviteCount": pending})
}

// The people of an organization must stay consistent with each setting of each assumption that they use.
func TestPeopleAreConsistent(t *testing.T) {
	t.Parallel()
	used := changePeople(t).UsedAssumptions()
	for _, a := range Assumptions() {
		if !slices.Contains(used, a.Name) {
			continue
		}
		for _, setting := range a.Settings[1:] {
			t.Run(a.Name+"="+setting, func(t *testing.T) {
				t.Parallel()
				changePeople(t, With(a.Name, setting))
			})
		}
	}
}

// changePeople adds, changes and removes people, and checks them after each step.
func changePeople(t *testing.T, opts ...Option) *Server {
	t.Helper()
	c := start(t, opts...)
	id := c.AddOrganization(Doc{"name": "x", "limits": Doc{"member": 4}})
	ada := c.AddMember(id, Doc{"email": "Ada@x.io", "role": "admin", "ssoLinked": true})
	c.AddAccount(Doc{"email": "bob@x.io"})
	invitation := c.Invite(id, Doc{"email": "cy@x.io"})
	for _, step := range []struct {
		name, method, path string
		body               any
	}{
		{"a new member", "POST", c.members(id), Doc{"email": "bob@x.io", "role": "edit"}},
		{"a second addition", "POST", c.members(id), Doc{"email": "bob@x.io", "role": "view"}},
		{"an invitation of a member", "POST", c.invites(id), Doc{"email": "bob@x.io", "role": "view"}},
		{"an addition without an account", "POST", c.members(id), Doc{"email": "dee@x.io", "role": "view"}},
		{"an invitation above the limit", "POST", c.invites(id), Doc{"email": "eve@x.io", "role": "view"}},
		{"a second invitation", "POST", c.invites(id), Doc{"email": "cy@x.io", "role": "admin"}},
		{"a downgrade of the last administrator", "PATCH", c.members(id) + "/" + ada, Doc{"role": "view"}},
		{"a removal of the last administrator", "DELETE", c.members(id) + "/" + ada, nil},
		{"a stricter mfaMode", "PATCH", c.org(id), Doc{"mfaMode": "required"}},
		{"an invitation sent again", "POST", c.invites(id) + "/" + invitation, Doc{"role": "edit"}},
		{"a revocation", "DELETE", c.invites(id) + "/" + invitation, nil},
	} {
		if r := c.do(step.method, step.path, step.body); r.status >= 500 {
			t.Errorf("%s: status %d: %s", step.name, r.status, r.body)
		}
		c.checkPeople(id, step.name)
	}
	for _, i := range c.Invitations(id) {
		email := text(i, "email")
		c.ExpireInvitation(id, email)
		c.checkPeople(id, "an expiration")
		c.RevokeInvitation(id, email)
	}
	c.checkPeople(id, "the last revocation")
	c.delete(c.org(id)).ok()
	return c.Server
}

func TestConcurrentRequestsDoNotExceedTheMemberLimit(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.AddOrganization(Doc{"name": "x", "limits": Doc{"member": 5}})
	var group sync.WaitGroup
	for i := range 20 {
		email := fmt.Sprintf("p%d@x.io", i)
		if i%2 == 0 {
			c.AddAccount(Doc{"email": email})
		}
		group.Go(func() {
			if r, err := c.try("POST", c.members(id), Doc{"email": email, "role": "view"}); err != nil || (r.status != http.StatusOK && r.status != http.StatusBadRequest) {
				t.Errorf("%s: got %v and %v", email, r, err)
			}
		})
	}
	group.Wait()
	if n := len(c.Members(id)) + len(c.Invitations(id)); n != 5 {
		t.Errorf("got %d members and invitations, want 5", n)
	}
}
