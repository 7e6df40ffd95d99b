package mockserver

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

var organizationScenarios = map[string]scenario{
	"above-instance-limit": {func(c *caller) string {
		c.EditInstance(Doc{"limits": Doc{"device": 10}})
		return observed(c.patch(c.org(c.add("x")), Doc{"limits": Doc{"device": 11}}), "limits", "device")
	}, map[string]string{"refused": "400", "accepted": "11", "clamped": "10"}},
	"audit-log-refusal": {func(c *caller) string {
		c.EditInstance(Doc{"allowAuditLogging": false})
		path := c.org(c.add("x"))
		return observed(c.patch(path, Doc{"auditLogEnabled": true}), "auditLogEnabled") + " " +
			observed(c.patch(path, Doc{"auditLogEnabled": false}), "auditLogEnabled")
	}, map[string]string{"true": "400 false", "any": "400 400", "ignored": "false false"}},
	"banner-clear": {func(c *caller) string {
		path := c.org(c.AddOrganization(Doc{"name": "x", "banner": Doc{"message": "m", "level": "info"}}))
		return observed(c.patch(path, Doc{"banner": Doc{"message": ""}}), "banner") + " " + observed(c.patch(path, Doc{"banner": Doc{}}), "banner")
	}, map[string]string{"removed": "absent absent", "stored": `{"message":""} {}`, "blank-refused": "400 absent"}},
	"banner-patch": {func(c *caller) string {
		path := c.org(c.AddOrganization(Doc{"name": "x", "banner": Doc{"message": "m", "level": "info"}}))
		return observed(c.patch(path, Doc{"banner": Doc{"message": "n"}}), "banner")
	}, map[string]string{"replace": `{"message":"n"}`, "merge": `{"level":"info","message":"n"}`}},
	"create-defaults": {func(c *caller) string {
		c.EditInstance(Doc{"limits": Doc{"device": 9}, "orgDefaultLimitConfig": Doc{"device": 3}})
		return observed(c.post(c.orgs(), Doc{"name": "x"}), "limits", "device")
	}, map[string]string{"config-then-instance": "3", "instance": "9"}},
	"create-result": {func(c *caller) string {
		return observed(c.post(c.orgs(), Doc{"name": "x"}), "tags")
	}, map[string]string{"org": "absent", "instanceOrg": "[]"}},
	"creator-member": {func(c *caller) string {
		member := c.AddAccount(Doc{"email": "member@example.com"})
		user := c.as(c.AddUserToken())
		var out []string
		for _, as := range []*caller{c, user} {
			for _, members := range [][]Doc{{}, {{"userId": member, "role": "view"}}} {
				id := text(as.post(c.orgs(), Doc{"name": "x", "members": members}).ok(), "id")
				var roles []string
				for _, m := range c.Members(id) {
					roles = append(roles, text(m, "role"))
				}
				slices.Sort(roles)
				out = append(out, strings.Join(roles, "+"))
			}
		}
		return strings.Join(out, " ")
	}, map[string]string{"user": " view admin admin+view", "owner": "admin admin+view admin admin+view", "user-unless-members": " view admin view"}},
	"delete-visibility": {func(c *caller) string {
		path := c.org(c.add("x"))
		c.delete(path).ok()
		return strings.Join([]string{observed(c.get(path), "name"), observed(c.get(path), "name"), observed(c.get(path), "name"), observed(c.get(c.orgs()), "count")}, " ")
	}, map[string]string{"immediate": "404 404 404 0", "two-reads": `"x" "x" 404 0`}},
	"domain-format": {func(c *caller) string {
		return observed(c.patch(c.org(c.add("x")), Doc{"whitelistedEmailDomains": []string{"@acme.example"}}), "whitelistedEmailDomains")
	}, map[string]string{"checked": "400", "unchecked": `["@acme.example"]`}},
	"domains-order": {func(c *caller) string {
		return observed(c.patch(c.org(c.add("x")), Doc{"whitelistedEmailDomains": []string{"b.io", "c.io", "a.io"}}), "whitelistedEmailDomains")
	}, map[string]string{"kept": `["b.io","c.io","a.io"]`, "reversed": `["a.io","c.io","b.io"]`, "sorted": `["a.io","b.io","c.io"]`}},
	"domains-patch": {func(c *caller) string {
		path := c.org(c.AddOrganization(Doc{"name": "x", "whitelistedEmailDomains": []string{"a.io"}}))
		return observed(c.patch(path, Doc{"whitelistedEmailDomains": []string{"b.io"}}), "whitelistedEmailDomains")
	}, map[string]string{"replace": `["b.io"]`, "append": `["a.io","b.io"]`}},
	"duplicate-tag-keys": {func(c *caller) string {
		r := c.patch(c.org(c.add("x")), Doc{"tags": []Doc{tag("a", "1"), tag("b", "2"), tag("a", "3")}})
		return observed(r, "tags")
	}, map[string]string{
		"kept":      `[{"key":"a","value":"1"},{"key":"b","value":"2"},{"key":"a","value":"3"}]`,
		"refused":   "400",
		"last-wins": `[{"key":"a","value":"3"},{"key":"b","value":"2"}]`,
	}},
	"foreign-organization": {func(c *caller) string {
		id := c.AddOrganization(Doc{"name": "x", "instanceId": c.AddInstance(Doc{})})
		return observed(c.get(c.org(id)), "id") + " " + observed(c.get(c.org(anID24)), "id")
	}, map[string]string{"404": "404 404", "403": "403 404"}},
	"icon-color-default": {func(c *caller) string {
		return observed(c.post(c.orgs(), Doc{"name": "x"}), "iconColor")
	}, map[string]string{"#057180": `"#057180"`, "red": `"red"`, "absent": "absent"}},
	"limits-patch": {func(c *caller) string {
		path := c.org(c.AddOrganization(Doc{"name": "x", "limits": Doc{"device": 1}}))
		doc := c.patch(path, Doc{"limits": Doc{"flow": 2}}).ok()
		return lookUp(doc, "limits", "device") + " " + lookUp(doc, "limits", "flow")
	}, map[string]string{"merge": "1 2", "replace": "100000 2"}},
	"name-unique": {func(c *caller) string {
		path := c.org(c.add("x"))
		return observed(c.post(c.orgs(), Doc{"name": "x"}), "name") + " " + observed(c.patch(path, Doc{"name": "x"}), "name")
	}, map[string]string{"no": `"x" "x"`, "yes": `400 "x"`}},
	"not-found-after-create": {func(c *caller) string {
		path := c.org(text(c.post(c.orgs(), Doc{"name": "x"}).ok(), "id"))
		return strings.Join([]string{observed(c.get(path), "name"), observed(c.get(path), "name"), observed(c.get(path), "name"), observed(c.get(c.org(c.add("y"))), "name")}, " ")
	}, map[string]string{"immediate": `"x" "x" "x" "y"`, "two-reads": `404 404 "x" "y"`}},
	"organization-limit": {func(c *caller) string {
		c.EditInstance(Doc{"limits": Doc{"organization": 1}})
		c.add("x")
		return observed(c.post(c.orgs(), Doc{"name": "y"}), "name")
	}, map[string]string{"refused": "400", "accepted": `"y"`}},
	"past-disabled-at": {func(c *caller) string {
		path := c.org(c.add("x"))
		return observed(c.patch(path, Doc{"disabledAt": "2020-01-01T00:00:00Z"}), "disabledAt") + " " +
			observed(c.patch(path, Doc{"disabledAt": "2030-01-01T00:00:00Z"}), "disabledAt")
	}, map[string]string{
		"accepted": `"2020-01-01T00:00:00.000Z" "2030-01-01T00:00:00.000Z"`,
		"refused":  `400 "2030-01-01T00:00:00.000Z"`,
	}},
	"referral-clear": {func(c *caller) string {
		path := c.org(c.AddOrganization(Doc{"name": "x", "referralId": "r"}))
		return observed(c.patch(path, Doc{"referralId": ""}), "referralId")
	}, map[string]string{"omitted": "absent", "empty": `""`}},
	"summary": {func(c *caller) string {
		path := c.org(c.add("x"))
		doc := c.get(path).ok()
		asked := c.get(path + "?summaryInclude=eventCount").ok()
		return fmt.Sprint(len(object(doc, "summary")), len(object(asked, "summary"))) + " " + lookUp(asked, "summary", "eventCount")
	}, map[string]string{"counts": "25 26 0", "full": "30 30 0", "nothing": "0 1 0"}},
	"summary-unknown-name": {func(c *caller) string {
		path := c.org(c.add("x"))
		query := "?summaryInclude=nonsense"
		return strings.Join([]string{
			observed(c.get(path+query), "name"), observed(c.patch(path+query, Doc{"name": "y"}), "name"), observed(c.get(c.orgs()+query), "count"),
			observed(c.post(c.orgs()+query, Doc{"name": "z"}), "name"), lookUp(c.Organization(path[len(path)-24:]), "name"),
			strconv.Itoa(len(c.Organizations())),
		}, " ")
	}, map[string]string{"ignored": `"x" "y" 1 "z" "y" 2`, "refused": `400 400 400 400 "x" 1`}},
	"system-interval-limit": {func(c *caller) string {
		c.EditInstance(Doc{"limits": Doc{"systemInterval": 60}})
		path := c.org(c.add("x"))
		return observed(c.patch(path, Doc{"limits": Doc{"systemInterval": 59}}), "limits", "systemInterval") + " " +
			observed(c.patch(path, Doc{"limits": Doc{"systemInterval": 61}}), "limits", "systemInterval")
	}, map[string]string{"unchecked": "59 61", "minimum": "400 61"}},
	"tags-order": {func(c *caller) string {
		doc := c.patch(c.org(c.add("x")), Doc{"tags": []Doc{tag("b", "1"), tag("c", "2"), tag("a", "4"), tag("a", "3")}}).ok()
		var values []string
		for _, t := range list(doc, "tags") {
			values = append(values, tagPart(t, "value"))
		}
		return strings.Join(values, "")
	}, map[string]string{"kept": "1243", "reversed": "3421", "sorted": "3412"}},
	"tags-patch": {func(c *caller) string {
		path := c.org(c.AddOrganization(Doc{"name": "x", "tags": []Doc{tag("a", "1")}}))
		return observed(c.patch(path, Doc{"tags": []Doc{tag("b", "2")}}), "tags")
	}, map[string]string{"replace": `[{"key":"b","value":"2"}]`, "append": `[{"key":"a","value":"1"},{"key":"b","value":"2"}]`}},
	"unset-fields": {func(c *caller) string {
		doc := c.get(c.org(c.AddOrganization(Doc{"name": "x", "description": "", "isReadOnly": true}))).ok()
		var out []string
		for _, name := range []string{"auditLogEnabled", "description", "disabledAt", "tags", "whitelistedEmailDomains", "isReadOnly", "mfaMode"} {
			out = append(out, lookUp(doc, name))
		}
		return strings.Join(out, " ")
	}, map[string]string{
		"returned": `false "" false [] [] true "notRequired"`,
		"omitted":  `absent absent absent absent absent true "notRequired"`,
	}},
	"zero-limit": {func(c *caller) string {
		member := []Doc{{"email": "a@b.io", "role": "view"}}
		out := observed(c.post(c.orgs(), Doc{"name": "x", "limits": Doc{"member": 0}, "members": member}), "name")
		c.EditInstance(Doc{"limits": Doc{"organization": 0}})
		return out + " " + observed(c.post(c.orgs(), Doc{"name": "y"}), "name")
	}, map[string]string{"none": "400 400", "unlimited": `"x" "y"`}},
}
