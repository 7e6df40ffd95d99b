package mockserver

import (
	"maps"
	"slices"
	"unicode/utf8"
)

// queryTags reads the condition on tags: null for no tags, a form, or a form within $eq or $ne.
func queryTags(value any) (condition, error) {
	if doc, ok := value.(Doc); ok && len(doc) == 1 {
		if inner, ok := doc["$eq"]; ok {
			return queryTagForm(inner)
		}
		if inner, ok := doc["$ne"]; ok {
			holds, err := queryTagForm(inner)
			if err != nil {
				return nil, err
			}
			return not(holds), nil
		}
	}
	return queryTagForm(value)
}

// queryTagForm reads {"<key>": value, …}, whose conditions must all hold, or {"$tagKey": key, "$tagValue": value}.
func queryTagForm(value any) (condition, error) {
	if value == nil {
		return queryTag(nil, nil)
	}
	doc, ok := value.(Doc)
	if !ok {
		return nil, invalid("query.tags must be an object or null")
	}
	_, hasKey := doc["$tagKey"]
	_, hasValue := doc["$tagValue"]
	var all []condition
	if hasKey || hasValue {
		if len(doc) > 2 || (len(doc) == 2 && hasKey != hasValue) {
			return nil, invalid("query.tags must not mix $tagKey and $tagValue with other fields")
		}
		key, val := any(anything{}), any(anything{})
		if hasKey {
			key = doc["$tagKey"]
		}
		if hasValue {
			val = doc["$tagValue"]
		}
		return queryTag(key, val)
	}
	for _, key := range slices.Sorted(maps.Keys(doc)) {
		if !tagKey.MatchString(key) {
			return nil, invalid("query.tags.%s is not a tag key", key)
		}
		holds, err := queryTag(key, doc[key])
		if err != nil {
			return nil, err
		}
		all = append(all, holds)
	}
	return every(all), nil
}

// anything is the operand of a part that the query does not contain.
type anything struct{}

// queryTag returns a condition that holds for an organization with a tag that matches both parts. If a part is null, the
// condition holds for an organization without a tag that matches the other part.
func queryTag(key, value any) (condition, error) {
	matchesKey, err := queryTagPart(key)
	if err != nil {
		return nil, err
	}
	matchesValue, err := queryTagPart(value)
	if err != nil {
		return nil, err
	}
	has := func(o *organization) bool {
		return slices.ContainsFunc(list(o.doc, "tags"), func(tag any) bool {
			return matchesKey(tagPart(tag, "key")) && matchesValue(tagPart(tag, "value"))
		})
	}
	if key == nil || value == nil {
		return not(has), nil
	}
	return has, nil
}

func queryTagPart(operand any) (func(string) bool, error) {
	wrong := invalid("query.tags has an operand that is not a string, null, $in or $nin")
	switch v := operand.(type) {
	case nil, anything:
		return func(string) bool { return true }, nil
	case string:
		if utf8.RuneCountInString(v) > 255 {
			return nil, wrong
		}
		return func(s string) bool { return s == v }, nil
	case Doc:
		for operator, operand := range v {
			words, ok := tagWords(operand)
			if !ok || len(v) != 1 || (operator != "$in" && operator != "$nin") {
				return nil, wrong
			}
			return func(s string) bool { return slices.Contains(words, s) == (operator == "$in") }, nil
		}
	}
	return nil, wrong
}

func tagWords(operand any) ([]string, bool) {
	items, ok := operand.([]any)
	if !ok || len(items) > maxOperands {
		return nil, false
	}
	var words []string
	for _, item := range items {
		word, ok := item.(string)
		if !ok || utf8.RuneCountInString(word) > 255 {
			return nil, false
		}
		words = append(words, word)
	}
	return words, true
}
