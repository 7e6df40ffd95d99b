package losant

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// malformedError describes a response that is not a JSON object, because a proxy has sent it or because it was damaged.
type malformedError string

func (e malformedError) Error() string { return string(e) }

func isMalformed(err error) bool {
	_, ok := errors.AsType[malformedError](err)
	return ok
}

// decodeObject decodes a JSON object. It returns a malformedError if the text is something else, and another error if
// the object has fields of unexpected types. Unlike encoding/json, it ignores fields whose names have another letter
// case than the API's.
func decodeObject(text []byte, into any) error {
	trimmed := bytes.TrimLeft(text, " \t\r\n")
	if len(trimmed) == 0 {
		return malformedError("the response is empty")
	}
	if trimmed[0] != '{' {
		return malformedError("the response is not a JSON object")
	}
	err := decodeValue(text, reflect.ValueOf(into).Elem())
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		return malformedError("the response is not valid JSON: " + e.Error())
	}
	return err
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

func decodeValue(text []byte, into reflect.Value) error {
	t := into.Type()
	switch {
	case reflect.PointerTo(t).Implements(unmarshaler): // Called directly, because it checks the syntax itself.
		own, _ := into.Addr().Interface().(json.Unmarshaler)
		return own.UnmarshalJSON(text)
	case string(text) == "null":
		return nil
	case t.Kind() == reflect.Pointer:
		into.Set(reflect.New(t.Elem()))
		return decodeValue(text, into.Elem())
	case t.Kind() == reflect.Struct:
		var fields map[string]json.RawMessage
		if err := unmarshal(text, &fields); err != nil {
			return err
		}
		return decodeFields(fields, into)
	case t.Kind() == reflect.Slice && holdsStructs(t):
		return decodeItems(text, into)
	}
	return unmarshal(text, into.Addr().Interface())
}

// unmarshal does what json.Unmarshal does. Its errors about types are about JSON, not about Go.
func unmarshal(text []byte, into any) error {
	err := json.Unmarshal(text, into)
	e, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return err
	}
	kinds := map[string]string{"string": "text", "bool": "true or false", "array": "list"}
	got, _, _ := strings.Cut(e.Value, " ") // "number 1.5".
	wanted := jsonKind(e.Type)
	if got == "number" && wanted == "number" {
		wanted = "whole number of this size"
	}
	message := cmp.Or(kinds[got], got) + " instead of " + wanted
	if e.Field != "" {
		message = "field " + e.Field + ": " + message
	}
	return errors.New(message)
}

// jsonKind returns what a Go type is in JSON.
func jsonKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "list"
	case reflect.Map, reflect.Struct:
		return "object"
	default:
		return "number"
	}
}

// decodeFields decodes the fields that a struct has. An embedded struct takes its fields from the same object.
func decodeFields(fields map[string]json.RawMessage, into reflect.Value) error {
	t := into.Type()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if t.Field(i).Anonymous && name == "" {
			if err := decodeFields(fields, reflect.Indirect(into.Field(i))); err != nil {
				return err
			}
			continue
		}
		text, ok := fields[name]
		if !ok {
			continue
		}
		if err := decodeValue(text, into.Field(i)); err != nil {
			return fmt.Errorf("field %s: %w", name, err)
		}
	}
	return nil
}

func holdsStructs(slice reflect.Type) bool {
	item := slice.Elem()
	return item.Kind() == reflect.Struct || item.Kind() == reflect.Pointer && item.Elem().Kind() == reflect.Struct
}

// decodeItems decodes a list of structs. An item that is null stays zero.
func decodeItems(text []byte, into reflect.Value) error {
	var items []json.RawMessage
	if err := unmarshal(text, &items); err != nil {
		return err
	}
	into.Set(reflect.MakeSlice(into.Type(), len(items), len(items)))
	for i, item := range items {
		if err := decodeValue(item, into.Index(i)); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
	}
	return nil
}
