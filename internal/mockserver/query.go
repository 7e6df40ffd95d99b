package mockserver

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// condition reports whether a query matches an organization.
type condition = func(*organization) bool

// maxOperands is the maximum length of an array in a query.
const maxOperands = 100

// parseQuery reads an advanced query: a JSON object similar to a MongoDB query.
func parseQuery(raw string) (condition, error) {
	var doc Doc
	if json.Unmarshal([]byte(raw), &doc) != nil || doc == nil {
		return nil, invalid("query must be a JSON object")
	}
	return queryAll(doc)
}

// queryAll reads one level of a query, whose conditions must all hold.
func queryAll(doc Doc) (condition, error) {
	var all []condition
	for _, name := range slices.Sorted(maps.Keys(doc)) {
		holds, err := queryField(name, doc[name])
		if err != nil {
			return nil, err
		}
		all = append(all, holds)
	}
	return every(all), nil
}

func every(all []condition) condition {
	return func(o *organization) bool {
		return !slices.ContainsFunc(all, func(holds condition) bool { return !holds(o) })
	}
}

func not(holds condition) condition { return func(o *organization) bool { return !holds(o) } }

func queryField(name string, value any) (condition, error) {
	switch name {
	case "$and", "$or", "$nor":
		return queryList(name, value)
	case "tags":
		return queryTags(value)
	case "id":
		return queryID(name, value, func(o *organization) []any { return []any{o.doc["id"]} })
	case "memberId":
		return queryID(name, value, func(o *organization) []any {
			var ids []any
			for _, m := range o.members {
				ids = append(ids, m["userId"])
			}
			return ids
		})
	case "name", "creationDate", "lastUpdated", "mfaMode", "isReadOnly", "auditLogEnabled", "disabledAt", "referralId":
		return queryScalar(name, value, func(o *organization) []any {
			if o.doc[name] == nil {
				return nil
			}
			return []any{o.doc[name]}
		})
	}
	return nil, invalid("query.%s is not allowed", name)
}

func queryList(name string, value any) (condition, error) {
	items, ok := value.([]any)
	if !ok || len(items) > maxOperands {
		return nil, invalid("query.%s must be an array of at most %d objects", name, maxOperands)
	}
	var all []condition
	for _, item := range items {
		doc, ok := item.(Doc)
		if !ok {
			return nil, invalid("query.%s must contain objects", name)
		}
		holds, err := queryAll(doc)
		if err != nil {
			return nil, err
		}
		all = append(all, holds)
	}
	switch some := func(o *organization) bool {
		return slices.ContainsFunc(all, func(holds condition) bool { return holds(o) })
	}; name {
	case "$or":
		return some, nil
	case "$nor":
		return not(some), nil
	}
	return every(all), nil
}

// values returns the values of a field of an organization: none if it is absent, several for memberId.
type values func(*organization) []any

// queryID reads the condition on an id, which has exactly one operator, and operands that are ids.
func queryID(name string, value any, of values) (condition, error) {
	operators, ok := value.(Doc)
	if !ok {
		operators = Doc{"$eq": value}
	}
	if len(operators) != 1 {
		return nil, invalid("query.%s must have exactly one operator", name)
	}
	for operator, operand := range operators {
		ids, isList := operand.([]any)
		switch operator {
		case "$in", "$nin":
			if !isList {
				return nil, invalid("query.%s.%s must be an array", name, operator)
			}
		case "$eq", "$ne", "$gt", "$lt", "$gte", "$lte":
			if ids = []any{operand}; operand == nil {
				ids = nil
			}
		default:
			return nil, invalid("query.%s.%s is not allowed", name, operator)
		}
		for i, id := range ids {
			text, ok := id.(string)
			if !ok || !idPattern.MatchString(text) {
				return nil, invalid("query.%s must contain ids", name)
			}
			ids[i] = lower(text)
		}
		if len(ids) == 1 && !isList {
			operators = Doc{operator: ids[0]}
		}
	}
	return queryScalar(name, operators, of)
}

