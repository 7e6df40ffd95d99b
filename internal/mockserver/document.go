package mockserver

import (
	"encoding/json"
	"time"
)

// Doc is a JSON object. Its values have the types that encoding/json decodes into: a number is a float64, an array an
// []any and an object a Doc. Documents in arguments may have any values that can be encoded.
type Doc = map[string]any

// dateLayout is the format of the API: UTC with milliseconds.
const dateLayout = "2006-01-02T15:04:05.000Z"

func date(t time.Time) string { return t.UTC().Format(dateLayout) }

// normalizeDate returns a date in the format of the API, and any other value as it is.
func normalizeDate(value any) any {
	if v, ok := value.(string); ok {
		if t, err := time.Parse(time.RFC3339, v); err == nil {
			return date(t)
		}
	}
	return value
}

// nextUpdate returns the current time, or the next millisecond after a date if the clock has not passed it.
func (s *Server) nextUpdate(previous string) string {
	now := date(s.clock())
	if now > previous {
		return now
	}
	before, _ := time.Parse(time.RFC3339, previous)
	return date(before.Add(time.Millisecond))
}

// wireForm returns a deep copy of a document with the types of Doc.
func wireForm(doc Doc) (Doc, error) {
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	out := Doc{}
	return out, json.Unmarshal(text, &out)
}

// clone copies a document in its wire form. A nil document becomes an empty one.
func clone[T any](value T) T {
	copied, _ := deepCopy(value).(T)
	return copied
}

func deepCopy(value any) any {
	switch v := value.(type) {
	case Doc:
		out := make(Doc, len(v))
		for name, field := range v {
			out[name] = deepCopy(field)
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

// text returns a field of a document, and the zero value if it is absent or of another type, as do the functions below.
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
