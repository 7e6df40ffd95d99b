package customnode_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestPlanComparesWithTheLimit(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		limit       int
		scopes      []string
		first, want string // the warnings
	}{
		"below the limit": {limit: 4},
		"above the limit": {limit: 3, want: `WARNING Custom node "second" exceeds the limit of the instance: With this plan instance "`},
		"without scopes":  {limit: 3, scopes: []string{"instanceCustomNodes.post"}, first: "WARNING Checks skipped: the API token lacks the scope instance.get: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"instanceCustomNode": tc.limit}})
			srv.AddCustomNode(mockserver.Doc{"name": "a"})
			srv.AddCustomNode(mockserver.Doc{"name": "b"})
			block := object{}
			if tc.scopes != nil {
				block["api_token"] = srv.AddToken(tc.scopes...)
			}
			p := acctest.NewProtocol(t, srv, typeName, block)
			var first, second acctest.Planned
			p.Run(func() {
				first = p.Plan(p.Null(), p.Config(minimalConfig("name", "first")))
				second = p.Plan(p.Null(), p.Config(minimalConfig("name", "second")))
			})
			if tc.first == "" {
				acctest.ExpectDetails(t, first.Diagnostics)
			} else {
				acctest.ExpectDetails(t, first.Diagnostics, tc.first)
				return
			}
			if tc.want == "" {
				acctest.ExpectDetails(t, second.Diagnostics)
				return
			}
			acctest.ExpectDetails(t, second.Diagnostics, tc.want)
			if got := acctest.Details(second.Diagnostics)[0]; !strings.Contains(got, "has 4 custom nodes, but its limit instance_custom_node is 3") {
				t.Errorf("got %s", got)
			}
			acctest.ExpectCount(t, srv, http.MethodGet, 2)
		})
	}
}

// An update needs no more room. It only asks whether the token works.
func TestPlanOfAnUpdateDoesNotReadTheList(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	node := p.Apply(p.Null(), p.Config(minimalConfig()))
	srv.ResetRequests()
	acctest.ExpectDetails(t, p.Plan(node, p.Config(fullConfig())).Diagnostics)
	acctest.ExpectCount(t, srv, http.MethodGet, 1)
}

func TestPlanWarnsThatTheConfigStays(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	node := p.Apply(p.Null(), p.Config(fullConfig()))
	planned := p.Plan(node, p.Config(fullConfig("definition", empty)))
	acctest.ExpectDetails(t, planned.Diagnostics, `WARNING Custom node "node" (`+p.Text(node.State, "id")+`) keeps its customNodeConfig: The definition no longer has the field customNodeConfig`)
	if got := acctest.RootOf(planned.Diagnostics[0]); got != "definition" {
		t.Errorf("got path %q", got)
	}
	acctest.ExpectDetails(t, p.Plan(node, p.Config(fullConfig("definition", acctest.Unknown))).Diagnostics)
}
