package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The customer says which organization it is, and the attribute which object.
func TestCustomersAndObjects(t *testing.T) {
	t.Parallel()
	const id = "60106426dc03c6aad06540bb"
	role := func(address, org string) object {
		return of(changed("update", object{"organization_id": org, "email": "jo@acme.example", "role": "edit"}, object{"organization_id": org, "email": "jo@acme.example", "role": "view"}), address)
	}
	member := func(org string) object { return role("losant_organization_member.jo", org) }
	organization := changed("no-op", object{"id": id, "name": "Acme"}, object{"id": id, "name": "Acme"})
	dataSource := func(typeName string, values object) object {
		p := planned(member(id))
		p["prior_state"] = object{"format_version": "1.0", "values": object{"root_module": object{"child_modules": []any{object{
			"address": "module.x", "resources": []any{
				object{"mode": "managed", "type": typeName, "values": object{"id": id, "name": "wrong"}}, object{"mode": "data", "type": typeName, "values": values},
			},
		}}}}}
		return p
	}
	deleted := planned(of(changed("create", nil, object{"email": "jo@acme.example"}), "losant_organization_invitation.jo"))
	deleted["resource_drift"] = []any{
		changed("delete", object{"id": id, "name": "Acme"}, nil),
		of(changed("delete", object{"organization_id": id, "email": "jo@acme.example"}, nil), "losant_organization_invitation.jo"),
	}
	for name, tc := range map[string]struct {
		plan object
		want string
	}{
		"organization in the plan":     {planned(member(id), organization), "| Acme | `member jo@acme.example: role` | `view` | `edit` |  |  |"},
		"organization not in the plan": {planned(member(id)), "| " + id + " | `member jo@acme.example: role` | `view` | `edit` |  |  |"},
		"organization was deleted":     {deleted, "| Acme | `invitation jo@acme.example` | exists | deleted |  |  |"},
		"organization of a data source": {
			dataSource("losant_organization", object{"id": id, "name": "Acme"}), "| Acme | `member jo@acme.example: role` | `view` | `edit` |  |  |",
		},
		"name in the code": {
			func() object {
				p := dataSource("losant_organization", object{"id": id, "name": "Acme Inc."})
				p["resource_changes"] = []object{member(id), organization}
				return p
			}(), "| Acme | `member jo@acme.example: role` | `view` | `edit` |  |  |",
		},
		"organization of a list": {
			dataSource("losant_organizations", object{"organizations": []any{object{"id": id, "name": "Acme"}}}), "| Acme | `member jo@acme.example: role` | `view` | `edit` |  |  |",
		},
		"members": {
			planned(organization, of(changed("update", object{"organization_id": id, "members": object{"eve@x.example": object{"role": "admin"}}, "statuses": object{"eve@x.example": "active"}},
				object{"organization_id": id, "members": object{}, "statuses": object{}}), "losant_organization_members.acme")),
			"| Acme | `members[\"eve@x.example\"].role` | not set | `admin` |  |  |",
		},
		"something of the instance": {
			planned(of(changed("update", object{"name": "CI", "status": "inactive"}, object{"name": "CI", "status": "active"}), "losant_instance_api_token.ci")),
			"|  | `instance API token CI: status` | `active` | `inactive` |  |  |",
		},
		"a rule with an e-mail": {
			planned(of(changed("update", object{"name": "80 %", "email": object{"subject_template": "a"}}, object{"name": "80 %", "email": object{"subject_template": "b"}}), "losant_instance_notification_rule.x")),
			"|  | `instance notification rule 80 %: email.subject_template` | `b` | `a` |  |  |",
		},
		"another provider": {
			planned(of(changed("update", object{"name": 1, "input": "a"}, object{"name": 1, "input": "b"}), "terraform_data.x")), "|  | `terraform_data.x: input` | `b` | `a` |  |  |",
		},
		"organization without an ID": {
			func() object {
				p := dataSource("losant_organizations", object{"name": "Acme*", "organizations": []any{}})
				p["resource_changes"] = []object{member("")}
				return p
			}(), "|  | `member jo@acme.example: role` | `view` | `edit` |  |  |",
		},
		"limits of an unknown organization": {
			planned(of(changed("create", nil, object{"limits": object{}}), `losant_organization_limits.x["a"]`)), "|  | `losant_organization_limits.x[\"a\"]` | exists | does not exist |  |  |",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, output := runWith(t, marshal(t, tc.plan), "")
			if diff := cmp.Diff([]string{tc.want}, tableOf(output)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

// Customers with the same name are different customers. The table shows which is which.
func TestCustomersWithTheSameName(t *testing.T) {
	t.Parallel()
	acme := func(address, id, was, is string) object {
		return of(changed("update", object{"id": id, "name": "Acme", "description": was}, object{"id": id, "name": "Acme", "description": is}), address)
	}
	role := of(changed("update", object{"organization_id": "1", "email": "jo@acme.example", "role": "edit"}, object{"organization_id": "1", "email": "jo@acme.example", "role": "view"}), "losant_organization_member.jo")
	create := of(changed("create", nil, object{"name": "Acme"}), `losant_organization.c`)
	first, second := acme("losant_organization.a", "1", "x", "y"), acme("losant_organization.b", "2", "v", "w")
	unchanged := changed("no-op", object{"id": "2", "name": "Acme"}, object{"id": "2", "name": "Acme"})
	rowsOf := func(name string) []string {
		return []string{"| " + name + " | `description` | `y` | `x` |  |  |", "| " + name + " | `member jo@acme.example: role` | `view` | `edit` |  |  |"}
	}
	for name, tc := range map[string]struct {
		plan  object
		title string
		want  []string
	}{
		"both differ":  {planned(second, role, first), "3 differences, 2 customers.", append(rowsOf("Acme (1)"), "| Acme (2) | `description` | `w` | `v` |  |  |")},
		"one differs":  {planned(unchanged, role, first), "2 differences, 1 customer.", rowsOf("Acme (1)")},
		"one is new":   {planned(create, role, first), "3 differences, 2 customers.", append(rowsOf("Acme (1)"), "| Acme (losant\\_organization.c) | `organization` | exists | does not exist |  |  |")},
		"there is one": {planned(role, first), "2 differences, 1 customer.", rowsOf("Acme")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, output := runWith(t, marshal(t, tc.plan), "")
			if diff := cmp.Diff(tc.want, tableOf(output)); diff != "" || !strings.Contains(output, tc.title) {
				t.Errorf("rows (-want +got):\n%s\nwant %s in:\n%s", diff, tc.title, output)
			}
		})
	}
}
