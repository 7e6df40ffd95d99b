package faults_test

import (
	"fmt"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// workspace is one of several configurations of the same organization.
type workspace struct {
	*acctest.Protocol
	object  acctest.Object
	config  map[string]any
	planned acctest.Planned
}

func (w *workspace) plan(config map[string]any) {
	w.object, w.config = w.MustRefresh(w.object), config
	w.planned = w.Plan(w.object, w.Config(config))
}

// apply applies the plan, even if it is outdated.
func (w *workspace) apply() []string {
	object, diagnostics := w.ApplyPlanned(w.object, w.Config(w.config), w.planned)
	w.object = object
	return acctest.Errors(diagnostics)
}

// Two workspaces plan, and then apply at the same time. Each sends only the limits
// that it changes.
func TestWorkspacesSendOnlyTheirLimits(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	whole := &workspace{Protocol: acctest.NewProtocol(t, srv, "losant_organization", nil)}
	whole.object = whole.Apply(whole.Null(), whole.Config(map[string]any{"name": "Acme"}))
	id := whole.Text(whole.object.State, "id")
	part := &workspace{Protocol: acctest.NewProtocol(t, srv, "losant_organization_limits", nil)}
	part.object = part.Null()
	for n := 1; n <= 20; n++ {
		whole.plan(map[string]any{
			"name": "Acme", "limits": map[string]any{"device": n, "webhook": 2 * n}, "tags": map[string]any{"round": []any{strconv.Itoa(n)}},
		})
		config := map[string]any{"organization_id": id, "limits": map[string]any{"flow": 3 * n, "member": 4 * n}}
		if part.object.State.IsNull() {
			part.config, part.planned = config, part.Plan(part.object, part.Config(config))
		} else {
			part.plan(config)
		}
		var group sync.WaitGroup
		for _, w := range []*workspace{whole, part} {
			group.Go(func() {
				if failed := w.apply(); len(failed) > 0 {
					t.Errorf("round %d: %q", n, failed)
				}
			})
		}
		group.Wait()
		limits, _ := srv.Organization(id)["limits"].(mockserver.Doc)
		got := fmt.Sprint(limits["device"], limits["webhook"], limits["flow"], limits["member"], srv.Organization(id)["tags"])
		if want := fmt.Sprintf("%d %d %d %d [map[key:round value:%d]]", n, 2*n, 3*n, 4*n, n); got != want {
			t.Errorf("the server contains %s, want %s", got, want)
		}
		whole.ExpectEmpty(whole.MustRefresh(whole.object), whole.config)
		part.ExpectEmpty(part.MustRefresh(part.object), part.config)
	}
}

// The API has one list of tags. A workspace that changes no tag does not send them.
// If two workspaces change tags, the later one keeps what its plan did not know, and
// the next plan of each shows what it would remove.
func TestWorkspacesAndTags(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme", "tags": []any{mockserver.Doc{"key": "team", "value": "a"}}})
	tags := func(pairs ...string) []any {
		list := []any{}
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, map[string]any{"key": pairs[i], "value": pairs[i+1]})
		}
		return list
	}
	expect := func(when string, want []any) {
		t.Helper()
		if diff := cmp.Diff(want, srv.Organization(id)["tags"]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
	}
	join := func(team string) *workspace {
		block := map[string]any{"default_tags": map[string]any{"team": []any{team}}}
		w := &workspace{Protocol: acctest.NewProtocol(t, srv, "losant_organization", block)}
		imported, diagnostics := w.Import(id, nil)
		if failed := acctest.Errors(diagnostics); len(failed) > 0 {
			t.Fatal(failed)
		}
		w.object = w.MustRefresh(imported)
		return w
	}
	a, b := join("a"), join("b")

	a.plan(map[string]any{"name": "Acme", "description": "By a."})
	b.plan(map[string]any{"name": "Acme", "description": "By a.", "tags": map[string]any{"stage": []any{"test"}}})
	for _, w := range []*workspace{b, a} { // The plan of a changes no tags.
		if failed := w.apply(); len(failed) > 0 {
			t.Error(failed)
		}
	}
	expect("after another attribute was changed", tags("stage", "test", "team", "b"))

	a.plan(map[string]any{"name": "Acme", "description": "By a.", "tags": map[string]any{"region": []any{"eu"}}})
	b.plan(map[string]any{"name": "Acme", "description": "By a.", "tags": map[string]any{"stage": []any{"live"}}})
	for _, w := range []*workspace{a, b} {
		if failed := w.apply(); len(failed) > 0 {
			t.Error(failed)
		}
	}
	expect("after both changed the tags", tags("region", "eu", "stage", "live", "team", "b"))
	for name, w := range map[string]*workspace{"a": a, "b": b} {
		w.object = w.MustRefresh(w.object)
		if planned := w.Plan(w.object, w.Config(w.config)); planned.State.Equal(w.object.State) {
			t.Errorf("the plan of workspace %s is empty", name)
		}
	}
}
