package losant

import (
	"encoding/json"
	"reflect"
)

// Optional is a member of a PATCH body in one of three states: absent (the zero value; the server keeps what it has),
// cleared (null), or set. It is declared with omitzero.
type Optional[T any] struct {
	set   bool
	value *T
}

// Set returns a member that is sent with the value v.
func Set[T any](v T) Optional[T] { return Optional[T]{set: true, value: &v} }

// Clear returns a member that is sent as null. Few members of the API accept null; none of an organization does.
func Clear[T any]() Optional[T] { return Optional[T]{set: true} }

// IsZero reports whether the member is absent.
func (o Optional[T]) IsZero() bool { return !o.set }

// MarshalJSON encodes the value, or null when cleared. A nil slice or map is an empty one: only Clear sends null.
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
