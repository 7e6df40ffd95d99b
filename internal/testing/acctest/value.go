package acctest

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// Unknown is a value that is known only after apply.
const Unknown = unknown("")

type unknown string

// Value builds a value of a type from Go values: nil for null, Unknown, strings,
// bools, ints, and for objects, maps, lists and sets map[string]any and []any.
// Attributes of an object that are not set are null. It panics if the type does not
// fit.
func Value(typ tftypes.Type, v any) tftypes.Value {
	switch v := v.(type) {
	case nil:
		return tftypes.NewValue(typ, nil)
	case unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case int:
		return tftypes.NewValue(typ, int64(v))
	case map[string]any:
		if object, ok := typ.(tftypes.Object); ok {
			return objectValue(object, v)
		}
		elementType := typ.(tftypes.Map).ElementType //nolint:forcetypeassert // It is meant to panic.
		values := make(map[string]tftypes.Value, len(v))
		for key, element := range v {
			values[key] = Value(elementType, element)
		}
		return tftypes.NewValue(typ, values)
	case []any:
		var elementType tftypes.Type
		switch typ := typ.(type) {
		case tftypes.Set:
			elementType = typ.ElementType
		case tftypes.List:
			elementType = typ.ElementType
		default:
			panic(fmt.Sprintf("%s is not a list or a set", typ))
		}
		values := make([]tftypes.Value, len(v))
		for i, element := range v {
			values[i] = Value(elementType, element)
		}
		return tftypes.NewValue(typ, values)
	default:
		return tftypes.NewValue(typ, v)
	}
}

func objectValue(typ tftypes.Object, attributes map[string]any) tftypes.Value {
	values := make(map[string]tftypes.Value, len(typ.AttributeTypes))
	for name, attributeType := range typ.AttributeTypes {
		values[name] = Value(attributeType, attributes[name])
	}
	for name := range attributes {
		if _, ok := values[name]; !ok {
			panic("there is no attribute " + name)
		}
	}
	return tftypes.NewValue(typ, values)
}

// proposedNew merges configuration and prior state as Terraform core does. A
// computed attribute that is not set keeps its prior value. It panics where core
// would do more than it does.
func proposedNew(attributes []*tfprotov6.SchemaAttribute, prior, config tftypes.Value) tftypes.Value {
	if config.IsNull() || !config.IsKnown() {
		return config
	}
	priorValues, configValues := attributesOf(prior), attributesOf(config)
	values := make(map[string]tftypes.Value, len(attributes))
	for _, a := range attributes {
		value, before := configValues[a.Name], priorValues[a.Name]
		if before.Type() == nil {
			before = tftypes.NewValue(value.Type(), nil)
		}
		switch {
		case value.IsNull() && a.Computed:
			value = before
		case a.NestedType != nil:
			value = proposedNested(a.NestedType, before, value)
		}
		values[a.Name] = value
	}
	return tftypes.NewValue(config.Type(), values)
}

// proposedNested merges nested attributes, those of a list by position.
func proposedNested(object *tfprotov6.SchemaObject, prior, config tftypes.Value) tftypes.Value {
	switch {
	case object.Nesting == tfprotov6.SchemaObjectNestingModeSingle:
		return proposedNew(object.Attributes, prior, config)
	case object.Nesting != tfprotov6.SchemaObjectNestingModeList:
		if hasComputed(object) {
			panic("proposedNew does not merge computed attributes in elements of a map or set")
		}
		return config
	case config.IsNull() || !config.IsKnown():
		return config
	}
	before, elements := elementsOf(prior), elementsOf(config)
	for i := range elements {
		priorElement := tftypes.NewValue(elements[i].Type(), nil)
		if i < len(before) {
			priorElement = before[i]
		}
		elements[i] = proposedNew(object.Attributes, priorElement, elements[i])
	}
	return tftypes.NewValue(config.Type(), elements)
}

// hasComputed reports whether an object has a computed attribute at any depth.
func hasComputed(object *tfprotov6.SchemaObject) bool {
	return slices.ContainsFunc(object.Attributes, func(a *tfprotov6.SchemaAttribute) bool {
		return a.Computed || a.NestedType != nil && hasComputed(a.NestedType)
	})
}

// conforms reports whether a result equals the known values of a plan.
func conforms(result, planned tftypes.Value) bool {
	if !planned.IsKnown() {
		return result.IsFullyKnown()
	}
	if planned.IsNull() || result.IsNull() {
		return planned.Equal(result)
	}
	switch {
	case planned.Type().Is(tftypes.Object{}), planned.Type().Is(tftypes.Map{}):
		return maps.EqualFunc(attributesOf(result), attributesOf(planned), conforms)
	case planned.Type().Is(tftypes.List{}):
		return slices.EqualFunc(elementsOf(result), elementsOf(planned), conforms)
	default:
		return planned.Equal(result)
	}
}

func elementsOf(list tftypes.Value) []tftypes.Value {
	var elements []tftypes.Value
	if list.IsNull() || !list.IsKnown() {
		return nil
	}
	if err := list.As(&elements); err != nil {
		panic(err)
	}
	return elements
}

// attributesOf returns the attributes of an object, or the elements of a map.
func attributesOf(object tftypes.Value) map[string]tftypes.Value {
	var values map[string]tftypes.Value
	if object.IsNull() || !object.IsKnown() {
		return nil
	}
	if err := object.As(&values); err != nil {
		panic(err)
	}
	return values
}

func texts(t testing.TB, object tftypes.Value) map[string]string {
	t.Helper()
	found := map[string]string{}
	for name, value := range attributesOf(object) {
		var text string
		if value.Type().Is(tftypes.String) && value.IsKnown() && !value.IsNull() {
			if err := value.As(&text); err != nil {
				t.Fatal(err)
			}
			found[name] = text
		}
	}
	return found
}
