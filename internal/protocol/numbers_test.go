package protocol

import (
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"
)

// Every number of a refreshed object is a text in its shortest decimal form, and
// nothing else changes.
func TestNumbersAreEncodedAsTexts(t *testing.T) {
	t.Parallel()
	text := func(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }
	number := func(n any) tftypes.Value { return tftypes.NewValue(tftypes.Number, n) }
	huge, _ := new(big.Float).SetPrec(512).SetString("1208925819614629174706177")
	numbers := tftypes.Map{ElementType: tftypes.Number}
	list := tftypes.List{ElementType: tftypes.String}
	for name, tc := range map[string]struct {
		value tftypes.Value
		want  any // the decoded MessagePack
	}{
		"text":     {text("1"), "1"},
		"null":     {tftypes.NewValue(tftypes.Number, nil), nil},
		"bool":     {tftypes.NewValue(tftypes.Bool, true), true},
		"zero":     {number(0), "0"},
		"small":    {number(100), "100"},
		"negative": {number(-1), "-1"},
		"16 bits":  {number(-30000), "-30000"},
		"32 bits":  {number(3_000_000_000), "3000000000"},
		"64 bits":  {number(int64(1)<<62 + 1), "4611686018427387905"},
		"huge":     {number(huge), "1208925819614629174706177"},
		"fraction": {number(80.5), "80.5"},
		"decimal":  {number(0.8), "0.8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			nested := tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{
				"value": tc.value.Type(), "map": numbers, "list": list, "empty": numbers,
			}}, map[string]tftypes.Value{
				"value": tc.value, "map": tftypes.NewValue(numbers, map[string]tftypes.Value{"device": number(500)}),
				"list": tftypes.NewValue(list, []tftypes.Value{text("a"), text("b")}), "empty": tftypes.NewValue(numbers, nil),
			})
			encoded, err := tfprotov6.NewDynamicValue(nested.Type(), nested)
			if err != nil {
				t.Fatal(err)
			}
			if encoded.MsgPack, err = numbersAsTexts(encoded.MsgPack); err != nil {
				t.Fatal(err)
			}
			var decoded map[string]any
			if err := msgpack.Unmarshal(encoded.MsgPack, &decoded); err != nil || decoded["value"] != tc.want {
				t.Errorf("encoded as %#v, want %#v: %v", decoded["value"], tc.want, err)
			}
			if fields, _ := decoded["map"].(map[string]any); fields["device"] != "500" {
				t.Errorf("the map is encoded as %#v", decoded["map"])
			}
			back, err := encoded.Unmarshal(nested.Type())
			if err != nil {
				t.Fatal(err)
			}
			if name != "decimal" && !back.Equal(nested) { // 0.8 has no exact binary form.
				t.Errorf("got %s, want %s", back, nested)
			}
		})
	}
}

func TestBrokenMessagePackIsRefused(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"nothing": "", "cut map": "\x82\xa1a\x01", "cut list": "\x92\x01", "cut length": "\xde\x00", "cut number": "\xcd\x00", "cut fraction": "\xcb\x00", "cut text": "\xa5a",
	} {
		if got, err := numbersAsTexts([]byte(raw)); err == nil {
			t.Errorf("%s: got %x", name, got)
		}
	}
}