// queryScalar reads the conditions on a field with one value. All operators must hold.
func queryScalar(name string, value any, of values) (condition, error) {
	operators, ok := value.(Doc)
	if !ok {
		operators = Doc{"$eq": value}
	}
	ignoreCase := false
	if ci, ok := operators["$ci"]; ok {
		if ignoreCase, ok = ci.(bool); !ok {
			return nil, invalid("query.%s.$ci must be a boolean", name)
		}
	}
	var all []condition
	for _, operator := range slices.Sorted(maps.Keys(operators)) {
		if operator == "$ci" {
			continue
		}
		holds, err := queryOperator(name, operator, operators[operator], ignoreCase, of)
		if err != nil {
			return nil, err
		}
		all = append(all, holds)
	}
	return every(all), nil
}

func queryOperator(name, operator string, operand any, ignoreCase bool, of values) (condition, error) {
	wrong := invalid("query.%s.%s has an operand of the wrong kind", name, operator)
	switch operator {
	case "$eq", "$ne", "$gt", "$lt", "$gte", "$lte":
		if !isScalar(operand) && operand != nil {
			return nil, wrong
		}
		return compareWith(operator, operand, ignoreCase, of), nil
	case "$startsWith", "$endsWith", "$contains":
		part, ok := operand.(string)
		if !ok || part == "" {
			return nil, wrong
		}
		return matchWith(operator, part, ignoreCase, of), nil
	case "$in", "$nin":
		items, ok := operand.([]any)
		if !ok || len(items) > maxOperands || slices.ContainsFunc(items, func(v any) bool { return !isScalar(v) }) {
			return nil, wrong
		}
		in := func(o *organization) bool {
			return slices.ContainsFunc(items, func(v any) bool { return compareWith("$eq", v, ignoreCase, of)(o) })
		}
		if operator == "$nin" {
			return not(in), nil
		}
		return in, nil
	}
	return nil, invalid("query.%s.%s is not allowed", name, operator)
}

func isScalar(v any) bool {
	switch v.(type) {
	case string, float64, bool:
		return true
	}
	return false
}

// compareWith returns a condition that holds if the operator is true for any value. Null equals an absent field. Values of
// different types have no order.
func compareWith(operator string, operand any, ignoreCase bool, of values) condition {
	if operator == "$ne" {
		return not(compareWith("$eq", operand, ignoreCase, of))
	}
	return func(o *organization) bool {
		found := of(o)
		if operand == nil {
			return len(found) == 0 && (operator == "$eq" || operator == "$gte" || operator == "$lte")
		}
		return slices.ContainsFunc(found, func(v any) bool {
			order, ok := compareValues(v, operand, ignoreCase)
			switch operator {
			case "$eq":
				return ok && order == 0
			case "$gt":
				return ok && order > 0
			case "$gte":
				return ok && order >= 0
			case "$lt":
				return ok && order < 0
			}
			return ok && order <= 0
		})
	}
}

// compareValues compares two values of one type. A number of milliseconds since 1970 can stand for a date.
func compareValues(value, operand any, ignoreCase bool) (order int, ok bool) {
	switch v := value.(type) {
	case bool:
		o, ok := operand.(bool)
		if v == o {
			return 0, ok
		}
		return map[bool]int{false: -1, true: 1}[v], ok
	case string:
		at, err := time.Parse(dateLayout, v)
		if millis, ok := operand.(float64); ok {
			return at.Compare(time.UnixMilli(int64(millis))), err == nil
		}
		o, ok := operand.(string)
		if instant, err2 := time.Parse(time.RFC3339, o); err == nil && err2 == nil {
			return at.Compare(instant), true
		}
		if ignoreCase {
			v, o = lower(v), lower(o)
		}
		return strings.Compare(v, o), ok
	}
	return 0, false
}

func matchWith(operator, part string, ignoreCase bool, of values) condition {
	match := map[string]func(s, part string) bool{
		"$startsWith": strings.HasPrefix, "$endsWith": strings.HasSuffix, "$contains": strings.Contains,
	}[operator]
	if ignoreCase {
		part = lower(part)
	}
	return func(o *organization) bool {
		return slices.ContainsFunc(of(o), func(v any) bool {
			text, ok := v.(string)
			if ignoreCase {
				text = lower(text)
			}
			return ok && match(text, part)
		})
	}
}
