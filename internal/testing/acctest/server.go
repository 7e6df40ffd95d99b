package acctest

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// Server is an in-process provider for one run. It calls data sources, list
// resources and actions. For managed resources, use Protocol.
type Server struct {
	tfprotov6.ProviderServer
	t       testing.TB
	schemas schemas
}

// NewServer starts a provider with this provider block, whose environment
// points at the mock server.
func NewServer(t testing.TB, srv *mockserver.Server, block map[string]any) *Server {
	t.Helper()
	s := &Server{t: t}
	var err error
	if s.ProviderServer, err = factory(Environment(srv))(); err != nil {
		t.Fatal(err)
	}
	s.schemas, err = readSchemas()
	s.check(err, nil)
	provider := s.schemas.Provider.ValueType()
	configured, err := s.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.14.0", Config: s.dynamic(provider, Value(provider, block)),
	})
	s.check(err, configured.Diagnostics)
	return s
}

// ReadData validates a data source, and reads it if its configuration is known. The
// state has the types of encoding/json, and is nil if there are diagnostics.
func (s *Server) ReadData(typeName string, config map[string]any) (map[string]any, []*tfprotov6.Diagnostic) {
	s.t.Helper()
	typ := s.schemas.DataSourceSchemas[typeName].ValueType()
	value := Value(typ, config)
	dynamic := s.dynamic(typ, value)
	validated, err := s.ValidateDataResourceConfig(s.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: typeName, Config: dynamic})
	if s.check(err, nil); len(validated.Diagnostics) > 0 || !value.IsFullyKnown() {
		return nil, validated.Diagnostics
	}
	resp, err := s.ReadDataSource(s.t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: typeName, Config: dynamic})
	if s.check(err, nil); len(resp.Diagnostics) > 0 {
		return nil, resp.Diagnostics
	}
	return s.jsonObject(resp.State, typ), nil
}

func (s *Server) check(err error, diagnostics []*tfprotov6.Diagnostic) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, d := range diagnostics {
		s.t.Fatalf("%s: %s (%v)", d.Summary, d.Detail, d.Attribute)
	}
}

func (s *Server) dynamic(typ tftypes.Type, value tftypes.Value) *tfprotov6.DynamicValue {
	s.t.Helper()
	dynamic, err := tfprotov6.NewDynamicValue(typ, value)
	s.check(err, nil)
	return &dynamic
}

func (s *Server) jsonObject(dynamic *tfprotov6.DynamicValue, typ tftypes.Type) map[string]any {
	s.t.Helper()
	value, err := dynamic.Unmarshal(typ)
	s.check(err, nil)
	object, _ := JSONValue(value).(map[string]any)
	return object
}

// JSONValue returns a value in the types of encoding/json, with float64 for numbers
// and nil for null. It panics if the value is unknown.
func JSONValue(v tftypes.Value) any {
	as := func(into any) {
		if err := v.As(into); err != nil {
			panic(err)
		}
	}
	switch typ := v.Type(); {
	case v.IsNull():
		return nil
	case typ.Is(tftypes.String):
		var s string
		as(&s)
		return s
	case typ.Is(tftypes.Bool):
		var b bool
		as(&b)
		return b
	case typ.Is(tftypes.Number):
		var n big.Float
		as(&n)
		f, _ := n.Float64()
		return f
	case typ.Is(tftypes.List{}) || typ.Is(tftypes.Set{}):
		var elements []tftypes.Value
		as(&elements)
		list := make([]any, len(elements))
		for i, e := range elements {
			list[i] = JSONValue(e)
		}
		return list
	default:
		var elements map[string]tftypes.Value
		as(&elements)
		object := make(map[string]any, len(elements))
		for name, e := range elements {
			object[name] = JSONValue(e)
		}
		return object
	}
}

// Objects returns a list of objects in a state that ReadData has returned.
func Objects(list any) []map[string]any {
	items, _ := list.([]any)
	objects := make([]map[string]any, len(items))
	for i := range items {
		objects[i], _ = items[i].(map[string]any)
	}
	return objects
}

// OrganizationName returns how messages name an organization: without a name if it
// no longer exists.
func OrganizationName(srv *mockserver.Server, id string) string {
	org := srv.Organization(id)
	if org == nil {
		return "organization " + id
	}
	return fmt.Sprintf("organization %q (%s)", org["name"], id)
}
