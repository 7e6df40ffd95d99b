package base

import (
	"math/big"
	"reflect"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

// DecodeModel sets the fields of a model to the values of a state that was decoded from
// MessagePack. The framework would use ten times as much CPU. It reports whether it
// understands all values: it does not know custom types, except for null.
func DecodeModel(state map[string]any, attributeTypes map[string]attr.Type, model any) bool {
	return decodeFields(state, attributeTypes, reflect.ValueOf(model).Elem())
}

func decodeFields(state map[string]any, attributeTypes map[string]attr.Type, model reflect.Value) bool {
	for i := range model.NumField() {
		field := model.Type().Field(i)
		if field.Anonymous {
			if !decodeFields(state, attributeTypes, model.Field(i)) {
				return false
			}
			continue
		}
		name := field.Tag.Get("tfsdk")
		value, ok := decodedValue(attributeTypes[name], state[name])
		switch {
		case ok:
			model.Field(i).Set(reflect.ValueOf(value))
		case state[name] != nil:
			return false
		}
	}
	return true
}

// EqualModels reports whether two models of one type have equal attributes.
func EqualModels(a, b any) bool {
	return equalFields(reflect.ValueOf(a), reflect.ValueOf(b))
}

func equalFields(a, b reflect.Value) bool {
	for i := range a.NumField() {
		if a.Type().Field(i).Anonymous {
			if !equalFields(a.Field(i), b.Field(i)) {
				return false
			}
			continue
		}
		x, ok := a.Field(i).Interface().(attr.Value)
		y, _ := b.Field(i).Interface().(attr.Value)
		if !ok || !x.Equal(y) {
			return false
		}
	}
	return true
}

// decodedValue returns a value of a type. It returns false for another type of
// attributes.
func decodedValue(t attr.Type, v any) (attr.Value, bool) {
	switch t := t.(type) {
	case basetypes.StringType:
		if text, ok := v.(string); ok {
			return types.StringValue(text), true
		}
		return types.StringNull(), v == nil
	case basetypes.BoolType:
		if b, ok := v.(bool); ok {
			return types.BoolValue(b), true
		}
		return types.BoolNull(), v == nil
	case basetypes.NumberType:
		if v == nil {
			return types.NumberNull(), true
		}
		n, ok := decodedNumber(v)
		return types.NumberValue(n), ok
	case basetypes.MapType:
		values, ok := v.(map[string]any)
		if !ok {
			return types.MapNull(t.ElemType), v == nil
		}
		elements, ok := decodedMap(values, func(string) attr.Type { return t.ElemType })
		return types.MapValueMust(t.ElemType, elements), ok
	case basetypes.ObjectType:
		values, ok := v.(map[string]any)
		if !ok {
			return types.ObjectNull(t.AttrTypes), v == nil
		}
		attributes, ok := decodedMap(values, func(name string) attr.Type { return t.AttrTypes[name] })
		object, diags := types.ObjectValue(t.AttrTypes, attributes)
		return object, ok && !diags.HasError()
	case basetypes.SetType:
		return decodedSet(t.ElemType, v)
	}
	return nil, false
}

func decodedMap(values map[string]any, typeOf func(name string) attr.Type) (map[string]attr.Value, bool) {
	decoded := make(map[string]attr.Value, len(values))
	for name, value := range values {
		element, ok := decodedValue(typeOf(name), value)
		if !ok {
			return nil, false
		}
		decoded[name] = element
	}
	return decoded, true
}

func decodedSet(elementType attr.Type, v any) (attr.Value, bool) {
	values, ok := v.([]any)
	if !ok {
		return types.SetNull(elementType), v == nil
	}
	elements := make([]attr.Value, 0, len(values))
	for _, value := range values {
		element, ok := decodedValue(elementType, value)
		if !ok {
			return nil, false
		}
		elements = append(elements, element)
	}
	return types.SetValueMust(elementType, elements), true
}

// decodedNumber returns a number that MessagePack encoded as such. Terraform encodes
// those as texts that have no equal number of 64 bits.
func decodedNumber(v any) (*big.Float, bool) {
	switch n := reflect.ValueOf(v); {
	case n.CanInt():
		return new(big.Float).SetInt64(n.Int()), true
	case n.CanUint():
		return new(big.Float).SetUint64(n.Uint()), true
	case n.CanFloat():
		return big.NewFloat(n.Float()), true
	}
	return nil, false
}
