package mockserver

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// observed returns the effect of a setting: the status of an error, else the value of one field.
func observed(r *reply, path ...string) string {
	r.t.Helper()
	if r.status >= 300 {
		return strconv.Itoa(r.status)
	}
	return lookUp(r.is(r.status), path...)
}

func lookUp(doc Doc, path ...string) string {
	for _, name := range path[:len(path)-1] {
		doc = object(doc, name)
	}
	value, ok := doc[path[len(path)-1]]
	if !ok {
		return "absent"
	}
	return string(marshal(value))
}

func tag(key, value string) Doc { return Doc{"key": key, "value": value} }

// act is a scenario, and what it shows under each setting of an assumption.
type act struct {
	scenario func(c *caller) string
	want     map[string]string
}

// acts has one for each assumption.
var acts = map[string]act{
	"above-instance-limit": {func(c *caller) string {
		c.EditInstance(Doc{"limits": Doc{"device": 10}})
		return observed(c.patch(c.org(c.add("x")), Doc{"limits": Doc{"device": 11}}), "limits", "device")
	}, map[string]string{"refused": "400", "accepted": "11", "clamped": "10"}},
	"already-member": {func(c *caller) string {
		id := c.add("x")
		c.AddMember(id, Doc{"email": "ada@x.io", "role": "edit"})
		c.AddInstanceMember(Doc{"email": "ada@x.io"})
		c.Invite(id, Doc{"email": "new@x.io", "role": "edit"})
		ada, newcomer := Doc{"email": "ada@x.io", "role": "admin"}, Doc{"email": "new@x.io", "role": "admin"}
		return strings.Join([]string{
			observed(c.post(c.members(id), ada), "role"), observed(c.post(c.members(id), newcomer), "role"),
			observed(c.post(c.invites(id), ada), "count"), observed(c.post(c.invites(id), newcomer), "count"),
			observed(c.post(c.home()+"/members", ada), "role"),
			fmt.Sprint(len(c.Members(id)), len(c.Invitations(id)), len(c.InstanceMembers())),
		}, " ")
	}, map[string]string{"refused": "400 400 400 400 400 1 1 1", "ok": `"edit" "edit" 0 1 "view" 1 1 1`}},
	"audit-bodies": {func(c *caller) string {
		c.patch(c.org(c.add("x")), Doc{"name": "y"}).ok()
		return lookUp(c.logged(""), "requestBody") + " " + lookUp(c.logged("?_links=false"), "responseBody", "name")
	}, map[string]string{"kept": `{"name":"y"} "y"`, "omitted": "{} absent"}},
	"audit-failures": {func(c *caller) string {
		c.EditInstance(Doc{"allowAuditLogging": false})
		path := c.org(c.add("x"))
		c.patch(path, Doc{"name": "y"}).ok()
		c.patch(path, Doc{"auditLogEnabled": true}).is(http.StatusBadRequest)
		return lookUp(c.logged(""), "responseStatus") + " " + lookUp(c.logged(""), "responseBody", "type")
	}, map[string]string{"omitted": "200 absent", "logged": `400 "Validation"`}},
	"audit-log-refusal": {func(c *caller) string {
		c.EditInstance(Doc{"allowAuditLogging": false})
		path := c.org(c.add("x"))
		return observed(c.patch(path, Doc{"auditLogEnabled": true}), "auditLogEnabled") + " " +
			observed(c.patch(path, Doc{"auditLogEnabled": false}), "auditLogEnabled")
	}, map[string]string{"true": "400 false", "any": "400 400", "ignored": "false false"}},
	"audit-member-target": {func(c *caller) string {
		id := c.add("x")
		c.post(c.members(id), Doc{"userId": c.AddAccount(Doc{"email": "ada@x.io"}), "role": "view"}).ok()
		return lookUp(c.logged(""), "primaryTargetType") + " " + lookUp(c.logged(""), "primaryTargetName")
	}, map[string]string{"Organization": `"Organization" "x"`, "User": `"User" "ada@x.io"`}},
	"audit-names": {func(c *caller) string {
		id := c.add("x")
		c.delete(c.org(id)).ok()
		entry := c.logged("")
		return strings.Join([]string{
			lookUp(entry, "requestResource"), lookUp(entry, "requestAction"), strings.NewReplacer(id, "ORG", c.InstanceID(), "INSTANCE").Replace(lookUp(entry, "requestPathParams")),
		}, " ")
	}, map[string]string{
		"documented": `"organization" "delete" {"organizationId":"ORG"}`,
		"client":     `"instanceOrg" "delete" {"instanceId":"INSTANCE","orgId":"ORG"}`,
	}},
	"bad-page": {func(c *caller) string {
		return observed(c.get(c.orgs()+"?page=-1&perPage=ten"), "perPage")
	}, map[string]string{"refused": "400", "ignored": "100"}},
	"banner-clear": {func(c *caller) string {
		path := c.org(c.AddOrganization(Doc{"name": "x", "banner": Doc{"message": "m", "level": "info"}}))
		return observed(c.patch(path, Doc{"banner": Doc{"message": ""}}), "banner")
	}, map[string]string{"removed": "absent", "stored": `{"message":""}`}},
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
	"default-limits-patch": {func(c *caller) string {
		c.patch(c.home(), Doc{"orgDefaultLimitConfig": Doc{"device": 1}}).ok()
		return observed(c.patch(c.home(), Doc{"orgDefaultLimitConfig": Doc{"flow": 2}}), "orgDefaultLimitConfig")
	}, map[string]string{"merge": `{"device":1,"flow":2}`, "replace": `{"flow":2}`}},
	"delete-visibility": {func(c *caller) string {
		path := c.org(c.add("x"))
		c.delete(path).ok()
		return strings.Join([]string{observed(c.get(path), "name"), observed(c.get(path), "name"), observed(c.get(path), "name"), observed(c.get(c.orgs()), "count")}, " ")
	}, map[string]string{"immediate": "404 404 404 0", "two-reads": `"x" "x" 404 0`}},
	"disabled-at-true": {func(c *caller) string {
		return observed(c.patch(c.org(c.add("x")), Doc{"disabledAt": true}), "disabledAt")
	}, map[string]string{"now": `"` + now + `"`, "true": "true"}},
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
	"email-case": {func(c *caller) string {
		id := c.add("x")
		c.AddMember(id, Doc{"email": "Ada@Example.com"})
		c.Invite(id, Doc{"email": "Bob@Example.com"})
		return names(c.get(c.members(id)).ok(), "email") + " " + names(c.get(c.invites(id)).ok(), "email")
	}, map[string]string{"kept": "Ada@Example.com Bob@Example.com", "lowered": "ada@example.com bob@example.com"}},
	"email-match": {func(c *caller) string {
		c.AddAccount(Doc{"email": "ada@example.com"})
		c.AddAccount(Doc{"email": "bob@example.com"})
		members := []Doc{{"email": "ADA@example.com", "role": "view"}, {"email": "bob@example.com", "role": "view"}}
		doc := c.post(c.orgs()+"?summaryInclude=pendingInviteCount", Doc{"name": "x", "members": members}).ok()
		return lookUp(doc, "summary", "memberCount") + " " + lookUp(doc, "summary", "pendingInviteCount")
	}, map[string]string{"any-case": "2 0", "exact": "1 1"}},
	"empty-description": {func(c *caller) string {
		path := c.org(c.add("x"))
		return observed(c.get(path), "description") + " " + observed(c.patch(path, Doc{"description": ""}), "description") + " " +
			observed(c.patch(path, Doc{"description": "d"}), "description")
	}, map[string]string{"as-left": `absent "" "d"`, "omitted": `absent absent "d"`, "empty": `"" "" "d"`}},
	"error-types": {func(c *caller) string {
		reader := c.as(c.AddToken("all.Instance.read"))
		var out []string
		for _, r := range []*reply{
			c.post(c.orgs(), Doc{}), c.as("").get(c.home()), reader.post(c.orgs(), Doc{}), c.get(c.org(anID24)), c.get("/nowhere"),
		} {
			out = append(out, lookUp(r.is(r.status), "type"))
		}
		return strings.Join(out, " ")
	}, map[string]string{
		"assumed": `"Validation" "Unauthorized" "Forbidden" "NotFound" "MethodNotAllowed"`,
		"absent":  `absent absent absent "NotFound" "MethodNotAllowed"`,
	}},
	"expired-pending-count": {func(c *caller) string {
		id := c.add("x")
		c.Invite(id, Doc{"email": "ada@x.io"})
		c.Invite(id, Doc{"email": "bob@x.io"})
		c.ExpireInvitation(id, "bob@x.io")
		return observed(c.get(c.org(id)+"?summaryInclude=pendingInviteCount"), "summary", "pendingInviteCount")
	}, map[string]string{"excluded": "1", "included": "2"}},
	"filter-case": {func(c *caller) string {
		c.add("Acme")
		return observed(c.get(c.orgs()+"?filterField=name&filter=acme"), "count")
	}, map[string]string{"insensitive": "1", "sensitive": "0"}},
	"forbidden-status": {func(c *caller) string {
		return observed(c.as(c.AddToken("instanceOrgs.get")).get(c.home()), "id")
	}, map[string]string{"403": "403", "404": "404"}},
	"foreign-organization": {func(c *caller) string {
		id := c.AddOrganization(Doc{"name": "x", "instanceId": c.AddInstance(Doc{})})
		return observed(c.get(c.org(id)), "id") + " " + observed(c.get(c.org(anID24)), "id")
	}, map[string]string{"404": "404 404", "403": "403 404"}},
	"granular-roles": {func(c *caller) string {
		id := c.AddAccount(Doc{"email": "ada@example.com"})
		doc := c.post(c.orgs(), Doc{"name": "x", "members": []Doc{{"userId": id, "role": "view", "dashboardRoles": []Doc{}}}}).ok()
		member, _ := list(doc, "members")[0].(Doc)
		invitation := c.post(c.invites(text(doc, "id")), Doc{"email": "new@x.io", "role": "view", "applicationRoles": []Doc{}}).is(http.StatusCreated)
		return lookUp(member, "dashboardRoles") + " " + lookUp(first(c.t, invitation), "applicationRoles")
	}, map[string]string{"stored": "[] []", "ignored": "absent absent"}},
	"icon-color-default": {func(c *caller) string {
		return observed(c.post(c.orgs(), Doc{"name": "x"}), "iconColor")
	}, map[string]string{"#057180": `"#057180"`, "red": `"red"`, "absent": "absent"}},
	"instance-member-unknown": {func(c *caller) string {
		body := Doc{"email": "ada@x.io", "role": "view"}
		return observed(c.post(c.home()+"/members", body), "role") + " " + observed(c.post(c.home()+"/members", Doc{"userId": anID24, "role": "view"}), "role")
	}, map[string]string{"400": "400 400", "404": "404 404"}},
	"invite-existing-account": {func(c *caller) string {
		id := c.add("x")
		c.AddAccount(Doc{"email": "ada@x.io"})
		return observed(c.post(c.invites(id), Doc{"email": "ada@x.io", "role": "view"}), "count") + " " + observed(c.get(c.members(id)), "count")
	}, map[string]string{"invited": "1 0", "joined": "0 1"}},
	"invite-result": {func(c *caller) string {
		id := c.add("x")
		c.Invite(id, Doc{"email": "ada@x.io"})
		doc := c.post(c.invites(id), Doc{"email": "bob@x.io", "role": "view"}).is(http.StatusCreated)
		return names(doc, "email") + " " + lookUp(doc, "email")
	}, map[string]string{"new-only": "bob@x.io absent", "whole-collection": "bob@x.io ada@x.io absent", "bare": ` "bob@x.io"`}},
	"last-admin": {func(c *caller) string {
		id := c.add("x")
		ada := c.members(id) + "/" + c.AddMember(id, Doc{"email": "ada@x.io", "role": "admin"})
		steward := c.home() + "/members/" + c.AddInstanceMember(Doc{"email": "ada@x.io", "role": "admin"})
		return strings.Join([]string{
			observed(c.patch(ada, Doc{"role": "edit"}), "role"), observed(c.delete(ada), "success"),
			observed(c.patch(steward, Doc{"role": "view"}), "role"), observed(c.delete(steward), "success"),
		}, " ")
	}, map[string]string{"refused": "400 400 400 400", "allowed": `"edit" true "view" true`}},
	"last-admin-status": {func(c *caller) string {
		id := c.add("x")
		return observed(c.delete(c.members(id)+"/"+c.AddMember(id, Doc{"email": "ada@x.io", "role": "admin"})), "success")
	}, map[string]string{"400": "400", "403": "403", "409": "409"}},
	"limits-patch": {func(c *caller) string {
		path := c.org(c.AddOrganization(Doc{"name": "x", "limits": Doc{"device": 1}}))
		doc := c.patch(path, Doc{"limits": Doc{"flow": 2}}).ok()
		return lookUp(doc, "limits", "device") + " " + lookUp(doc, "limits", "flow")
	}, map[string]string{"merge": "1 2", "replace": "100000 2"}},
	"max-per-page": {func(c *caller) string {
		return observed(c.get(c.orgs()+"?perPage=5000"), "perPage") + " " + observed(c.get(c.orgs()+"?perPage=99"), "perPage")
	}, map[string]string{"1000": "1000 99", "100": "100 99"}},
	"member-limit": {func(c *caller) string {
		return observed(c.post(c.orgs(), Doc{"name": "x", "limits": Doc{"member": 0}, "members": []Doc{{"email": "a@b.io", "role": "view"}}}), "name")
	}, map[string]string{"refused": "400", "accepted": `"x"`}},
	"member-without-account": {func(c *caller) string {
		id := c.add("x")
		r := c.post(c.members(id), Doc{"email": "ada@x.io", "role": "view"})
		return strings.Join([]string{observed(r, "email"), observed(r, "userId"), observed(r, "hasExpired"), observed(c.get(c.invites(id)), "count")}, " ")
	}, map[string]string{"member": `"ada@x.io" absent absent 1`, "invitation": `"ada@x.io" absent false 1`, "refused": "400 400 400 0"}},
	"mfa-violation": {func(c *caller) string {
		user := c.AddAccount(Doc{"email": "ada@x.io"})
		founded := observed(c.post(c.orgs(), Doc{"name": "x", "mfaMode": "required", "members": []Doc{{"userId": user, "role": "view"}}}), "members")
		id := c.AddOrganization(Doc{"name": "y", "mfaMode": "adminRequired"})
		path := c.members(id) + "/" + c.AddMember(id, Doc{"email": "bob@x.io"})
		joined := observed(c.post(c.members(id), Doc{"userId": user, "role": "admin"}), "role")
		return strings.Join([]string{founded, joined, observed(c.get(c.members(id)), "count"), observed(c.patch(path, Doc{"role": "admin"}), "role")}, " ")
	}, map[string]string{"refused": "400 400 1 400", "skipped": `[] "admin" 1 "view"`}},
	"name-unique": {func(c *caller) string {
		path := c.org(c.add("x"))
		return observed(c.post(c.orgs(), Doc{"name": "x"}), "name") + " " + observed(c.patch(path, Doc{"name": "x"}), "name")
	}, map[string]string{"no": `"x" "x"`, "yes": `400 "x"`}},
	"not-found-after-create": {func(c *caller) string {
		path := c.org(text(c.post(c.orgs(), Doc{"name": "x"}).ok(), "id"))
		return strings.Join([]string{observed(c.get(path), "name"), observed(c.get(path), "name"), observed(c.get(path), "name"), observed(c.get(c.org(c.add("y"))), "name")}, " ")
	}, map[string]string{"immediate": `"x" "x" "x" "y"`, "two-reads": `404 404 "x" "y"`}},
	"null-fields": {func(c *caller) string {
		path := c.org(c.AddOrganization(Doc{"name": "x", "banner": Doc{"message": "m"}, "limits": Doc{"device": 1}}))
		return observed(c.patch(path, `{"banner":null}`), "banner") + " " + observed(c.patch(path, `{"limits":null}`), "limits", "device") + " " +
			observed(c.patch(path, `{"name":null}`), "name")
	}, map[string]string{"refused": "400 400 400", "clears": "absent 100000 400"}},
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
	"resend-expired": {func(c *caller) string {
		id := c.add("x")
		path := c.invites(id) + "/" + c.Invite(id, Doc{"email": "ada@x.io"})
		c.ExpireInvitation(id, "ada@x.io")
		return observed(c.post(path, Doc{}), "hasExpired") + " " + observed(c.get(path), "hasExpired")
	}, map[string]string{"ok": "false false", "refused": "400 true"}},
	"resend-id": {func(c *caller) string {
		id := c.add("x")
		invitation := c.Invite(id, Doc{"email": "ada@x.io"})
		doc := c.post(c.invites(id)+"/"+invitation, Doc{}).is(http.StatusCreated)
		return fmt.Sprint(doc["id"] == invitation, " ", c.get(c.invites(id)+"/"+invitation).status, " ", observed(c.get(c.invites(id)+"/"+text(doc, "id")), "email"))
	}, map[string]string{"kept": `true 200 "ada@x.io"`, "new": `false 404 "ada@x.io"`}},
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
	"unknown-fields": {func(c *caller) string {
		id := c.add("x")
		c.AddMember(id, Doc{"email": "ada@x.io"})
		doc, home, member := c.get(c.org(id)).ok(), c.get(c.home()).ok(), first(c.t, c.get(c.members(id)).ok())
		return strings.Join([]string{
			lookUp(doc, "limits", "quantumdevice"), lookUp(doc, "flightRecorder"), lookUp(home, "limits", "quantumdevice"), lookUp(home, "flightRecorder"),
			lookUp(member, "flightRecorder"), lookUp(member, "limits"),
		}, " ")
	}, map[string]string{"none": "absent absent absent absent absent absent", "added": `7 {"enabled":true} 7 {"enabled":true} {"enabled":true} absent`}},
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

func init() { maps.Copy(acts, administrationActs) }

func TestEverySettingOfEveryAssumptionShows(t *testing.T) {
	t.Parallel()
	for _, s := range Assumptions() {
		act, ok := acts[s.Name]
		if !ok {
			t.Errorf("assumption %s has no scenario", s.Name)
			continue
		}
		if len(act.want) != len(s.Settings) {
			t.Errorf("assumption %s has %d settings and %d expectations", s.Name, len(s.Settings), len(act.want))
		}
		for i, setting := range s.Settings {
			t.Run(s.Name+"="+setting, func(t *testing.T) {
				t.Parallel()
				if got := act.scenario(start(t, With(s.Name, setting))); got != act.want[setting] {
					t.Errorf("shows %s, want %s", got, act.want[setting])
				}
				if i > 0 {
					return
				}
				if got := act.scenario(start(t)); got != act.want[setting] {
					t.Errorf("by default shows %s, want %s", got, act.want[setting])
				}
			})
		}
	}
}

// Two settings that show the same would be one.
func TestSettingsDiffer(t *testing.T) {
	t.Parallel()
	for name, act := range acts {
		seen := map[string]string{}
		for setting, shows := range act.want {
			if other, ok := seen[shows]; ok {
				t.Errorf("%s: %s and %s both show %s", name, setting, other, shows)
			}
			seen[shows] = setting
		}
	}
}

func TestAssumptionsAreListedInOrderAndAskAQuestion(t *testing.T) {
	t.Parallel()
	for i, s := range Assumptions() {
		if i > 0 && s.Name <= Assumptions()[i-1].Name {
			t.Errorf("%s is out of order", s.Name)
		}
		if !strings.HasSuffix(s.Question, "?") || len(s.Settings) < 2 {
			t.Errorf("%s asks %q with %d settings", s.Name, s.Question, len(s.Settings))
		}
	}
}

func TestUnknownAssumptions(t *testing.T) {
	t.Parallel()
	if message := panics(t, func() { With("nonsense", "x") }); !strings.Contains(message, "banner-clear, banner-patch") {
		t.Errorf("does not list the assumptions: %s", message)
	}
	if message := panics(t, func() { With("summary", "x") }); !strings.Contains(message, "counts, full, nothing") {
		t.Errorf("does not list the settings: %s", message)
	}
	if message := panics(t, func() { New().settingIs("nonsense", "x") }); !strings.Contains(message, "nonsense") {
		t.Errorf("a misspelt name in the code: %s", message)
	}
}
