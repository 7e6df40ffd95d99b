package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRowsOfAnObject(t *testing.T) {
	t.Parallel()
	acme := func(fields object) object {
		values := object{"id": "5f", "name": "Acme"}
		for name, value := range fields {
			values[name] = value
		}
		return values
	}
	for name, tc := range map[string]struct {
		change object
		want   []string
	}{
		"a value":                {changed("update", acme(object{"description": "hi"}), acme(object{"description": "ho"})), []string{"`description` | `ho` | `hi`"}},
		"a value that is set":    {changed("update", acme(object{"description": nil}), acme(object{"description": ""})), []string{"`description` | `\"\"` | not set"}},
		"the name":               {changed("update", acme(object{"name": "Acme Inc."}), acme(nil)), []string{"`name` | `Acme` | `Acme Inc.`"}},
		"one limit of two":       {changed("update", acme(object{"limits": object{"device": 800, "member": 5}}), acme(object{"limits": object{"device": 500, "member": 5}})), []string{"`limits.device` | `500` | `800`"}},
		"a large number":         {changed("update", acme(object{"limits": object{"storage": 1}}), acme(object{"limits": object{"storage": json.Number("9007199254740993")}})), []string{"`limits.storage` | `9007199254740993` | `1`"}},
		"an object that is gone": {changed("update", acme(object{"banner": nil}), acme(object{"banner": object{"level": "info", "message": "m"}})), []string{"`banner.level` | `info` | not set", "`banner.message` | `m` | not set"}},
		"a list":                 {changed("update", acme(object{"allowed_invitation_domains": []any{"a.example"}}), acme(object{"allowed_invitation_domains": []any{"a.example", "b.example"}})), []string{"`allowed_invitation_domains` | `a.example, b.example` | `a.example`"}},
		"a tag and its copy": {
			changed("update", acme(object{"tags": object{"a": []any{"x"}}, "tags_all": object{"a": []any{"x"}}}), acme(object{"tags": object{}, "tags_all": object{}})),
			[]string{"`tags.a` | not set | `x`"},
		},
		"a default tag": {changed("update", acme(object{"tags_all": object{"by": []any{"hand"}}}), acme(object{"tags_all": object{"by": []any{"terraform"}}})), []string{"`tags_all.by` | `terraform` | `hand`"}},
		"unknown beside known": {
			changed("update", acme(object{"description": "hi", "updated": "1"}), acme(nil), object{"after_unknown": object{"updated": true}}),
			[]string{"`description` | not set | `hi`"},
		},
		"only unknown": {changed("update", acme(object{"updated": "1"}), acme(nil), object{"after_unknown": object{"updated": true}}), []string{"`updated` | known after apply | `1`"}},
		"unknown beside status": {
			changed("update", acme(object{"invited_at": "1", "status": "expired"}), acme(nil), object{"after_unknown": object{"invited_at": true, "status": true, "user_id": true}}),
			[]string{"`status` | known after apply | `expired`"},
		},
		"unknown in a map":    {changed("update", acme(object{"m": object{"a": "1", "b": "1"}}), acme(object{"m": object{"b": "1"}}), object{"after_unknown": object{"m": object{"a": true}}}), []string{"`m.a` | known after apply | `1`"}},
		"a secret":            {changed("update", acme(object{"token": "s3cret"}), acme(object{"token": "t0ken"}), object{"before_sensitive": object{"token": true}}), []string{"`token` | sensitive | sensitive"}},
		"a secret in a list":  {changed("update", acme(object{"l": []any{"s3cret"}}), acme(object{"l": []any{"t0ken"}}), object{"after_sensitive": object{"l": []any{true}}}), []string{"`l` | sensitive | sensitive"}},
		"a secret object":     {changed("update", acme(object{"o": object{"a": "s3cret"}}), acme(object{"o": object{"a": "b"}}), object{"before_sensitive": object{"o": true}}), []string{"`o` | sensitive | sensitive"}},
		"everything a secret": {changed("update", acme(object{"a": "s3cret"}), acme(nil), object{"before_sensitive": true}), []string{"|  | `losant_organization.acme` | sensitive | sensitive"}},
		"a secret name":       {changed("update", acme(object{"a": "1"}), acme(nil), object{"after_sensitive": object{"name": true}}), []string{"| 5f | `a` | not set | `1`"}},
		"new in the code":     {changed("create", nil, acme(nil)), []string{"`organization` | exists | does not exist"}},
		"not in the code":     {changed("delete", acme(nil), nil), []string{"`organization` | does not exist | exists"}},
		"a replacement": {
			changed("delete create", acme(object{"instance_id": "1"}), acme(object{"instance_id": "2"}), object{"after_unknown": object{"id": true}}),
			[]string{"`organization` | will be destroyed and created again | exists", "`instance_id` | `2` | `1`"},
		},
		"a tainted object": {
			changed("create delete", acme(object{"created_at": "1"}), acme(nil), object{"after_unknown": object{"id": true, "created_at": true}}),
			[]string{"`organization` | will be destroyed and created again | exists"},
		},
		"a replacement without a destruction": {
			changed("create forget", acme(nil), acme(object{"description": "hi"}), object{"after_unknown": object{"id": true}}),
			[]string{"`organization` | no longer managed, another one will be created | exists", "`description` | `hi` | not set"},
		},
		"an import":       {changed("no-op", acme(nil), acme(nil), object{"importing": object{"id": "5f"}}), []string{"`organization` | exists, will be imported | exists"}},
		"a removed block": {changed("forget", acme(nil), nil), []string{"`organization` | no longer managed | exists"}},
		"equal values":    {changed("update", acme(nil), acme(nil)), []string{"`organization` | update | exists"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exitCode, output := runWith(t, marshal(t, planned(tc.change)), "")
			var want []string
			for _, cells := range tc.want {
				if !strings.HasPrefix(cells, "|") {
					cells = "| Acme | " + cells
				}
				want = append(want, cells+" |  |  |")
			}
			if diff := cmp.Diff(want, tableOf(output)); diff != "" || exitCode != exitDrift {
				t.Errorf("exit code %d, rows (-want +got):\n%s", exitCode, diff)
			}
			if strings.Contains(output, "s3cret") || strings.Contains(output, "t0ken") {
				t.Errorf("the report contains a secret:\n%s", output)
			}
		})
	}
}

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
