package customnode

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// rule says which values a field inside a definition may have. Losant's schema
// instanceCustomNodePost has the rules.
type rule struct {
	required bool
	allowed  []any // nil if any value of the type is allowed.
	text     int   // The maximum length of a text that must not be empty.
	items    rules // Those of the objects in a list.
	most     int   // The maximum length of a list.
}

// rules are those of all fields of an object.
type rules map[string]rule

var (
	triggerRules = rules{"key": {}, "type": {required: true, allowed: []any{
		"customNodeStart", "deviceCommand", "deviceCreate", "deviceIdConnect", "deviceIdDisconnect", "deviceTagConnect", "deviceTagDisconnect",
		"inboundEmail", "notebook", "onBoot", "onConnect", "onDisconnect", "resourceJobComplete", "resourceJobIteration",
		"resourceJobIterationTimeout", "udp", "virtualButton", "webhook",
	}}, "config": {}, "meta": {}, "outputIds": {}}

	nodeRules = rules{"id": {}, "type": {required: true, text: 1024}, "config": {}, "meta": {}, "outputIds": {}}

	configRules = rules{
		"outputCount": {required: true, allowed: []any{1.0, 2.0}},
		"resultMode":  {required: true, allowed: []any{"optional", "required", "none"}},
		"fields":      {required: true, items: inputRules, most: 100},

		"resultDescription": {},
	}

	inputRules = rules{
		"type": {required: true, allowed: []any{
			"checkbox", "jsonTemplate", "numberTemplate", "payloadPath", "section", "select", "stringTemplate",
		}},
		"label": {required: true, text: 1024},

		"id": {}, "description": {}, "defaultValue": {}, "options": {}, "required": {}, "validRegExp": {}, "validMin": {}, "validMax": {},
	}
)

// problem returns what is wrong with a value at a path that must be an object, or "".
func (r rules) problem(at string, value any) string {
	object, ok := value.(map[string]any)
	if !ok {
		return fmt.Sprintf("The definition has %s at %s. Set it to an object.", describe(value), at)
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if _, ok := r[name]; !ok {
			return fmt.Sprintf("The definition has the field %s.%s, which Losant does not accept. Remove it. The fields of %s are %s.",
				at, name, at, strings.Join(slices.Sorted(maps.Keys(r)), ", "))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r)) {
		field, ok := object[name]
		if !ok && !r[name].required {
			continue
		}
		if problem := r[name].problem(at+"."+name, field, ok); problem != "" {
			return problem
		}
	}
	return ""
}

// problem returns what is wrong with a value at a path, or "".
func (r rule) problem(at string, value any, present bool) string {
	switch {
	case r.allowed != nil && !slices.Contains(r.allowed, value):
		all := make([]string, len(r.allowed))
		for i, allowed := range r.allowed {
			all[i] = fmt.Sprint(allowed)
		}
		return fmt.Sprintf("The definition has %s at %s. Set it to one of: %s.", describeField(value, present), at, strings.Join(all, ", "))
	case r.text > 0:
		text, _ := value.(string)
		if length := utf8.RuneCountInString(text); length == 0 || length > r.text {
			return fmt.Sprintf("The definition has %s at %s. Set it to a text with 1 to %d characters.", describeField(value, present), at, r.text)
		}
	case r.items != nil:
		list, ok := value.([]any)
		if !ok || len(list) > r.most {
			return fmt.Sprintf("The definition has %s at %s. Set it to a list of at most %d objects, which may be empty.", describeField(value, present), at, r.most)
		}
		return r.items.problemIn(at, list)
	}
	return ""
}

// problemIn returns what is wrong with the objects of a list at a path, or "".
func (r rules) problemIn(at string, list []any) string {
	for i, item := range list {
		if problem := r.problem(fmt.Sprintf("%s[%d]", at, i), item); problem != "" {
			return problem
		}
	}
	return ""
}

func describeField(value any, present bool) string {
	if !present {
		return "nothing"
	}
	return describe(value)
}

// describe returns a short text about a JSON value.
func describe(value any) string {
	switch value := value.(type) {
	case nil:
		return "null"
	case map[string]any:
		return "an object"
	case []any:
		return fmt.Sprintf("a list with %d items", len(value))
	case string:
		if utf8.RuneCountInString(value) > 40 {
			return "a long text"
		}
		return fmt.Sprintf("%q", value)
	}
	return fmt.Sprint(value)
}
