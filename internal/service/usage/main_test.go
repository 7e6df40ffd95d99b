package usage_test

import (
	"math/big"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }

// source drives a data source of an in-process provider as Terraform core does
// in one walk.
type source struct {
	t        *testing.T
	server   tfprotov6.ProviderServer
	typeName string
	typ      tftypes.Type
}

// in returns another data source in the same walk.
func (s *source) in(typeName string) *source {
	s.t.Helper()
	schemas, err := s.server.GetProviderSchema(s.t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		s.t.Fatal(err)
	}
	return &source{s.t, s.server, typeName, schemas.DataSourceSchemas[typeName].ValueType()}
}

// newSource starts a walk.
func newSource(t *testing.T, srv *mockserver.Server, typeName string) *source {
	t.Helper()
	return newSourceWithToken(t, srv, srv.Token(), typeName)
}

func newSourceWithToken(t *testing.T, srv *mockserver.Server, token, typeName string) *source {
	t.Helper()
	p := acctest.NewProtocol(t, srv, "losant_organization", object{"api_token": token})
	return (&source{t: t, server: p.Server}).in(typeName)
}

// read validates and reads, as core does at once when the configuration is known.
func (s *source) read(config map[string]any) (map[string]any, []*tfprotov6.Diagnostic) {
	s.t.Helper()
	dynamic, err := tfprotov6.NewDynamicValue(s.typ, acctest.Value(s.typ, config))
	if err != nil {
		s.t.Fatal(err)
	}
	validated, err := s.server.ValidateDataResourceConfig(s.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: s.typeName, Config: &dynamic})
	if err != nil || len(validated.Diagnostics) > 0 {
		return nil, validated.Diagnostics
	}
	if !acctest.Value(s.typ, config).IsFullyKnown() {
		return nil, nil
	}
	resp, err := s.server.ReadDataSource(s.t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: s.typeName, Config: &dynamic})
	if err != nil {
		s.t.Fatal(err)
	}
	if len(resp.Diagnostics) > 0 {
		return nil, resp.Diagnostics
	}
	value, err := resp.State.Unmarshal(s.typ)
	if err != nil {
		s.t.Fatal(err)
	}
	state, _ := plain(s.t, value).(map[string]any)
	return state, nil
}

// mustRead is read that fails the test on any diagnostic.
func (s *source) mustRead(config map[string]any) map[string]any {
	s.t.Helper()
	state, diagnostics := s.read(config)
	if len(diagnostics) > 0 {
		s.t.Fatalf("%s: %q", s.typeName, acctest.Details(diagnostics))
	}
	return state
}

// plain returns a value in the types of encoding/json, with floats for numbers.
func plain(t *testing.T, v tftypes.Value) any {
	t.Helper()
	if v.IsNull() {
		return nil
	}
	as := func(into any) {
		if err := v.As(into); err != nil {
			t.Fatal(err)
		}
	}
	switch {
	case v.Type().Is(tftypes.String):
		var s string
		as(&s)
		return s
	case v.Type().Is(tftypes.Bool):
		var b bool
		as(&b)
		return b
	case v.Type().Is(tftypes.Number):
		var n big.Float
		as(&n)
		f, _ := n.Float64()
		return f
	case v.Type().Is(tftypes.List{}):
		var elements []tftypes.Value
		as(&elements)
		list := make([]any, len(elements))
		for i, e := range elements {
			list[i] = plain(t, e)
		}
		return list
	default:
		var elements map[string]tftypes.Value
		as(&elements)
		object := make(map[string]any, len(elements))
		for name, e := range elements {
			object[name] = plain(t, e)
		}
		return object
	}
}

// expectGets compares the reads that reached the server, as "path?query" below
// the instance, without the flags that all have.
func expectGets(t *testing.T, srv *mockserver.Server, want ...string) {
	t.Helper()
	var got []string
	for _, r := range srv.Requests(http.MethodGet) {
		path := strings.TrimPrefix(r.Path, "/instances/"+srv.InstanceID())
		_, query, _ := strings.Cut(r.RawQuery, "_embedded=true&")
		got = append(got, path+"?"+query)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("reads (-want +got):\n%s", diff)
	}
}

func expectEqual(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// at returns what is at a path of names, nil when there is nothing.
func at(state any, names ...string) any {
	for _, name := range names {
		object, _ := state.(map[string]any)
		state = object[name]
	}
	return state
}

func instant(t *testing.T, text any) time.Time {
	t.Helper()
	s, _ := text.(string)
	parsed, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
