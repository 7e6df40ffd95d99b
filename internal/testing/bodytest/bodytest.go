// Package bodytest checks that a service connects every field of its request
// bodies to an attribute.
package bodytest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// Constant names a field that has no attribute, because the provider always
// sends the same value. ExpectRows accepts constants among the bodies.
type Constant string

// ExpectRows fails the test if a JSON field of a body has no row in fields, or if
// a row belongs to no field of the bodies:
//
//	bodytest.ExpectRows(t, fields, losant.RulePost{}, losant.RulePatch{}, bodytest.Constant("targetType"))
//
// A field of an object has a dotted name, such as ruleConfig.threshold. The row of
// an object covers all fields of the object, unless one of these has a row of its
// own: then each of them needs one. The keys of a map are not checked.
func ExpectRows(t *testing.T, fields base.Fields, bodies ...any) {
	t.Helper()
	for _, problem := range problemsWith(fields, bodies) {
		t.Error(problem)
	}
}

// problemsWith returns what ExpectRows reports.
func problemsWith(fields base.Fields, bodies []any) []string {
	var problems []string
	all := map[string]field{}
	for _, body := range bodies {
		if _, ok := body.(Constant); ok {
			continue
		}
		typ := reflect.TypeOf(body)
		root := field{children: childrenOf(typ, "")}
		for _, f := range root.descendants() {
			all[f.name] = f
		}
		for _, name := range root.missing(fields, false) {
			if !slices.Contains(bodies, any(Constant(name))) {
				problems = append(problems, fmt.Sprintf("the field %q of %s has no row", name, typ))
			}
		}
	}
	for row := range fields {
		if !hasField(all, row) {
			problems = append(problems, fmt.Sprintf("the row %q belongs to no field", row))
		}
	}
	for _, body := range bodies {
		if name, ok := body.(Constant); ok && !hasField(all, string(name)) {
			problems = append(problems, fmt.Sprintf("the constant %q is not a field", name))
		}
	}
	slices.Sort(problems)
	return problems
}

// hasField reports whether a row belongs to a field, or to a key of a map.
func hasField(all map[string]field, row string) bool {
	if _, ok := all[row]; ok {
		return true
	}
	dot := strings.LastIndexByte(row, '.')
	return dot >= 0 && all[row[:dot]].isMap
}

// field is a JSON field. Only an object has children.
type field struct {
	name     string
	children []field
	isMap    bool
}

func (f field) descendants() []field {
	var all []field
	for _, child := range f.children {
		all = append(all, child)
		all = append(all, child.descendants()...)
	}
	return all
}

// missing returns the names of the fields without a row. The field is covered if
// the object that holds it has a row that covers it.
func (f field) missing(fields base.Fields, covered bool) []string {
	if _, ok := fields[f.name]; ok {
		covered = true
	}
	if len(f.children) == 0 {
		if covered {
			return nil
		}
		return []string{f.name}
	}
	if slices.ContainsFunc(f.descendants(), func(d field) bool { _, ok := fields[d.name]; return ok }) {
		covered = false
	}
	var names []string
	for _, child := range f.children {
		names = append(names, child.missing(fields, covered)...)
	}
	return names
}

// childrenOf returns the fields of an object. Other types have none.
func childrenOf(typ reflect.Type, prefix string) []field {
	var fields []field
	for _, f := range reflect.VisibleFields(typ) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || f.Anonymous || name == "-" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		typ := valueType(f.Type)
		child := field{name: prefix + name, isMap: typ.Kind() == reflect.Map}
		if typ.Kind() == reflect.Struct && !typ.Implements(marshaler) {
			child.children = childrenOf(typ, child.name+".")
		}
		fields = append(fields, child)
	}
	return fields
}

var marshaler = reflect.TypeFor[interface{ MarshalJSON() ([]byte, error) }]()

// valueType returns the type that a field has in JSON: it looks through pointers,
// and through losant.Optional, which holds its value in a field of that name.
func valueType(typ reflect.Type) reflect.Type {
	for {
		switch {
		case typ.Kind() == reflect.Pointer:
			typ = typ.Elem()
		case typ.Kind() == reflect.Struct && strings.HasPrefix(typ.Name(), "Optional["):
			value, ok := typ.FieldByName("value")
			if !ok {
				panic("the field value of " + typ.String() + " is missing")
			}
			typ = value.Type
		default:
			return typ
		}
	}
}
