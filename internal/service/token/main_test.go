package token_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const typeName = "losant_instance_api_token"

func TestMain(m *testing.M) { acctest.Main(m) }

func newProtocol(t *testing.T, srv *mockserver.Server) *acctest.Protocol {
	t.Helper()
	return acctest.NewProtocol(t, srv, typeName, nil)
}

// minimalConfig returns a minimal configuration with changes: pairs of an attribute and a
// value.
func minimalConfig(changes ...any) map[string]any {
	config := map[string]any{"name": "ci", "scopes": []any{"instanceOrg.*", "instance.get"}}
	for i := 0; i+1 < len(changes); i += 2 {
		config[changes[i].(string)] = changes[i+1] //nolint:forcetypeassert // The test may panic.
	}
	return config
}

// otherTokens returns the tokens except the one that the provider uses.
func otherTokens(srv *mockserver.Server) []mockserver.Doc { return srv.InstanceTokens()[1:] }

// replaced reports whether exactly these attributes force a new resource.
func replaced(planned acctest.Planned, attributes ...string) bool {
	var paths []string
	for _, p := range planned.RequiresReplace {
		paths = append(paths, p.String())
	}
	var want []string
	for _, name := range attributes {
		want = append(want, tftypes.NewAttributePath().WithAttributeName(name).String())
	}
	return slices.Equal(paths, want)
}
