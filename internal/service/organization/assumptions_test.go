package organization_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// expectedFailures lists the settings under which no client can succeed, with the
// beginning of the expected failure.
var expectedFailures = map[string]string{
	// Appended elements cannot be removed.
	"tags-patch=append":    "plan is not empty",
	"domains-patch=append": "plan is not empty",
	// A key cannot have two values.
	"duplicate-tag-keys=last-wins": "plan is not empty",
	"duplicate-tag-keys=refused":   "apply: ERROR Could not update organization",
}

// Each setting of each assumption that matters is tested on its own.
func TestLifecycleUnderEveryAssumption(t *testing.T) {
	t.Parallel()
	acctest.RunUnderAssumptions(t, expectedFailures, func(t *testing.T, opt mockserver.Option) string {
		t.Helper()
		return lifecycle(t, auditableServer(t, opt))
	})
}

// lifecycle creates, changes, clears, imports and destroys an organization, and
// expects an empty plan after each step. It returns the first failure, or "".
func lifecycle(t *testing.T, srv *mockserver.Server) string {
	t.Helper()
	full := everything()
	changed := maps.Clone(full)
	changed["description"] = "Grows more things."
	changed["limits"] = map[string]any{"device": 20, "webhook": 3}
	changed["tags"] = map[string]any{"plan": []any{"basic"}}
	changed["banner"] = map[string]any{"level": "critical", "message": "Hello again"}
	changed["payloads_enabled_until"] = "2098-01-31T00:00:00Z"
	bare := map[string]any{"name": "Acme"}
	off := map[string]any{"name": "Acme", "payloads_enabled": false}

	object := newProtocol(t, srv).Null()
	for step, config := range []map[string]any{bare, full, changed, off, bare} {
		p := newProtocol(t, srv) // Each apply is a run of its own.
		planned := p.Plan(object, p.Config(config))
		if got := acctest.Errors(planned.Diagnostics); len(got) > 0 {
			return "plan: " + strings.Join(got, "; ")
		}
		applied, diagnostics := p.ApplyPlanned(object, p.Config(config), planned)
		if got := acctest.Errors(diagnostics); len(got) > 0 {
			return "apply: " + strings.Join(got, "; ")
		}
		object = p.MustRefresh(applied)
		if got := plannedChanges(p, object, config); got != "" {
			return "plan is not empty: " + got
		}
		if step != 2 {
			continue
		}
		imported, diagnostics := p.Import(p.Text(object.State, "id"), nil)
		if got := acctest.Errors(diagnostics); len(got) > 0 {
			return "import: " + strings.Join(got, "; ")
		}
		if got := plannedChanges(p, imported, config); got != "" {
			return "plan after import is not empty: " + got
		}
	}
	p := newProtocol(t, srv)
	planned := p.Plan(object, p.Null().State)
	if got := acctest.Errors(planned.Diagnostics); len(got) > 0 {
		return "plan to destroy: " + strings.Join(got, "; ")
	}
	planned.State = tftypes.NewValue(p.Type, nil)
	_, diagnostics := p.ApplyPlanned(object, planned.State, planned)
	return strings.Join(acctest.Errors(diagnostics), "; ")
}

func plannedChanges(p *acctest.Protocol, object acctest.Object, config map[string]any) string {
	planned := p.Plan(object, p.Config(config))
	diffs, err := object.State.Diff(planned.State)
	if err != nil {
		return err.Error()
	}
	var paths []string
	for _, d := range diffs {
		paths = append(paths, d.String())
	}
	return strings.Join(append(paths, acctest.Errors(planned.Diagnostics)...), "; ")
}
