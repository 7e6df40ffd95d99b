package mockserver

import (
	"maps"
	"strings"
	"testing"
)

// nounTest is the test data of a noun: a success of each operation and a scenario of each assumption.
type nounTest struct {
	successes []success
	scenarios map[string]scenario
}

// nounTests needs one line for a new noun.
var nounTests = []nounTest{
	{nil, generalScenarios},
	{nil, accountScenarios},
	{auditLogSuccesses, auditLogScenarios},
	{historicalSummarySuccesses, historicalSummaryScenarios},
	{customNodeSuccesses, customNodeScenarios},
	{instanceSuccesses, instanceScenarios},
	{instanceMemberSuccesses, instanceMemberScenarios},
	{invitationSuccesses, invitationScenarios},
	{memberSuccesses, memberScenarios},
	{notificationRuleSuccesses, notificationRuleScenarios},
	{organizationSuccesses, organizationScenarios},
	{sandboxSuccesses, sandboxScenarios},
	{tokenSuccesses, tokenScenarios},
	{usageSuccesses, nil},
}

func TestRoutesAreUnique(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, r := range New().routes {
		if target := r.method + " " + r.path; seen[target] || seen[r.operation] {
			t.Errorf("%s or %s is not unique", target, r.operation)
		} else {
			seen[target], seen[r.operation] = true, true
		}
		if (r.body != nil) != (r.bodyName != "") {
			t.Errorf("%s has a body without a name in messages, or the reverse", r.operation)
		}
	}
}

func scenarios() map[string]scenario {
	all := map[string]scenario{}
	for _, n := range nounTests {
		maps.Copy(all, n.scenarios)
	}
	return all
}

// success is a request that succeeds. Its target may contain {home}, {instance} and {org}, and {id} for the object of the
// last response that had one.
type success struct {
	operation, target string
	body              any
	status            int
}

// The status of a success is documented for each operation.
func TestStatusOfSuccess(t *testing.T) {
	t.Parallel()
	called := map[string]bool{}
	for _, n := range nounTests {
		c := start(t)
		org := c.org(c.add("x"))
		for _, email := range []string{"ada@x.io", "bob@x.io"} {
			c.AddAccount(Doc{"email": email, "twoFactorAuthEnabled": true})
		}
		user, id := c.as(c.AddUserToken()), ""
		for _, s := range n.successes {
			as := c
			if s.operation == "instances.get" {
				as = user
			}
			target := strings.NewReplacer("{home}", c.home(), "{instance}", c.InstanceID(), "{org}", org, "{id}", id).Replace(s.target)
			method, path, _ := strings.Cut(target, " ")
			doc := as.do(method, path, s.body).expect(s.status)
			if items := list(doc, "items"); len(items) > 0 {
				doc, _ = items[0].(Doc)
			}
			for _, name := range []string{"id", "userId"} {
				if value := text(doc, name); value != "" {
					id = value
				}
			}
			called[s.operation] = true
		}
	}
	for _, r := range New().routes {
		if !called[r.operation] {
			t.Errorf("%s was not called", r.operation)
		}
	}
}
