package customnode_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const typeName = "losant_instance_custom_node"

func TestMain(m *testing.M) { acctest.Main(m) }

func newProtocol(t *testing.T, srv *mockserver.Server) *acctest.Protocol {
	t.Helper()
	return acctest.NewProtocol(t, srv, typeName, nil)
}

type object = map[string]any

const (
	icon  = "data:image/png;base64,AA=="
	empty = `{"triggers":[],"nodes":[]}`
	// aDefinition is not in the form that the API returns.
	aDefinition = `{
  "triggers": [{"type": "customNodeStart", "meta": {"name": "customNodeStart", "x": 60, "y": 40, "icon": "bolt"}, "outputIds": [["a"]]}],
  "nodes": [{"id": "a", "type": "DebugNode", "config": {"message": "${x}"}}],
  "customNodeConfig": {"outputCount": 1, "resultMode": "optional", "resultDescription": "d", "fields": [{"type": "section", "label": "s"}]}
}`
)

// minimalConfig returns a minimal configuration with changes: pairs of an attribute
// and a value.
func minimalConfig(changes ...any) object {
	config := object{"name": "node", "definition": empty}
	for i := 0; i+1 < len(changes); i += 2 {
		config[changes[i].(string)] = changes[i+1] //nolint:forcetypeassert // The test may panic.
	}
	return config
}

func fullConfig(changes ...any) object {
	return minimalConfig(append([]any{
		"description", "d", "short_description", "s", "category", "data", "icon_data", icon, "docs_url", "https://acme.example",
		"minimum_agent_version", "1.40.0", "supports",
		[]any{"edge"},
		"definition", aDefinition,
	}, changes...)...)
}
