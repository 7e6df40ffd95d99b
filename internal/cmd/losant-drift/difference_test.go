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
