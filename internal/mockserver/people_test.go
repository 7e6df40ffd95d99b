package mockserver

import (
	"fmt"
	"net/http"
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

// The people of an organization must stay consistent with each setting of each assumption.
func TestPeopleAreConsistent(t *testing.T) {
	t.Parallel()
	for _, a := range Assumptions() {
		for _, setting := range a.Settings {
			t.Run(a.Name+"="+setting, func(t *testing.T) {
				t.Parallel()
				c := start(t, With(a.Name, setting))
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
			})
		}
	}
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

// The status of a success is documented for each operation.
func TestStatusOfSuccess(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	organization := c.org(id)
	for _, email := range []string{"ada@x.io", "bob@x.io"} {
		c.AddAccount(Doc{"email": email, "twoFactorAuthEnabled": true})
	}
	var ada, invite, audited, created string
	called := map[string]bool{}
	for _, tc := range []struct {
		operation, method, path string
		body                    any
		status                  int
	}{
		{"instances.get", "GET", "/instances", nil, 200},
		{"instance.get", "GET", c.home(), nil, 200},
		{"instance.patch", "PATCH", c.home(), Doc{}, 200},
		{"instance.generateReport", "POST", c.home() + "/generateReport", nil, 202},
		{"instanceAuditLogs.get", "GET", c.audits(), nil, 200},
		{"instanceAuditLog.get", "GET", c.audits() + "/{audited}", nil, 200},
		{"instance.deviceCounts", "GET", c.home() + "/deviceCounts", nil, 200},
		{"instance.notebookMinuteCounts", "GET", c.home() + "/notebookMinuteCounts", nil, 200},
		{"instance.payloadCounts", "GET", c.home() + "/payloadCounts", nil, 200},
		{"instance.payloadCountsBreakdown", "GET", c.home() + "/payloadCountsBreakdown", nil, 200},
		{"instanceOrgs.get", "GET", c.orgs(), nil, 200},
		{"instanceOrgs.post", "POST", c.orgs(), Doc{"name": "y"}, 200},
		{"instanceOrg.get", "GET", organization, nil, 200},
		{"instanceOrg.patch", "PATCH", organization, Doc{}, 200},
		{"instanceOrg.deviceCounts", "GET", organization + "/deviceCounts", nil, 200},
		{"instanceOrg.notebookMinuteCounts", "GET", organization + "/notebookMinuteCounts", nil, 200},
		{"instanceOrg.payloadCounts", "GET", organization + "/payloadCounts", nil, 200},
		{"instanceOrg.payloadCountsBreakdown", "GET", organization + "/payloadCountsBreakdown", nil, 200},
		{"instanceOrgMembers.get", "GET", c.members(id), nil, 200},
		{"instanceOrgMembers.post", "POST", c.members(id), Doc{"email": "ada@x.io", "role": "view"}, 200},
		{"instanceOrgMember.get", "GET", c.members(id) + "/{ada}", nil, 200},
		{"instanceOrgMember.patch", "PATCH", c.members(id) + "/{ada}", Doc{}, 200},
		{"instanceOrgMember.delete", "DELETE", c.members(id) + "/{ada}", Doc{}, 200},
		{"instanceOrgInvites.get", "GET", c.invites(id), nil, 200},
		{"instanceOrgInvites.post", "POST", c.invites(id), Doc{"email": "bob@x.io", "role": "view"}, 201},
		{"instanceOrgInvite.get", "GET", c.invites(id) + "/{invite}", nil, 200},
		{"instanceOrgInvite.resendInvite", "POST", c.invites(id) + "/{invite}", Doc{}, 201},
		{"instanceOrgInvite.delete", "DELETE", c.invites(id) + "/{invite}", nil, 200},
		{"instanceMembers.get", "GET", c.home() + "/members", nil, 200},
		{"instanceMembers.post", "POST", c.home() + "/members", Doc{"email": "ada@x.io", "role": "view"}, 200},
		{"instanceMember.get", "GET", c.home() + "/members/{ada}", nil, 200},
		{"instanceMember.patch", "PATCH", c.home() + "/members/{ada}", Doc{"role": "view"}, 200},
		{"instanceMember.delete", "DELETE", c.home() + "/members/{ada}", nil, 200},
		{"instanceApiTokens.get", "GET", c.home() + "/tokens", nil, 200},
		{"instanceApiTokens.post", "POST", c.home() + "/tokens", Doc{"name": "x"}, 201},
		{"instanceApiToken.get", "GET", c.home() + "/tokens/{created}", nil, 200},
		{"instanceApiToken.patch", "PATCH", c.home() + "/tokens/{created}", Doc{}, 200},
		{"instanceApiToken.delete", "DELETE", c.home() + "/tokens/{created}", nil, 200},
		{"instanceNotificationRules.get", "GET", c.home() + "/notification-rules", nil, 200},
		{"instanceNotificationRules.post", "POST", c.home() + "/notification-rules", aRule(), 201},
		{"instanceNotificationRule.get", "GET", c.home() + "/notification-rules/{created}", nil, 200},
		{"instanceNotificationRule.patch", "PATCH", c.home() + "/notification-rules/{created}", Doc{}, 200},
		{"instanceNotificationRule.delete", "DELETE", c.home() + "/notification-rules/{created}", Doc{}, 200},
		{"instanceOrg.delete", "DELETE", organization, nil, 200},
	} {
		as := c
		if tc.operation == "instances.get" {
			as = c.as(c.AddUserToken())
		}
		names := strings.NewReplacer("{ada}", ada, "{invite}", invite, "{audited}", audited, "{created}", created)
		doc := as.do(tc.method, names.Replace(tc.path), tc.body).expect(tc.status)
		switch tc.operation {
		case "instanceOrgMembers.post":
			ada = text(doc, "userId")
		case "instanceAuditLogs.get":
			audited = text(first(t, doc), "id")
		case "instanceOrgInvites.post":
			invite = text(first(t, doc), "id")
		case "instanceApiTokens.post", "instanceNotificationRules.post":
			created = text(doc, "id")
		}
		called[tc.operation] = true
	}
	for _, r := range c.routes {
		if !called[r.operation] {
			t.Errorf("%s was not called", r.operation)
		}
	}
}
