package mockserver

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const auditFilter = "auditLogFilter"

var auditParams = []param{
	{name: "sortField", fallback: "creationDate", values: []string{"creationDate", "responseStatus", "actorName"}},
	{name: "sortDirection", fallback: "desc", values: []string{"asc", "desc"}},
	{name: "page", fallback: "0", digits: true},
	{name: "perPage", fallback: "100", digits: true},
	{name: "start", digits: true},
	{name: "end", digits: true},
	{name: auditFilter, brackets: true},
}

var auditFilterShape = shape{
	auditParty("primaryTarget", "Organization", "ApiToken", "User", "InstanceCustomNode", "NotificationRule"),
	auditParty("secondaryTarget", "OrgInvite", "ApiToken"),
	auditParty("actor", "User", "ApiToken"),
	{name: "request", use: create, kind: aList, item: &field{kind: anObject, shapes: []shape{{
		{name: "resource", use: create, max: 1024}, {name: "action", use: create, max: 1024},
	}}}},
	{name: "responseCode", use: create, kind: aList, item: &field{kind: anInteger, min: 100, max: 599}},
}

func auditParty(name string, kinds ...string) field {
	return field{name: name, use: create, kind: aList, item: &field{kind: anObject, shapes: []shape{{
		{name: "id", use: create, kind: anID}, {name: "type", use: create, enum: kinds}, {name: "name", use: create, max: 1024},
	}}}}
}

// bracketed is group, index and, where the items are objects, member.
var bracketed = regexp.MustCompile(`^` + auditFilter + `\[(\w+)\]\[(\d{1,3})\](?:\[(\w+)\])?$`)

// auditFilter reads the filter, which is spread over the parameters: of each group an entry must match one item, and
// of an item all members.
func (c *call) auditFilter() (func(entry Doc) bool, error) {
	groups := map[string]map[int]any{}
	for _, name := range slices.Sorted(maps.Keys(c.params)) {
		if name == auditFilter || !strings.HasPrefix(name, auditFilter) {
			continue
		}
		parts := bracketed.FindStringSubmatch(name)
		if parts == nil {
			return nil, invalid("%s is not of the form %s[group][0][member]", name, auditFilter)
		}
		if groups[parts[1]] == nil {
			groups[parts[1]] = map[int]any{}
		}
		index, _ := strconv.Atoi(parts[2])
		if err := putBracketed(groups[parts[1]], index, parts[3], c.params[name]); err != nil {
			return nil, err
		}
	}
	filter := Doc{}
	for group, items := range groups {
		var list []any
		for _, index := range slices.Sorted(maps.Keys(items)) {
			list = append(list, items[index])
		}
		filter[group] = list
	}
	if err := auditFilterShape.check(auditFilter+".", filter, create); err != nil {
		return nil, err
	}
	return func(entry Doc) bool {
		for group, items := range filter {
			list, _ := items.([]any)
			if !slices.ContainsFunc(list, func(item any) bool { return auditMatches(entry, group, item) }) {
				return false
			}
		}
		return true
	}, nil
}

func putBracketed(items map[int]any, index int, member, value string) error {
	item, isDoc := items[index].(Doc)
	switch {
	case items[index] != nil && (!isDoc || member == ""):
		return invalid("%s has item %d twice", auditFilter, index)
	case member == "":
		items[index] = value
		if number, err := strconv.ParseFloat(value, 64); err == nil {
			items[index] = number
		}
	case isDoc:
		item[member] = value
	default:
		items[index] = Doc{member: value}
	}
	return nil
}

func auditMatches(entry Doc, group string, item any) bool {
	if code, ok := item.(float64); ok {
		return entry["responseStatus"] == int(code)
	}
	members, _ := item.(Doc)
	for member := range members {
		name := group + strings.ToUpper(member[:1]) + member[1:]
		want := text(members, member)
		if member == "id" {
			want = lower(want)
		}
		if text(entry, name) != want {
			return false
		}
	}
	return true
}

// millis is a parameter of milliseconds since 1970 as a date; ok is false when it was left out.
func (c *call) millis(name string) (at string, ok bool) {
	n, ok := c.integer(name)
	return date(time.UnixMilli(n)), ok
}

// reportOptions are the body of a request for a report, which needs none.
var reportOptions = shape{
	{name: "email", use: create, kind: anEmail, max: 1024},
	{name: "callbackUrl", use: create, kind: aURI, max: 1024},
	{name: "resourceGroupBy", use: create, enum: []string{"application", "organization"}},
	{name: "dateGroupBy", use: create, enum: []string{"day", "month"}},
	{name: "includeSandbox", use: create, kind: aBoolean},
	{name: "start", use: create, kind: aDate},
	{name: "end", use: create, kind: aDate},
}
