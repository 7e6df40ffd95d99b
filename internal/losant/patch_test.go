package losant

import (
	"reflect"
	"strings"
	"testing"
)

// patches returns the types of all patches that methods of the client take.
func patches() map[string]reflect.Type {
	found := map[string]reflect.Type{}
	for _, service := range services() {
		for i := range service.NumMethod() {
			method := service.Method(i).Type
			for n := range method.NumIn() {
				if in := method.In(n); strings.HasSuffix(in.Name(), "Patch") {
					found[in.Name()] = in
				}
			}
		}
	}
	return found
}

// set returns a value of an Optional that is set, or a map with one entry.
func set(t *testing.T, field reflect.Type) reflect.Value {
	t.Helper()
	if field.Kind() == reflect.Map {
		value := reflect.MakeMap(field)
		value.SetMapIndex(reflect.New(field.Key()).Elem(), reflect.New(field.Elem()).Elem())
		return value
	}
	value := reflect.New(field)
	optional, ok := value.Interface().(interface{ setZero() })
	if !ok {
		t.Fatalf("%s is neither an Optional nor a map", field)
	}
	optional.setZero()
	return value.Elem()
}

func (o *Optional[T]) setZero() { *o = Set(*new(T)) }

// A field that IsEmpty forgets would never be sent.
func TestPatchIsEmpty(t *testing.T) {
	t.Parallel()
	isEmpty := func(t *testing.T, patch reflect.Value) bool {
		t.Helper()
		p, ok := patch.Interface().(interface{ IsEmpty() bool })
		if !ok {
			t.Fatalf("%s has no method IsEmpty", patch.Type())
		}
		return p.IsEmpty()
	}
	for name, patch := range patches() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !isEmpty(t, reflect.New(patch).Elem()) {
				t.Error("a patch without fields is not empty")
			}
			for _, field := range reflect.VisibleFields(patch) {
				value := reflect.New(patch).Elem()
				value.FieldByIndex(field.Index).Set(set(t, field.Type))
				if isEmpty(t, value) {
					t.Errorf("a patch with %s is empty", field.Name)
				}
			}
		})
	}
	if n := len(patches()); n != 5 {
		t.Errorf("%d types of patches, want 5", n)
	}
}
