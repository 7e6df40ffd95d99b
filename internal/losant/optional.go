package losant

import (
	"encoding/json"
	"reflect"
)

// Optional is a field of a PATCH body in one of three states: absent (the zero value; the server keeps its value),
// cleared (null), or set. Declare it with omitzero.
type Optional[T any] struct {
	set   bool
	value *T
}

// Set returns a field that is sent with the value v.
func Set[T any](v T) Optional[T] { return Optional[T]{set: true, value: &v} }

// Clear returns a field that is sent as null. The API accepts null in few fields, and in none of an organization.
func Clear[T any]() Optional[T] { return Optional[T]{set: true} }

// IsZero reports whether the field is absent.
func (o Optional[T]) IsZero() bool { return !o.set }

// MarshalJSON encodes the value, or null if the field is cleared. A nil slice or map is encoded as an empty one,
// because only Clear sends null.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if o.value != nil {
		switch v := reflect.ValueOf(*o.value); {
		case v.Kind() == reflect.Slice && v.IsNil():
			return []byte("[]"), nil
		case v.Kind() == reflect.Map && v.IsNil():
			return []byte("{}"), nil
		}
	}
	return json.Marshal(o.value)
}
