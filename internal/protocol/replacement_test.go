package protocol_test

import (
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// Terraform drops the warnings about the new object of a replacement, unless the
// response about the change has them. Each appears once.
func TestReplacementsAreAnnounced(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	const joan, boss, guest = "joan@acme.example", "boss@acme.example", "guest@acme.example"
	personIn := func(email, role string) func(org, _ string) m {
		return func(org, _ string) m { return m{"organization_id": org, "email": email, "role": role} }
	}
	invitation := func(pairs m) func(org, other string) m {
		return func(org, _ string) m {
			config := m{"organization_id": org, "email": guest, "role": "edit"}
			for name, value := range pairs {
				config[name] = value
			}
			return config
		}
	}
	rule := func(instance string) m {
		return m{"name": "rule", "target_query": "{}", "instance_id": instance, "rule": m{"type": "payloadUsage", "threshold": 80}}
	}
	for name, tc := range map[string]struct {
		typeName      string
		before, after func(org, other string) m // other is an organization, or for objects of an instance an instance
		otherIsAnOrg  bool
		want          []string
	}{
		"invitation, other address": {typeName: "losant_organization_invitation", before: invitation(nil), after: invitation(m{"email": joan}), want: []string{
			`WARNING Applying invites joan@acme.example to organization ORG: Losant sends an invitation by e-mail. The role is "edit".`,
		}},
		"invitation, other address and role": {typeName: "losant_organization_invitation", before: invitation(nil), after: invitation(m{"email": joan, "role": "view"}), want: []string{
			`WARNING Applying invites joan@acme.example to organization ORG: Losant sends an invitation by e-mail. The role is "view".`,
		}},
		"invitation, disallow_transfer": {typeName: "losant_organization_invitation", before: invitation(nil), after: invitation(m{"disallow_transfer": true, "role": "view"}), want: []string{
			`The existing invitation (pending, role "edit") is revoked, and Losant sends a new one by e-mail, because its disallow_transfer is false.`,
		}},
		"invitation, address of a member": {typeName: "losant_organization_invitation", before: invitation(nil), after: invitation(m{"email": boss}), want: []string{
			"WARNING boss@acme.example is already a member of organization ORG: The invitation counts as accepted, and no e-mail is sent.",
		}},
		"member, address of an administrator": {typeName: "losant_organization_member", before: personIn(joan, "view"), after: personIn(boss, "view"), want: []string{
			`WARNING boss@acme.example already belongs to organization ORG: The person (active, admin) will be managed by this resource; the role changes to "view". ` +
				"Destroying the resource removes the person. If this plan first destroys a resource of the same person, for example to replace it, the person is removed and then added again.",
			`WARNING boss@acme.example is the last administrator in organization ORG: The planned role is "view"`,
		}},
		"invited member, other address and role": {typeName: "losant_organization_member", before: personIn(guest, "view"), after: personIn("new@acme.example", "edit"), want: []string{
			`WARNING Applying adds or invites new@acme.example to organization ORG: A person with a Losant account joins at once. Losant invites anybody else by e-mail. The role is "edit".`,
		}},
		"member, other organization and role": {typeName: "losant_organization_member", otherIsAnOrg: true, before: personIn(guest, "view"), after: func(_, other string) m {
			return m{"organization_id": other, "email": boss, "role": "edit"}
		}, want: []string{
			`WARNING boss@acme.example already belongs to organization OTHER: The person (active, admin) will be managed by this resource; the role changes to "edit".`,
			`WARNING boss@acme.example is the last administrator in organization OTHER: The planned role is "edit"`,
		}},
		"members, other organization": {typeName: "losant_organization_members", otherIsAnOrg: true, before: func(org, _ string) m {
			return m{"organization_id": org, "members": m{boss: m{"role": "admin"}, joan: m{"role": "view"}}}
		}, after: func(_, other string) m {
			return m{"organization_id": other, "members": m{joan: m{"role": "admin"}}}
		}, want: []string{
			"WARNING People will be removed from organization OTHER: This plan removes boss@acme.example.",
			`WARNING Applying adds people to organization OTHER: joan@acme.example: the role is "admin". The person has a Losant account and joins at once.`,
		}},
		"member of the instance, address of an administrator": {typeName: "losant_instance_member", before: func(_, _ string) m {
			return m{"email": joan, "role": "view"}
		}, after: func(_, _ string) m { return m{"email": boss, "role": "view"} }, want: []string{
			`WARNING boss@acme.example already belongs to instance INSTANCE: The person (admin) will be managed by this resource; the role changes to "view".`,
			`WARNING boss@acme.example is the last administrator in instance INSTANCE: The planned role is "view"`,
		}},
		"organization, other instance": {typeName: "losant_organization", before: func(_, _ string) m { return m{"name": "Acme"} }, after: func(_, other string) m {
			return m{"name": "Acme", "instance_id": other, "payloads_enabled_until": "2020-01-01T00:00:00Z"}
		}, want: []string{`WARNING Payloads of organization "Acme" will stop immediately: `}},
		"notification rule": {typeName: "losant_instance_notification_rule", before: func(_, _ string) m {
			config := rule("")
			delete(config, "instance_id")
			config["callback_url"] = "https://acme.example"
			return config
		}, after: func(_, other string) m { return rule(other) }, want: []string{`WARNING Notification rule "rule" notifies nobody: `}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			org := srv.AddOrganization(mockserver.Doc{"name": "First"})
			other := srv.AddInstance(mockserver.Doc{"name": "Other"})
			if tc.otherIsAnOrg {
				other = srv.AddOrganization(mockserver.Doc{"name": "Second"})
				srv.AddMember(other, mockserver.Doc{"email": boss, "role": "admin"})
			}
			srv.AddMember(org, mockserver.Doc{"email": boss, "role": "admin"})
			srv.AddInstanceMember(mockserver.Doc{"email": boss, "role": "admin"})
			srv.AddAccount(mockserver.Doc{"email": joan})
			p := acctest.NewProtocol(t, srv, tc.typeName, nil)
			object := p.Apply(p.Null(), p.Config(tc.before(org, other)))
			p = acctest.NewProtocol(t, srv, tc.typeName, nil)
			planned := p.Plan(object, p.Config(tc.after(org, other)))
			if len(planned.RequiresReplace) == 0 {
				t.Error("not a replacement")
			}
			for i, text := range tc.want {
				tc.want[i] = strings.NewReplacer("ORG", `"First" (`+org+")", "OTHER", `"Second" (`+other+")", "INSTANCE", srv.InstanceID()).Replace(text)
			}
			acctest.ExpectDetails(t, planned.Diagnostics, tc.want...)
		})
	}
}

// A refused replacement has only the error.
func TestRefusedReplacementIsNotAnnounced(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	other := srv.AddInstance(mockserver.Doc{"name": "Other"})
	p := acctest.NewProtocol(t, srv, organizationType, nil)
	object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
	srv.SetSummary(p.Text(object.State, "id"), mockserver.Doc{"appCount": 1})
	planned := p.Plan(object, p.Config(map[string]any{"name": "Acme", "instance_id": other, "payloads_enabled_until": "2020-01-01T00:00:00Z"}))
	acctest.ExpectDetails(t, planned.Diagnostics, "ERROR Refused to replace organization")
}
