package notification_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// switches are the assumptions that can touch a rule.
var switches = []string{
	"email-case", "empty-description", "error-types", "filter-case", "forbidden-status", "max-per-page", "rule-callback-clear", "rule-defaults", "rule-email-clear", "rule-impossible-query", "rule-patch", "rule-query-text", "unknown-fields",
}

// A rule lives under each setting of each of them, one at a time: it is made,
// changed, cleared, imported and destroyed, and each plan in between is empty.
func TestLifeUnderItsSwitches(t *testing.T) {
	t.Parallel()
	acctest.LiveUnder(t, acctest.SwitchesNamed(t, switches...), nil, func(t *testing.T, opt mockserver.Option) string {
		t.Helper()
		return life(t, mockserver.Start(t, opt))
	})
}

// life returns what went wrong, "" for nothing.
func life(t *testing.T, srv *mockserver.Server) string {
	t.Helper()
	bare := least()
	full := least("description", "d", "enabled", false, "target_query", `{ "name": "x", "id": null }`, "rule",
		object{"type": "payloadUsage", "threshold": 12.5, "max_frequency": "daily"}, "email",
		anEmail("send_to_target", "members", "send_to_addresses", []any{"B@acme.example", "a@acme.example"}))
	changed := least("description", "e", "target_query", `{"id": null}`, "callback_url", nil, "email", anEmail("subject_template", "t"))
	p := newProtocol(t, srv)
	made := p.Null()
	for _, config := range []object{bare, full, changed, bare, full} {
		planned := p.Plan(made, p.Config(config))
		if got := acctest.Errors(planned.Diagnostics); len(got) > 0 {
			return "plan: " + got[0]
		}
		applied, diagnostics := p.ApplyPlanned(made, p.Config(config), planned)
		if got := acctest.Errors(diagnostics); len(got) > 0 {
			return "apply: " + got[0]
		}
		made = p.MustRefresh(applied)
		imported, diagnostics := p.Import(p.Text(made.State, "id"), nil)
		if got := acctest.Errors(diagnostics); len(got) > 0 {
			return "import: " + got[0]
		}
		for name, prior := range map[string]acctest.Object{"after apply": made, "after import": imported} {
			planned := p.Plan(prior, p.Config(config))
			if diffs, err := prior.State.Diff(planned.State); err != nil || len(diffs) > 0 {
				return fmt.Sprintf("plan %s is not empty: %v %v", name, diffs, err)
			}
		}
	}
	return strings.Join(acctest.Errors(destroy(p, made)), "; ")
}
