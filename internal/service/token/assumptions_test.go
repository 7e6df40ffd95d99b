package token_test

import (
	"fmt"
	"maps"
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

// lifecycle creates, changes, clears, imports and destroys a token, and expects an
// empty plan after each step. It returns the first failure, or "".
func lifecycle(t *testing.T, srv *mockserver.Server) string {
	t.Helper()
	full := minimalConfig("description", "d", "expires_at", soon, "status", "active")
	changed := maps.Clone(full)
	changed["name"], changed["description"], changed["status"] = "cd", "e", "inactive"
	bare := minimalConfig("expires_at", soon)
	p := newProtocol(t, srv)
	object := p.Null()
	for _, config := range []map[string]any{bare, full, changed, bare} {
		applied, diagnostics := p.ApplyPlanned(object, p.Config(config), p.Plan(object, p.Config(config)))
		if got := acctest.Errors(diagnostics); len(got) > 0 {
			return "apply: " + got[0]
		}
		object = p.MustRefresh(applied)
		imported, diagnostics := p.Import(p.Text(object.State, "id"), nil)
		if got := acctest.Errors(diagnostics); len(got) > 0 {
			return "import: " + got[0]
		}
		for name, prior := range map[string]acctest.Object{"after apply": object, "after import": imported} {
			planned := p.Plan(prior, p.Config(config))
			if diffs, err := prior.State.Diff(planned.State); err != nil || len(diffs) > 0 {
				return fmt.Sprintf("plan %s is not empty: %v %v", name, diffs, err)
			}
		}
	}
	_, diagnostics := p.Destroy(object)
	return strings.Join(acctest.Errors(diagnostics), "; ")
}

// The API does not document whether it deletes expired tokens.
func TestExpiredTokenThatIsNotFoundLeavesTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("token-expired", "gone"))
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(minimalConfig("expires_at", soon)))
	srv.EditToken(p.Text(object.State, "id"), mockserver.Doc{"expirationDate": "2020-01-01T00:00:00Z"})
	if refreshed := newProtocol(t, srv).MustRefresh(object); !refreshed.State.IsNull() {
		t.Error("the token is still in the state")
	}
}
