package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var stateType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"text": tftypes.String, "number": tftypes.Number, "truth": tftypes.Bool,
	"set": tftypes.Set{ElementType: tftypes.String}, "list": tftypes.List{ElementType: tftypes.Number},
	"map":    tftypes.Map{ElementType: tftypes.Set{ElementType: tftypes.String}},
	"nested": tftypes.Object{AttributeTypes: map[string]tftypes.Type{"number": tftypes.Number}},
}}

const wholeState = `{"text":"a","number":-7,"truth":true,"set":["b","a"],"list":[1,9007199254740993],"map":{"k":["v"]},"nested":{"number":null}}`

// What is encoded reads like the JSON that it was; what is not of the type is declined.
func TestToMsgPack(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		wholeState: true,
		`null`:     true,
		`{"text":null,"number":null,"truth":null,"set":null,"list":null,"map":null,"nested":null}`:        true,
		`{"text":"","number":0,"truth":false,"set":[],"list":[],"map":{},"nested":{"number":1}}`:          true,
		`{"text":"","number":0.5,"truth":false,"set":[],"list":[],"map":{},"nested":{"number":1}}`:        false,
		`{"text":"","number":1e30,"truth":false,"set":[],"list":[],"map":{},"nested":{"number":1}}`:       false,
		`{"text":1,"number":0,"truth":false,"set":[],"list":[],"map":{},"nested":{"number":1}}`:           false,
		`{"text":"","number":"0","truth":false,"set":[],"list":[],"map":{},"nested":{"number":1}}`:        false,
		`{"text":"","number":0,"truth":"true","set":[],"list":[],"map":{},"nested":{"number":1}}`:         false,
		`{"text":"","number":0,"truth":false,"set":{},"list":[],"map":{},"nested":{"number":1}}`:          false,
		`{"text":"","number":0,"truth":false,"set":[1],"list":[],"map":{},"nested":{"number":1}}`:         false,
		`{"text":"","number":0,"truth":false,"set":[],"list":[],"map":[],"nested":{"number":1}}`:          false,
		`{"text":"","number":0,"truth":false,"set":[],"list":[],"map":{"k":1},"nested":{"number":1}}`:     false,
		`{"text":"","number":0,"truth":false,"set":[],"list":[],"map":{},"nested":{}}`:                    false,
		`{"text":"","number":0,"truth":false,"set":[],"list":[],"map":{},"nested":{"other":1}}`:           false,
		`{"text":"","number":0,"truth":false,"set":[],"list":[],"map":{},"nested":{"number":1},"more":1}`: false,
		`{"other":"","number":0,"truth":false,"set":[],"list":[],"map":{},"nested":{"number":1}}`:         false,
		`[]`: false, `{`: false, ``: false,
	} {
		encoded, got := toMsgPack([]byte(text), stateType)
		if got != ok {
			t.Errorf("%s: encoded %t, want %t", text, got, ok)
			continue
		}
		if !ok {
			continue
		}
		a, err := tfprotov6.DynamicValue{MsgPack: encoded}.Unmarshal(stateType)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if b, err := (tfprotov6.DynamicValue{JSON: []byte(text)}).Unmarshal(stateType); err != nil || !a.Equal(b) {
			t.Errorf("%s: got %s, want %s (%v)", text, a, b, err)
		}
	}
}

// Whatever is encoded reads like the JSON that it was.
func FuzzToMsgPack(f *testing.F) {
	f.Add([]byte(wholeState))
	f.Add([]byte(`{"text":null,"number":1e3,"truth":null,"set":null,"list":null,"map":null,"nested":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		encoded, ok := toMsgPack(text, stateType)
		if !ok {
			return
		}
		a, err := tfprotov6.DynamicValue{MsgPack: encoded}.Unmarshal(stateType)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := (tfprotov6.DynamicValue{JSON: text}).Unmarshal(stateType); err == nil && !a.Equal(b) {
			t.Errorf("got %s, want %s", a, b)
		}
	})
}
