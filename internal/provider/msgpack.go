package provider

import (
	"bytes"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"
)

// toMsgPack changes the encoding of a state from JSON to MessagePack. It declines
// what is not quite of the type, such as an object that lacks an attribute or has
// one too many: the state of another release.
func toMsgPack(text []byte, typ tftypes.Type) ([]byte, bool) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, false
	}
	var buffer bytes.Buffer
	ok := encode(msgpack.NewEncoder(&buffer), value, typ)
	return buffer.Bytes(), ok
}

func encode(to *msgpack.Encoder, value any, typ tftypes.Type) bool {
	if value == nil {
		return to.EncodeNil() == nil
	}
	switch typ := typ.(type) {
	case tftypes.Object:
		members, ok := value.(map[string]any)
		return ok && len(members) == len(typ.AttributeTypes) &&
			encodeMembers(to, members, func(name string) tftypes.Type { return typ.AttributeTypes[name] })
	case tftypes.Map:
		members, ok := value.(map[string]any)
		return ok && encodeMembers(to, members, func(string) tftypes.Type { return typ.ElementType })
	case tftypes.Set:
		return encodeElements(to, value, typ.ElementType)
	case tftypes.List:
		return encodeElements(to, value, typ.ElementType)
	}
	switch value := value.(type) {
	case string:
		return typ.Is(tftypes.String) && to.EncodeString(value) == nil
	case bool:
		return typ.Is(tftypes.Bool) && to.EncodeBool(value) == nil
	case json.Number:
		n, err := value.Int64()
		return err == nil && typ.Is(tftypes.Number) && to.EncodeInt(n) == nil
	}
	return false
}

func encodeMembers(to *msgpack.Encoder, members map[string]any, typeOf func(name string) tftypes.Type) bool {
	if to.EncodeMapLen(len(members)) != nil {
		return false
	}
	for name, member := range members {
		if typ := typeOf(name); typ == nil || to.EncodeString(name) != nil || !encode(to, member, typ) {
			return false
		}
	}
	return true
}

func encodeElements(to *msgpack.Encoder, value any, typ tftypes.Type) bool {
	elements, ok := value.([]any)
	if !ok || to.EncodeArrayLen(len(elements)) != nil {
		return false
	}
	for _, element := range elements {
		if !encode(to, element, typ) {
			return false
		}
	}
	return true
}
