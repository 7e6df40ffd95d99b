package customnode_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// Each setting of each assumption that matters is tested on its own.
func TestLifecycleUnderItsAssumptions(t *testing.T) {
	t.Parallel()
	acctest.RunUnderAssumptions(t, nil, func(t *testing.T, opt mockserver.Option) string {
		t.Helper()
		return lifecycle(t, mockserver.Start(t, opt))
	})
}

// lifecycle creates, changes, clears, imports and destroys a custom node, and
// expects an empty plan after each step. It returns the first failure, or "".
func lifecycle(t *testing.T, srv *mockserver.Server) string {
	t.Helper()
	full := fullConfig("definition", strings.Replace(aDefinition, `, "icon": "bolt"`, "", 1))
	plain := strings.NewReplacer(`, "icon": "bolt"`, "", `"resultDescription": "d", `, "").Replace(aDefinition)
	cleared := fullConfig("definition", plain, "icon_data", nil, "category", nil, "docs_url", nil, "short_description", nil, "supports", []any{})
	p := newProtocol(t, srv)
	node := p.Null()
	for _, config := range []object{minimalConfig(), full, cleared, full, minimalConfig()} {
		planned := p.Plan(node, p.Config(config))
		if got := acctest.Errors(planned.Diagnostics); len(got) > 0 {
			return "plan: " + got[0]
		}
		applied, diagnostics := p.ApplyPlanned(node, p.Config(config), planned)
		if got := acctest.Errors(diagnostics); len(got) > 0 {
			return "apply: " + got[0]
		}
		node = p.MustRefresh(applied)
		imported, diagnostics := p.Import(p.Text(node.State, "id"), nil)
		if got := acctest.Errors(diagnostics); len(got) > 0 {
			return "import: " + got[0]
		}
		for name, prior := range map[string]acctest.Object{"after apply": node, "after import": imported} {
			planned := p.Plan(prior, p.Config(config))
			if diffs, err := prior.State.Diff(planned.State); err != nil || len(diffs) > 0 {
				return fmt.Sprintf("plan %s is not empty: %v %v", name, diffs, err)
			}
		}
	}
	return strings.Join(acctest.Errors(acctest.Destroys(p, node)), "; ")
}

// A field that Losant drops is a difference once after an import, because the state
// is what Losant returned. Nothing is a difference after an apply.
func TestDroppedFieldsAreSentOnceAfterAnImport(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("node-trigger-fields", "dropped"))
	p := newProtocol(t, srv)
	created := p.MustRefresh(p.Apply(p.Null(), p.Config(fullConfig())))
	p.ExpectEmpty(created, fullConfig())
	imported, diagnostics := p.Import(p.Text(created.State, "id"), nil)
	acctest.ExpectDetails(t, diagnostics)
	srv.ResetRequests()
	node := p.MustRefresh(p.Apply(imported, p.Config(fullConfig())))
	acctest.ExpectWrites(t, srv, "PATCH /nodes/"+p.Text(node.State, "id"))
	p.ExpectEmpty(node, fullConfig())
}
