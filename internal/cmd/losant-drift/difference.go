package main

import (
	"cmp"
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

// values are an object in Losant and in the code.
type values struct {
	before, after     any // JSON
	beforeIsSensitive any // true, or an object or list with true for what is sensitive
	afterIsSensitive  any
	afterIsUnknown    any // the same for what is unknown
}

// difference is an attribute that differs. The path is empty for the whole object.
type difference struct {
	path             []string
	inCode, inLosant any
	isUnknown        bool
}

// differences returns the differences of an object. There is at least one.
func (v values) differences(action string) []difference {
	whole := func(inCode, inLosant note) []difference { return []difference{{inCode: inCode, inLosant: inLosant}} }
	switch action {
	case "create":
		return whole(exists, absent)
	case "delete":
		return whole(absent, exists)
	case "import":
		return whole(imported, exists)
	case "forget":
		return whole(forgotten, exists)
	}
	all := v.compare(nil)
	known := slices.DeleteFunc(slices.Clone(all), func(d difference) bool { return d.isUnknown || isCopy(d, all) })
	switch action {
	case "replace":
		return append(whole(replaced, exists), known...)
	case "create forget", "forget create":
		return append(whole(abandoned, exists), known...)
	}
	status := slices.DeleteFunc(slices.Clone(all), func(d difference) bool { return len(d.path) == 0 || !strings.HasPrefix(d.path[0], "status") })
	for _, found := range [][]difference{known, status, all} { // An expired invitation differs only in its status.
		if len(found) > 0 {
			return slices.Clone(found) // Without the space of the others.
		}
	}
	return whole(note(action), exists)
}

// related are attributes that change together with another one, because both are the same field in Losant or because one
// repeats the other.
var related = map[string]string{"tags_all": "tags", "statuses": "members", "payloads_enabled": "payloads_enabled_until"}

// isCopy reports whether a difference repeats another one.
func isCopy(d difference, all []difference) bool {
	if len(d.path) < 2 || related[d.path[0]] == "" {
		return false
	}
	return slices.ContainsFunc(all, func(other difference) bool {
		return len(other.path) > 1 && other.path[0] == related[d.path[0]] && other.path[1] == d.path[1]
	})
}

// compare returns the attributes below a path that differ. An element of an object or a map is an attribute of its own.
func (v values) compare(path []string) []difference {
	if v.afterIsUnknown == true {
		v.after = unknown
	}
	fields, beforeFields := objectOf(v.after), objectOf(v.before)
	if len(fields)+len(beforeFields) > 0 && (fields != nil || v.after == nil) && (beforeFields != nil || v.before == nil) &&
		v.beforeIsSensitive != true && v.afterIsSensitive != true {
		names := map[string]bool{}
		for _, m := range []map[string]any{fields, beforeFields, objectOf(v.afterIsUnknown)} {
			for name := range m {
				names[name] = true
			}
		}
		var found []difference
		for _, name := range slices.Sorted(maps.Keys(names)) {
			found = append(found, v.at(name).compare(append(path, name))...)
		}
		return found
	}
	d := difference{inCode: v.after, inLosant: v.before, isUnknown: holdsTrue(v.afterIsUnknown)}
	if reflect.DeepEqual(v.before, v.after) && !d.isUnknown {
		return nil
	}
	d.path = slices.Clone(path) // The caller uses the array again.
	switch {
	case holdsTrue(v.beforeIsSensitive) || holdsTrue(v.afterIsSensitive):
		d.inCode, d.inLosant = sensitive, sensitive
	case d.isUnknown:
		d.inCode = unknown
	}
	return []difference{d}
}

// at returns the values of an attribute.
func (v values) at(name string) values {
	return values{
		objectOf(v.before)[name], objectOf(v.after)[name],
		objectOf(v.beforeIsSensitive)[name], objectOf(v.afterIsSensitive)[name], objectOf(v.afterIsUnknown)[name],
	}
}

// text returns an attribute that is a string, from the code or else from Losant. It returns "" if it is sensitive.
func (v values) text(name string) string {
	attribute := v.at(name)
	for _, mark := range []any{v.beforeIsSensitive, v.afterIsSensitive, attribute.beforeIsSensitive, attribute.afterIsSensitive} {
		if mark == true {
			return ""
		}
	}
	inCode, _ := attribute.after.(string)
	inLosant, _ := attribute.before.(string)
	return cmp.Or(inCode, inLosant)
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
