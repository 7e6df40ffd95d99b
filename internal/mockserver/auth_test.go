package mockserver

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	c := start(t)
	expired := c.AddToken()
	c.as(expired).get(c.home()).ok()
	c.ExpireToken(expired)
	c.ExpireToken("unknown")
	for name, header := range map[string]string{
		"none":                "",
		"wrong":               "Bearer wrong",
		"empty":               "Bearer ",
		"no scheme":           c.token,
		"basic":               "Basic " + c.token,
		"wrong, other scheme": "jwt wrong",
		"expired":             "Bearer " + expired,
		"one character more":  "Bearer " + c.token + "x",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.URL()+c.home(), http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			if header != "" {
				req.Header.Set("Authorization", header)
			}
			r, err := (&caller{c.Server, t, ""}).send(req)
			if err != nil {
				t.Fatal(err)
			}
			switch name {
			case "none", "empty", "no scheme", "basic":
				r.expectError(http.StatusForbidden, "Forbidden", "Access is forbidden")
			case "expired":
				r.expectError(http.StatusUnauthorized, "Unauthorized", "Access token has expired")
			default:
				r.expectError(http.StatusUnauthorized, "Unauthorized", "Invalid access token")
			}
		})
	}
}

// An operation must accept exactly its documented scopes. Changes are of objects that do not exist, because a success would
// affect the next scope.
func TestScopes(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	const (
		reads   = "all.Instance all.Instance.bounded all.Instance.read all.User all.User.bounded all.User.read"
		writes  = "all.Instance all.Instance.bounded all.User all.User.bounded"
		manages = "all.Instance all.User"
	)
	unknown, none := c.org(anID24), "/"+anID24
	user, invitation := c.AddMember(id, Doc{"email": "ada@example.com"}), c.Invite(id, Doc{"email": "bob@example.com"})
	member, invite := c.members(id)+"/"+user, c.invites(id)+"/"+invitation
	instanceMember := c.home() + "/members/" + c.AddInstanceMember(Doc{"email": "ada@example.com"})
	c.AuditAs("eve@example.com")
	c.EditOrganization(id, Doc{"name": "z"})
	audited := text(c.AuditLog()[0], "id")
	c.AuditAs("")
	tokens, rules := c.home()+"/tokens", c.home()+"/notification-rules"
	apiToken, rule := tokens+"/"+c.AddInstanceToken(Doc{"name": "x"}), rules+"/"+c.AddNotificationRule(aRule())
	nodes, sandbox := c.home()+"/nodes", c.home()+"/sandboxes/"+user
	node := nodes + "/" + c.AddCustomNode(Doc{"name": "x"})
	scopes := slices.Concat(broadScopes[userOnly], broadScopes[read], []string{
		"instances.*", "instances.get", "instance.*", "instance.get", "instance.patch", "instanceSandboxes.*", "instanceSandboxes.get", "instanceSandbox.*", "instanceSandbox.payloadCounts", "instance.deviceCounts", "instance.historicalSummaries",
		"instanceOrgs.*", "instanceOrgs.get", "instanceOrgs.post", "instanceOrg.*", "instanceOrg.get", "instanceOrg.patch",
		"instanceOrg.delete", "instanceOrg.payloadCounts", "instanceOrgMembers.*", "instanceOrgMembers.get", "instanceOrgMembers.post",
		"instanceOrgMember.*", "instanceOrgMember.get", "instanceOrgMember.patch", "instanceOrgMember.delete",
		"instanceOrgInvites.*", "instanceOrgInvites.get", "instanceOrgInvites.post", "instanceOrgInvite.*", "instanceOrgInvite.get",
		"instanceOrgInvite.resendInvite", "instanceOrgInvite.delete", "instanceMembers.*", "instanceMembers.get", "instanceMembers.post",
		"instanceMember.*", "instanceMember.get", "instanceMember.patch", "instanceMember.delete",
		"instance.generateReport", "instanceAuditLogs.*", "instanceAuditLogs.get", "instanceAuditLog.*", "instanceAuditLog.get",
		"instanceApiTokens.*", "instanceApiTokens.get", "instanceApiTokens.post", "instanceApiToken.*", "instanceApiToken.get",
		"instanceApiToken.patch", "instanceApiToken.delete", "instanceNotificationRules.*", "instanceNotificationRules.get",
		"instanceNotificationRules.post", "instanceNotificationRule.*", "instanceNotificationRule.get", "instanceNotificationRule.patch",
		"instanceNotificationRule.delete", "instanceNotificationRule.logs", "instanceNotificationRule.evaluate", "instanceCustomNodes.*", "instanceCustomNodes.get", "instanceCustomNodes.post",
		"instanceCustomNode.*", "instanceCustomNode.get", "instanceCustomNode.stats", "instanceCustomNode.errors", "instanceCustomNode.patch", "instanceCustomNode.delete",
	})
	slices.Sort(scopes)
	scopes = slices.Compact(scopes)
	tokensByScope := map[string]string{}
	for _, scope := range scopes {
		tokensByScope[scope] = c.AddUserToken(scope)
	}
	for _, tc := range []struct{ method, path, body, want string }{
		{"GET", c.home(), "", reads + " instance.* instance.get"},
		{"PATCH", c.home(), "{}", writes + " instance.* instance.patch"},
		{"GET", c.home() + "/deviceCounts", "", reads + " instance.* instance.deviceCounts"},
		{"GET", c.home() + "/historicalSummaries", "", reads + " instance.* instance.historicalSummaries"},
		{"GET", c.orgs(), "", reads + " instanceOrgs.* instanceOrgs.get"},
		{"POST", c.orgs(), `{"name":"y"}`, writes + " instanceOrgs.* instanceOrgs.post"},
		{"GET", c.org(id), "", reads + " instanceOrg.* instanceOrg.get"},
		{"PATCH", unknown, "{}", writes + " instanceOrg.* instanceOrg.patch"},
		{"GET", c.org(id) + "/payloadCounts", "", reads + " instanceOrg.* instanceOrg.payloadCounts"},
		{"GET", c.members(id), "", reads + " instanceOrgMembers.* instanceOrgMembers.get"},
		{"POST", unknown + "/members", `{"email":"x@x.io","role":"view"}`, manages + " instanceOrgMembers.* instanceOrgMembers.post"},
		{"GET", member, "", reads + " instanceOrgMember.* instanceOrgMember.get"},
		{"PATCH", unknown + "/members" + none, "{}", manages + " instanceOrgMember.* instanceOrgMember.patch"},
		{"DELETE", unknown + "/members" + none, "", manages + " instanceOrgMember.* instanceOrgMember.delete"},
		{"GET", c.invites(id), "", reads + " instanceOrgInvites.* instanceOrgInvites.get"},
		{"POST", unknown + "/invites", `{"email":"x@x.io","role":"view"}`, manages + " instanceOrgInvites.* instanceOrgInvites.post"},
		{"GET", invite, "", reads + " instanceOrgInvite.* instanceOrgInvite.get"},
		{"POST", unknown + "/invites" + none, "{}", manages + " instanceOrgInvite.* instanceOrgInvite.resendInvite"},
		{"DELETE", unknown + "/invites" + none, "", manages + " instanceOrgInvite.* instanceOrgInvite.delete"},
		{"GET", c.home() + "/members", "", reads + " instanceMembers.* instanceMembers.get"},
		{"POST", c.home() + "/members", `{"email":"nobody@x.io","role":"view"}`, manages + " instanceMembers.* instanceMembers.post"},
		{"GET", instanceMember, "", reads + " instanceMember.* instanceMember.get"},
		{"PATCH", c.home() + "/members" + none, `{"role":"view"}`, manages + " instanceMember.* instanceMember.patch"},
		{"DELETE", c.home() + "/members" + none, "", manages + " instanceMember.* instanceMember.delete"},
		{"POST", c.home() + "/generateReport", "{}", reads + " instance.* instance.generateReport"},
		{"GET", c.audits(), "", reads + " instanceAuditLogs.* instanceAuditLogs.get"},
		{"GET", c.audits() + "/" + audited, "", reads + " instanceAuditLog.* instanceAuditLog.get"},
		{"GET", c.home() + "/sandboxes", "", reads + " instanceSandboxes.* instanceSandboxes.get"},
		{"GET", sandbox + "/payloadCounts", "", reads + " instanceSandbox.* instanceSandbox.payloadCounts"},
		{"GET", tokens, "", reads + " instanceApiTokens.* instanceApiTokens.get"},
		{"POST", tokens, `{"name":"x"}`, manages + " instanceApiTokens.* instanceApiTokens.post"},
		{"GET", apiToken, "", reads + " instanceApiToken.* instanceApiToken.get"},
		{"PATCH", tokens + none, "{}", manages + " instanceApiToken.* instanceApiToken.patch"},
		{"DELETE", tokens + none, "", manages + " instanceApiToken.* instanceApiToken.delete"},
		{"GET", rules, "", reads + " instanceNotificationRules.* instanceNotificationRules.get"},
		{"POST", rules, string(marshal(aRule())), writes + " instanceNotificationRules.* instanceNotificationRules.post"},
		{"GET", rule, "", reads + " instanceNotificationRule.* instanceNotificationRule.get"},
		{"GET", rule + "/logs", "", writes + " instanceNotificationRule.* instanceNotificationRule.logs"},
		{"POST", rules + none + "/evaluate", "{}", writes + " instanceNotificationRule.* instanceNotificationRule.evaluate"},
		{"PATCH", rules + none, "{}", writes + " instanceNotificationRule.* instanceNotificationRule.patch"},
		{"DELETE", rules + none, "", writes + " instanceNotificationRule.* instanceNotificationRule.delete"},
		{"GET", nodes, "", reads + " instanceCustomNodes.* instanceCustomNodes.get"},
		{"POST", nodes, string(marshal(aNode())), writes + " instanceCustomNodes.* instanceCustomNodes.post"},
		{"GET", node, "", reads + " instanceCustomNode.* instanceCustomNode.get"},
		{"GET", node + "/stats", "", reads + " instanceCustomNode.* instanceCustomNode.stats"},
		{"GET", node + "/errors", "", reads + " instanceCustomNode.* instanceCustomNode.errors"},
		{"PATCH", nodes + none, "{}", writes + " instanceCustomNode.* instanceCustomNode.patch"},
		{"DELETE", nodes + none, "", writes + " instanceCustomNode.* instanceCustomNode.delete"},
		{"GET", "/instances", "", strings.Join(broadScopes[userOnly], " ") + " instances.* instances.get"},
	} {
		t.Run(tc.method+" "+tc.path, func(t *testing.T) {
			t.Parallel()
			for _, scope := range scopes {
				r := (&caller{c.Server, t, tokensByScope[scope]}).do(tc.method, tc.path, tc.body)
				want := slices.Contains(strings.Fields(tc.want), scope)
				if got := r.status != http.StatusForbidden; got != want || r.status >= http.StatusInternalServerError {
					t.Errorf("%s: status %d, want access: %t", scope, r.status, want)
				}
			}
		})
	}
}

