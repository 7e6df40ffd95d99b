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

func (s *Server) auditFilterShape() shape {
	var primary, secondary []string
	for _, n := range s.nouns {
		if n.primaryTarget != "" {
			primary = append(primary, n.primaryTarget)
		}
		if n.secondaryTarget != "" {
			secondary = append(secondary, n.secondaryTarget)
		}
	}
	return shape{
		auditParty("primaryTarget", primary),
		auditParty("secondaryTarget", secondary),
		auditParty("actor", []string{"User", "ApiToken"}),
		{name: "request", use: create, kind: aList, item: &field{kind: anObject, shapes: []shape{{
			{name: "resource", use: create, max: 1024}, {name: "action", use: create, max: 1024},
		}}}},
		{name: "responseCode", use: create, kind: aList, item: &field{kind: anInteger, min: 100, max: 599}},
	}
}

func auditParty(name string, kinds []string) field {
	return field{name: name, use: create, kind: aList, item: &field{kind: anObject, shapes: []shape{{
		{name: "id", use: create, kind: anID}, {name: "type", use: create, enum: kinds}, {name: "name", use: create, max: 1024},
	}}}}
}

// bracketed matches a parameter with its group, its index and, if the items are objects, its field.
var bracketed = regexp.MustCompile(`^` + auditFilter + `\[(\w+)\]\[(\d{1,3})\](?:\[(\w+)\])?$`)

// auditFilter reads the filter, which is spread over several parameters. An entry must match one item of each group, and
// all fields of that item.
func (c *call) auditFilter() (func(entry Doc) bool, error) {
	groups := map[string]map[int]any{}
	for _, name := range slices.Sorted(maps.Keys(c.params)) {
		if name == auditFilter || !strings.HasPrefix(name, auditFilter) {
			continue
		}
		parts := bracketed.FindStringSubmatch(name)
		if parts == nil {
			return nil, invalid("%s is not of the form %s[group][0][field]", name, auditFilter)
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
	if err := c.auditFilterShape().check(auditFilter, filter, create); err != nil {
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

func putBracketed(items map[int]any, index int, field, value string) error {
	item, isDoc := items[index].(Doc)
	switch {
	case items[index] != nil && (!isDoc || field == ""):
		return invalid("%s has item %d twice", auditFilter, index)
	case field == "":
		items[index] = value
		if number, err := strconv.ParseFloat(value, 64); err == nil {
			items[index] = number
		}
	case isDoc:
		item[field] = value
	default:
		items[index] = Doc{field: value}
	}
	return nil
}

func auditMatches(entry Doc, group string, item any) bool {
	if code, ok := item.(float64); ok {
		return entry["responseStatus"] == int(code)
	}
	fields, _ := item.(Doc)
	for field := range fields {
		name := group + strings.ToUpper(field[:1]) + field[1:]
		want := text(fields, field)
		if field == "id" {
			want = lower(want)
		}
		if text(entry, name) != want {
			return false
		}
	}
	return true
}

// millis returns a parameter of milliseconds since 1970 as a date. ok is false if the request does not have it.
func (c *call) millis(name string) (at string, ok bool) {
	n, ok := c.integer(name)
	return date(time.UnixMilli(n)), ok
}
