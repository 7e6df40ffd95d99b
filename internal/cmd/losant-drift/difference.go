package main

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// note is what the report shows in place of a value.
type note string

const (
	unknown   note = "known after apply"
	sensitive note = "sensitive"
	exists    note = "exists"
	absent    note = "does not exist"
	deleted   note = "deleted"
	imported  note = "exists, will be imported"
	forgotten note = "no longer managed"
	replaced  note = "will be destroyed and created again"
	abandoned note = "no longer managed, another one will be created"
)

// report returns the differences, sorted by customer.
func (p *plan) report(found *findings) *report {
	r := &report{Objects: p.objects, Drift: []row{}, Warnings: append([]problem{}, found.warnings...), Errors: []problem{}}
	isShared := p.sharedNames()
	for _, c := range p.changes {
		rows := c.rows(p.deleted)
		name, id := p.customer(c)
		customer := cmp.Or(name, id)
		for i := range rows {
			rows[i].Customer, rows[i].OrganizationID, rows[i].customerLabel = customer, id, customer
			if isShared[name] {
				rows[i].customerLabel = fmt.Sprintf("%s (%s)", name, cmp.Or(id, c.address))
			}
			rows[i].label = c.label(rows[i].path, customer)
			rows[i].Who, rows[i].When = found.cause(c.address, rows[i].path)
			r.Drift = append(r.Drift, rows[i].row)
		}
	}
	slices.SortStableFunc(r.Drift, func(a, b row) int {
		return cmp.Or(cmp.Compare(a.customerLabel, b.customerLabel), cmp.Compare(a.Address, b.Address), cmp.Compare(a.Attribute, b.Attribute))
	})
	return r
}

// difference is a row with the path of its attribute.
type difference struct {
	row
	path      []string
	isUnknown bool
}

// rows returns the differences of an object. There is at least one.
func (c *change) rows(deletions map[string]identity) []difference {
	whole := func(inCode, inLosant note) []difference {
		return []difference{{row: row{Address: c.address, Action: c.action, InCode: inCode, InLosant: inLosant}}}
	}
	_, wasDeleted := deletions[c.address]
	switch c.action {
	case "create":
		if wasDeleted {
			return whole(exists, deleted)
		}
		return whole(exists, absent)
	case "delete":
		return whole(absent, exists)
	case "import":
		return whole(imported, exists)
	case "forget":
		return whole(forgotten, exists)
	}
	all := c.compare(nil, c.before, c.after, c.beforeIsSensitive, c.afterIsSensitive, c.afterIsUnknown)
	known := slices.DeleteFunc(slices.Clone(all), func(d difference) bool { return d.isUnknown || isCopy(d, all) })
	switch c.action {
	case "replace":
		return append(whole(replaced, exists), known...)
	case "create forget", "forget create":
		return append(whole(abandoned, exists), known...)
	}
	status := slices.DeleteFunc(slices.Clone(all), func(d difference) bool { return len(d.path) == 0 || !strings.HasPrefix(d.path[0], "status") })
	for _, found := range [][]difference{known, status, all} { // An expired invitation differs only in its status.
		if len(found) > 0 {
			return found
		}
	}
	return whole(note(c.action), exists)
}

// related are attributes that change together with another one, because both are the same field in Losant or because one
// repeats the other.
var related = map[string]string{"tags_all": "tags", "statuses": "members", "payloads_enabled": "payloads_enabled_until"}

// isCopy reports whether a difference repeats another one.
func isCopy(d difference, all []difference) bool {
	return len(d.path) > 1 && slices.ContainsFunc(all, func(other difference) bool {
		return len(other.path) > 1 && other.path[0] == related[d.path[0]] && other.path[1] == d.path[1]
	})
}

