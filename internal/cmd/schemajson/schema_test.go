package main

import (
	"encoding/json"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// The kinds that the provider may come to have are written as Terraform does.
func TestOtherKinds(t *testing.T) {
	t.Parallel()
	inner := &tfprotov6.SchemaBlock{Attributes: []*tfprotov6.SchemaAttribute{
		{Name: "secret", Type: tftypes.String, Required: true, WriteOnly: true},
	}}
	for name, tc := range map[string]struct {
		got  any
		want string
	}{
		"nested block": {
			newBlock(&tfprotov6.SchemaBlock{
				Deprecated: true,
				BlockTypes: []*tfprotov6.SchemaNestedBlock{
					{TypeName: "part", Block: inner, Nesting: tfprotov6.SchemaNestedBlockNestingModeList, MinItems: 1, MaxItems: 3},
				},
			}),
			`{"block_types":{"part":{"nesting_mode":"list","block":{"attributes":{` +
				`"secret":{"type":"string","description_kind":"plain","required":true,"write_only":true}},` +
				`"description_kind":"plain"},"min_items":1,"max_items":3}},"description_kind":"plain","deprecated":true}`,
		},
		"action": {
			newAction(&tfprotov6.ActionSchema{Schema: &tfprotov6.Schema{Version: 2, Block: &tfprotov6.SchemaBlock{}}}),
			`{"block":{"description_kind":"plain"}}`,
		},
		"function": {
			newFunction(&tfprotov6.Function{
				Summary:           "Bytes",
				Description:       "Counts bytes.",
				Parameters:        []*tfprotov6.FunctionParameter{{Name: "size", Type: tftypes.String, Description: "A size."}},
				VariadicParameter: &tfprotov6.FunctionParameter{Name: "more", Type: tftypes.Bool, AllowNullValue: true},
				Return:            &tfprotov6.FunctionReturn{Type: tftypes.List{ElementType: tftypes.Number}},
			}),
			`{"summary":"Bytes","description":"Counts bytes.","return_type":["list","number"],` +
				`"parameters":[{"description":"A size.","is_nullable":false,"name":"size","type":"string"}],` +
				`"variadic_parameter":{"description":"","is_nullable":true,"name":"more","type":"bool"}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := json.Marshal(tc.got)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}
