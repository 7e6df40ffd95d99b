package main

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/protocol"
)

// sample returns a value of a type as in a plan, in which every attribute is set.
func sample(t *testing.T, typ tftypes.Type) any {
	t.Helper()
	switch typ := typ.(type) {
	case tftypes.Object:
		values := object{}
		for name, attribute := range typ.AttributeTypes {
			values[name] = sample(t, attribute)
		}
		return values
	case tftypes.Map:
		return object{"key": sample(t, typ.ElementType)}
	case tftypes.List:
		return []any{sample(t, typ.ElementType)}
	case tftypes.Set:
		return []any{sample(t, typ.ElementType)}
	}
	switch {
	case typ.Is(tftypes.String):
		return "text"
	case typ.Is(tftypes.Number):
		return 5
	case typ.Is(tftypes.Bool):
		return true
	}
	t.Fatalf("no sample of %s", typ)
	return nil
}

// A plan is read whatever the attributes of the provider's resources and data sources are.
func TestEveryTypeIsRead(t *testing.T) {
	t.Parallel()
	server, err := protocol.NewServer("test")()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var read []any
	for typeName, schema := range schemas.DataSourceSchemas {
		read = append(read, object{"address": "data." + typeName + ".x", "mode": "data", "type": typeName, "values": sample(t, schema.ValueType()), "sensitive_values": object{}})
	}
	for typeName, schema := range schemas.ResourceSchemas {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			full, address := sample(t, schema.ValueType()), typeName+".x"
			edit := func(action string, before, after any, edits ...object) object {
				return of(changed(action, before, after, edits...), address)
			}
			for name, tc := range map[string]struct {
				change object
				want   string
			}{
				"unchanged": {edit("no-op", full, full), "# No drift"},
				"new":       {edit("create", nil, full), "| exists | deleted |"},
				"removed":   {edit("delete", full, nil), "| does not exist | exists |"},
				"changed":   {edit("update", full, object{}), "| not set | "},
				"replaced":  {edit("delete create", full, object{}), "| will be destroyed and created again |"},
				"unknown":   {edit("update", full, object{}, object{"after_unknown": true}), "| known after apply |"},
				"sensitive": {edit("update", full, object{}, object{"before_sensitive": true}), "| sensitive | sensitive |"},
			} {
				p := planned(tc.change)
				p["prior_state"] = object{"values": object{"root_module": object{"resources": read}}}
				p["resource_drift"] = []any{edit("delete", full, nil)}
				_, output := runWith(t, marshal(t, p), "")
				if !strings.Contains(output, tc.want) {
					t.Errorf("%s: want %q in:\n%s", name, tc.want, output)
				}
			}
		})
	}
	if len(schemas.ResourceSchemas) == 0 || len(read) == 0 {
		t.Errorf("no schemas: %v", schemas.Diagnostics)
	}
}
