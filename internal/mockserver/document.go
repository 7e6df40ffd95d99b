package mockserver

import (
	"encoding/json"
	"time"
)

// Doc is a JSON object as it travels: its values are what encoding/json makes of JSON, so every number is a float64,
// every array a []any and every object a Doc. Documents that callers hand in may hold any Go value that marshals.
type Doc = map[string]any

// dateLayout is the only way the API writes an instant: UTC with milliseconds.
const dateLayout = "2006-01-02T15:04:05.000Z"

func date(t time.Time) string { return t.UTC().Format(dateLayout) }

// wire turns any Go document into the form it has on the wire, which is also a deep copy.
func wire(doc Doc) (Doc, error) {
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	out := Doc{}
	return out, json.Unmarshal(text, &out)
}

// clone copies a document that is already in its wire form; a nil one becomes empty.
func clone[T any](value T) T {
	copied, _ := deepCopy(value).(T)
	return copied
}

func deepCopy(value any) any {
	switch v := value.(type) {
	case Doc:
		out := make(Doc, len(v))
		for name, member := range v {
			out[name] = deepCopy(member)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = deepCopy(item)
		}
		return out
	}
	return value
}

// text, number, object and list read a member, giving the zero value when it is absent or of another type.
func text(doc Doc, name string) string {
	v, _ := doc[name].(string)
	return v
}

func number(doc Doc, name string) float64 {
	v, _ := doc[name].(float64)
	return v
}

func flag(doc Doc, name string) bool {
	v, _ := doc[name].(bool)
	return v
}

func object(doc Doc, name string) Doc {
	v, _ := doc[name].(Doc)
	return v
}

func list(doc Doc, name string) []any {
	v, _ := doc[name].([]any)
	return v
}
