package losant

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"time"
)

// hasValues reports whether an object has all values that were posted. Fields that the object's type lacks are
// ignored. The order in lists does not matter, and neither does the form of dates and of JSON in texts.
func hasValues(object, post any) bool {
	has, errHas := toJSON(object)
	wanted, errWanted := toJSON(post)
	hasFields, okHas := has.(map[string]any)
	wantedFields, okWanted := wanted.(map[string]any)
	if errHas != nil || errWanted != nil || !okHas || !okWanted {
		return false
	}
	for name, value := range wantedFields {
		if got, ok := hasFields[name]; ok && !covers(got, value) {
			return false
		}
	}
	return true
}

// toJSON returns a value as encoding/json decodes it into an any.
func toJSON(value any) (decoded any, err error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	err = json.Unmarshal(text, &decoded)
	return decoded, err
}

// covers reports whether a JSON value is the wanted one. An object may have more fields. Null and a missing field
// equal false, 0, "" and an empty list.
func covers(got, wanted any) bool {
	switch wanted := wanted.(type) {
	case map[string]any:
		got, _ := got.(map[string]any)
		for name, value := range wanted {
			if !covers(got[name], value) {
				return false
			}
		}
		return true
	case []any:
		got, _ := got.([]any)
		// Fields that the server adds can change the fixed order, so the order as sent counts too.
		return slices.EqualFunc(got, wanted, covers) || slices.EqualFunc(inFixedOrder(got), inFixedOrder(wanted), covers)
	case string:
		text, isText := got.(string)
		return text == wanted && (isText || got == nil) || isText && (sameInstant(text, wanted) || sameJSON(text, wanted))
	case bool: // Losant returns disabledAt: true as a date.
		date, _ := got.(string)
		return got == wanted || got == nil && !wanted || wanted && isDate(date)
	case float64:
		return got == wanted || got == nil && wanted == 0
	}
	list, _ := got.([]any)
	return got == nil || list != nil && len(list) == 0 // Null is wanted.
}

// inFixedOrder returns a list in an order that depends only on its items.
func inFixedOrder(list []any) []any {
	text := func(item any) []byte { encoded, _ := json.Marshal(item); return encoded }
	return slices.SortedFunc(slices.Values(list), func(a, b any) int { return bytes.Compare(text(a), text(b)) })
}

func isDate(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}

// sameInstant reports whether two texts are dates of the same millisecond, which is as precise as the API is.
func sameInstant(a, b string) bool {
	first, errFirst := time.Parse(time.RFC3339, a)
	second, errSecond := time.Parse(time.RFC3339, b)
	return errFirst == nil && errSecond == nil && first.UnixMilli() == second.UnixMilli()
}

// sameJSON reports whether two texts are the same JSON object, such as a query.
func sameJSON(a, b string) bool {
	var first, second map[string]any
	return json.Unmarshal([]byte(a), &first) == nil && json.Unmarshal([]byte(b), &second) == nil && reflect.DeepEqual(first, second)
}