// compare returns the attributes below a path that differ. An element of an object or a map is an attribute of its own.
func (c *change) compare(path []string, before, after, beforeIsSensitive, afterIsSensitive, afterIsUnknown any) []difference {
	if afterIsUnknown == true {
		after = unknown
	}
	fields, beforeFields := objectOf(after), objectOf(before)
	if len(fields)+len(beforeFields) > 0 && (fields != nil || after == nil) && (beforeFields != nil || before == nil) &&
		beforeIsSensitive != true && afterIsSensitive != true {
		names := map[string]bool{}
		for _, m := range []map[string]any{fields, beforeFields, objectOf(afterIsUnknown)} {
			for name := range m {
				names[name] = true
			}
		}
		var found []difference
		for _, name := range slices.Sorted(maps.Keys(names)) {
			found = append(found, c.compare(append(slices.Clip(path), name), beforeFields[name], fields[name],
				objectOf(beforeIsSensitive)[name], objectOf(afterIsSensitive)[name], objectOf(afterIsUnknown)[name])...)
		}
		return found
	}
	isUnknown := holdsTrue(afterIsUnknown)
	if reflect.DeepEqual(before, after) && !isUnknown {
		return nil
	}
	switch {
	case holdsTrue(beforeIsSensitive) || holdsTrue(afterIsSensitive):
		before, after = sensitive, sensitive
	case isUnknown:
		after = unknown
	}
	return []difference{{row{Address: c.address, Action: c.action, Attribute: formatPath(path), InCode: after, InLosant: before}, path, isUnknown}}
}

// objectOf returns the fields of a value, or nil if it is not an object.
func objectOf(value any) map[string]any {
	fields, _ := value.(map[string]any)
	return fields
}

// holdsTrue reports whether a value is true or contains true.
func holdsTrue(value any) bool {
	switch value := value.(type) {
	case bool:
		return value
	case []any:
		return slices.ContainsFunc(value, holdsTrue)
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(value)), holdsTrue)
	}
	return false
}

var identifier = regexp.MustCompile(`^[A-Za-z_][\w-]*$`)

// formatPath returns the path of an attribute as in a configuration.
func formatPath(path []string) string {
	var text strings.Builder
	for i, name := range path {
		switch {
		case !identifier.MatchString(name):
			text.WriteString("[" + strconv.Quote(name) + "]")
		case i == 0:
			text.WriteString(name)
		default:
			text.WriteString("." + name)
		}
	}
	return text.String()
}

// customer returns the name and the ID of the organization that an object is or belongs to. Both can be "".
func (p *plan) customer(c *change) (name, id string) {
	deleted := p.deleted[c.address]
	if c.typeName == "losant_organization" {
		return cmp.Or(c.value("name"), string(deleted.Name)), cmp.Or(c.value("id"), string(deleted.ID))
	}
	id = cmp.Or(c.value("organization_id"), string(deleted.OrganizationID))
	return p.customers[id], id
}

// sharedNames returns the names that several organizations have.
func (p *plan) sharedNames() map[string]bool {
	keys, isShared := map[string]string{}, map[string]bool{}
	add := func(name, key string) {
		if other, isUsed := keys[name]; isUsed && other != key && name != "" {
			isShared[name] = true
		}
		keys[name] = key
	}
	for id, name := range p.customers {
		add(name, id)
	}
	for _, c := range p.changes {
		name, id := p.customer(c)
		add(name, cmp.Or(id, c.address)) // A new organization has no ID.
	}
	return isShared
}

// value returns an attribute that is a string, from the code or else from Losant. It returns "" if it is sensitive.
func (c *change) value(name string) string {
	for _, marks := range []any{c.beforeIsSensitive, c.afterIsSensitive} {
		if marks == true || objectOf(marks)[name] == true {
			return ""
		}
	}
	inCode, _ := objectOf(c.after)[name].(string)
	inLosant, _ := objectOf(c.before)[name].(string)
	return cmp.Or(inCode, inLosant)
}

// label returns what the table shows as the attribute: the attribute alone if the customer says which object it is, and
// the object otherwise.
func (c *change) label(path []string, customer string) string {
	noun, isLosant := strings.CutPrefix(c.typeName, "losant_")
	noun = strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(noun, "organization_"), "_", " "), " api ", " API ")
	isWhole := slices.Contains([]string{"organization", "limits", "members"}, noun)
	object := noun
	switch {
	case !isLosant || customer == "" && isWhole:
		object = c.address
	case !isWhole:
		object = strings.TrimSpace(fmt.Sprintf("%s %s", noun, cmp.Or(c.value("email"), c.value("name"))))
	case len(path) > 0:
		return formatPath(path)
	}
	if len(path) == 0 {
		return object
	}
	return object + ": " + formatPath(path)
}
