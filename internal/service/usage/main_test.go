package usage_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

func TestMain(m *testing.M) { acctest.Main(m, tfcli.RemoveSharedMirror) }

// object is an object of a state or of a configuration.
type object = map[string]any

// dataSource reads one type of data source from an in-process provider.
type dataSource struct {
	*acctest.Server
	t        *testing.T
	typeName string
}

// newDataSource starts a provider, and with it a run.
func newDataSource(t *testing.T, srv *mockserver.Server, typeName string) *dataSource {
	t.Helper()
	return &dataSource{acctest.NewServer(t, srv, object{}), t, typeName}
}

// withType returns a data source of another type in the same run.
func (d *dataSource) withType(typeName string) *dataSource {
	return &dataSource{d.Server, d.t, typeName}
}

// read validates the configuration and reads the data source.
func (d *dataSource) read(config object) (object, []*tfprotov6.Diagnostic) {
	d.t.Helper()
	return d.ReadData(d.typeName, config)
}

// mustRead is read, but fails the test on any diagnostic.
func (d *dataSource) mustRead(config object) object {
	d.t.Helper()
	state, diagnostics := d.read(config)
	if len(diagnostics) > 0 {
		d.t.Fatalf("%s: %q", d.typeName, acctest.Details(diagnostics))
	}
	return state
}

// validate only validates the configuration, as Terraform does while values are
// unknown.
func (d *dataSource) validate(config object) []*tfprotov6.Diagnostic {
	d.t.Helper()
	schemas, err := d.GetProviderSchema(d.t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		d.t.Fatal(err)
	}
	typ := schemas.DataSourceSchemas[d.typeName].ValueType()
	dynamic, err := tfprotov6.NewDynamicValue(typ, acctest.Value(typ, config))
	if err != nil {
		d.t.Fatal(err)
	}
	resp, err := d.ValidateDataResourceConfig(d.t.Context(), &tfprotov6.ValidateDataResourceConfigRequest{TypeName: d.typeName, Config: &dynamic})
	if err != nil {
		d.t.Fatal(err)
	}
	return resp.Diagnostics
}

// expectGets compares the GET requests that reached the server. A request is
// "path?query", with the path below the instance and without the parameters that
// all requests have.
func expectGets(t *testing.T, srv *mockserver.Server, want ...string) {
	t.Helper()
	var got []string
	for _, r := range srv.Requests(http.MethodGet) {
		path := strings.TrimPrefix(r.Path, "/instances/"+srv.InstanceID())
		_, query, _ := strings.Cut(r.RawQuery, "_embedded=true&")
		got = append(got, path+"?"+query)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("GET requests (-want +got):\n%s", diff)
	}
}

func expectEqual(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// valueAt returns the value at a path of names, or nil if there is none.
func valueAt(state any, names ...string) any {
	for _, name := range names {
		object, _ := state.(map[string]any)
		state = object[name]
	}
	return state
}

func parseTime(t *testing.T, text any) time.Time {
	t.Helper()
	s, _ := text.(string)
	parsed, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func millis(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
