package notification_test

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

// lifecycle creates, changes, clears, imports and destroys a rule, and expects an
// empty plan after each step. It returns the first failure, or "".
func lifecycle(t *testing.T, srv *mockserver.Server) string {
	t.Helper()
	bare := minimalConfig()
	full := minimalConfig("description", "d", "enabled", false, "target_query", `{ "name": "x", "id": null }`, "rule",
		object{"type": "payloadUsage", "threshold": 12.5, "max_frequency": "daily"}, "email",
		anEmail("send_to_target", "members", "send_to_addresses", []any{"B@acme.example", "a@acme.example"}))
	changed := minimalConfig("description", "e", "target_query", `{"id": null}`, "callback_url", nil, "email", anEmail("subject_template", "t"))
	p := newProtocol(t, srv)
	rule := p.Null()
	for _, config := range []object{bare, full, changed, bare, full} {
		planned := p.Plan(rule, p.Config(config))
		if got := acctest.Errors(planned.Diagnostics); len(got) > 0 {
			return "plan: " + got[0]
		}
		applied, diagnostics := p.ApplyPlanned(rule, p.Config(config), planned)
		if got := acctest.Errors(diagnostics); len(got) > 0 {
			return "apply: " + got[0]
		}
		rule = p.MustRefresh(applied)
		imported, diagnostics := p.Import(p.Text(rule.State, "id"), nil)
		if got := acctest.Errors(diagnostics); len(got) > 0 {
			return "import: " + got[0]
		}
		for name, prior := range map[string]acctest.Object{"after apply": rule, "after import": imported} {
			planned := p.Plan(prior, p.Config(config))
			if diffs, err := prior.State.Diff(planned.State); err != nil || len(diffs) > 0 {
				return fmt.Sprintf("plan %s is not empty: %v %v", name, diffs, err)
			}
		}
	}
	return strings.Join(acctest.Errors(acctest.Destroys(p, rule)), "; ")
}
