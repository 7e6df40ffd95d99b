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
)

func TestMain(m *testing.M) { acctest.Main(m) }

// source reads a data source in one run.
type source struct {
	*acctest.Server
	t        *testing.T
	typeName string
}

// newSource starts a run.
func newSource(t *testing.T, srv *mockserver.Server, typeName string) *source {
	t.Helper()
	return newSourceWithToken(t, srv, srv.Token(), typeName)
}

func newSourceWithToken(t *testing.T, srv *mockserver.Server, token, typeName string) *source {
	t.Helper()
	return &source{acctest.NewServer(t, srv, object{"api_token": token}), t, typeName}
}

// in returns another data source in the same run.
func (s *source) in(typeName string) *source { return &source{s.Server, s.t, typeName} }

func (s *source) read(config map[string]any) (map[string]any, []*tfprotov6.Diagnostic) {
	s.t.Helper()
	return s.ReadData(s.typeName, config)
}

// mustRead calls read, and fails the test if there is a diagnostic.
func (s *source) mustRead(config map[string]any) map[string]any {
	s.t.Helper()
	state, diagnostics := s.read(config)
	if len(diagnostics) > 0 {
		s.t.Fatalf("%s: %q", s.typeName, acctest.Details(diagnostics))
	}
	return state
}

// expectGets compares the reads that reached the server, as "path?query" below
// the instance, without the parameters that all have.
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

// at returns the value at a path of names, or nil.
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
