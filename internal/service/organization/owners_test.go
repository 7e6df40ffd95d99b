package organization_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// A plan warns if two resources manage the same limit, in either order, whether or
// not they change.
func TestLimitsOfTwoResources(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		first, second map[string]any // limits of losant_organization and losant_organization_limits
		warns         bool
	}{
		"the same limit":   {map[string]any{"device": 5, "flow": 1}, map[string]any{"device": 5}, true},
		"different limits": {map[string]any{"flow": 1}, map[string]any{"device": 5}, false},
		"a null limit":     {map[string]any{"flow": 1, "device": nil}, map[string]any{"device": 5}, false},
	} {
		for _, isReversed := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t)
				p := newProtocol(t, srv)
				config := p.Config(map[string]any{"name": "Acme", "limits": tc.first})
				object := p.MustRefresh(p.Apply(p.Null(), config))
				q := p.Other("losant_organization_limits")
				limitsConfig := q.Config(map[string]any{"organization_id": p.Text(object.State, "id"), "limits": tc.second})
				limits := q.MustRefresh(q.Apply(q.Null(), limitsConfig))
				srv.ResetRequests()

				plans := []func() acctest.Planned{
					func() acctest.Planned { return p.Plan(object, config) },
					func() acctest.Planned { return q.Plan(limits, limitsConfig) },
				}
				if isReversed {
					plans[0], plans[1] = plans[1], plans[0]
				}
				p.Run(func() {
					acctest.ExpectDetails(t, plans[0]().Diagnostics)
					var want []string
					if tc.warns {
						want = []string{"Limits of " + acctest.OrganizationName(srv, p.Text(object.State, "id")) + " are managed by two resources"}
					}
					acctest.ExpectDetails(t, plans[1]().Diagnostics, want...)
				})
				acctest.ExpectCount(t, srv, "GET", 0) // The name is in the state.
			})
		}
	}
}