func TestDeleteScope(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	c.as(c.AddToken("all.Instance.read")).delete(c.org(id)).expectError(http.StatusForbidden, "Forbidden", "Access is forbidden")
	if c.Organization(id) == nil {
		t.Error("a refused request had an effect")
	}
	c.as(c.AddToken("instanceOrg.delete")).delete(c.org(id)).ok()
}

func TestInstanceTokenHasAccessToOneInstance(t *testing.T) {
	t.Parallel()
	c := start(t)
	other := c.AddInstance(Doc{"name": "Other"})
	foreign := c.AddOrganization(Doc{"name": "x", "instanceId": other})
	c.get("/instances").expectError(http.StatusForbidden, "Forbidden", "Access is forbidden")
	c.get("/instances/"+other).expectError(http.StatusNotFound, "NotFound", "Instance")
	c.get("/instances/"+other+"/orgs/"+foreign).expectError(http.StatusNotFound, "NotFound", "Instance")
	c.get(c.org(foreign)).expectError(http.StatusNotFound, "NotFound", "Organization")

	user := c.as(c.AddUserToken())
	subset(t, user.get("/instances/"+other+"/orgs/"+foreign).ok(), Doc{"instanceId": other})
	user.get(c.org(foreign)).expectError(http.StatusNotFound, "NotFound", "Organization")
}

func TestAddTokenAcceptsInstanceScopes(t *testing.T) {
	t.Parallel()
	c := start(t)
	scopes := instanceScopes()
	for _, scope := range scopes {
		c.AddToken(scope)
	}
	if len(scopes) != 84 {
		t.Errorf("got %d scopes, want 84", len(scopes))
	}
	for _, scope := range []string{"all.User", "instances.get", "instanceOrg.post", "instanceOrg", "nonsense"} {
		if message := panics(t, func() { c.AddToken(scope) }); !strings.Contains(message, scope) {
			t.Errorf("the panic does not contain %s: %s", scope, message)
		}
	}
}
