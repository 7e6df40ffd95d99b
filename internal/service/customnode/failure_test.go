package customnode_test

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestLostResponseCreatesOneCustomNode(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fault mockserver.Fault
		posts int
	}{
		"connection reset after the effect":  {mockserver.Fault{Method: http.MethodPost, Reset: true, After: true}, 1},
		"connection reset before the effect": {mockserver.Fault{Method: http.MethodPost, Reset: true}, 2},
		"response of a proxy":                {mockserver.Fault{Method: http.MethodPost, Status: http.StatusBadGateway, Body: "<h1>Bad gateway</h1>", After: true}, 1},
	} {
		for _, setting := range []string{"kept", "completed"} {
			t.Run(name+"/"+setting, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t, mockserver.With("node-definition", setting))
				srv.Fail(tc.fault)
				p := newProtocol(t, srv)
				node := p.Apply(p.Null(), p.Config(fullConfig()))
				if all := srv.CustomNodes(); len(all) != 1 || all[0]["id"] != p.Text(node.State, "id") {
					t.Errorf("got custom nodes %v, want the one in the state", all)
				}
				acctest.ExpectCount(t, srv, http.MethodPost, tc.posts)
				p.ExpectEmpty(p.MustRefresh(node), fullConfig())
			})
		}
	}
}

func TestErrorsNameTheCustomNodeAndTheAttribute(t *testing.T) {
	t.Parallel()
	create := func(p *acctest.Protocol, _ acctest.Object) []*tfprotov6.Diagnostic {
		config := p.Config(minimalConfig())
		_, diagnostics := p.ApplyPlanned(p.Null(), config, p.Plan(p.Null(), config))
		return diagnostics
	}
	update := func(p *acctest.Protocol, node acctest.Object) []*tfprotov6.Diagnostic {
		config := p.Config(minimalConfig("name", "x"))
		_, diagnostics := p.ApplyPlanned(node, config, p.Plan(node, config))
		return diagnostics
	}
	read := func(p *acctest.Protocol, node acctest.Object) []*tfprotov6.Diagnostic {
		_, diagnostics := p.Refresh(node)
		return diagnostics
	}
	rejected := func(method string, status int, message string) mockserver.Fault {
		return mockserver.Fault{Method: method, PathContains: "/nodes", Status: status, Body: `{"type":"x","message":"` + message + `"}`, Times: -1}
	}
	for name, tc := range map[string]struct {
		act   func(*acctest.Protocol, acctest.Object) []*tfprotov6.Diagnostic
		fault mockserver.Fault
		want  string
		at    string
	}{
		"create, forbidden":  {create, rejected("POST", 403, "no"), "all.Instance, all.Instance.bounded, instanceCustomNodes.*, instanceCustomNodes.post.", ""},
		"create, definition": {create, rejected("POST", 400, "nodes[].type is required"), `ERROR Could not create custom node "node": POST`, "definition"},
		"read":               {read, rejected("GET", 403, "no"), "instanceCustomNode.get", ""},
		"read, unreadable":   {read, mockserver.Fault{Method: "GET", PathContains: "/nodes/", Status: 200, Body: `{"name":"node","triggers":[]}`, Times: -1}, "the custom node has no id", ""},
		"update":             {update, rejected("PATCH", 400, "name is taken"), `ERROR Could not update custom node "node" (`, "name"},
		"delete":             {destroy, rejected("DELETE", 403, "no"), `ERROR Could not delete custom node "node" (`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			node := p.Apply(p.Null(), p.Config(minimalConfig()))
			srv.Fail(tc.fault)
			diagnostics := tc.act(p, node)
			acctest.ExpectDetails(t, diagnostics, tc.want)
			if got := acctest.RootOf(diagnostics[0]); got != tc.at {
				t.Errorf("got path %q, want %q", got, tc.at)
			}
		})
	}
}

func TestCustomNodeDeletedOutsideTerraformLeavesTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	node := p.Apply(p.Null(), p.Config(minimalConfig()))
	srv.RemoveCustomNode(p.Text(node.State, "id"))
	if refreshed := p.MustRefresh(node); !refreshed.State.IsNull() {
		t.Error("the custom node is still in the state")
	}
	acctest.ExpectDetails(t, destroy(p, node))
}

// With a token of another instance, the API responds with 404 to every request.
func TestTokenOfAnotherInstanceKeepsTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	node := p.Apply(p.Null(), p.Config(minimalConfig()))
	stranger := acctest.NewProtocol(t, srv, typeName, object{"instance_id": srv.AddInstance(mockserver.Doc{})})
	foreign, diagnostics := stranger.Import(p.Text(node.State, "id"), nil)
	acctest.ExpectDetails(t, diagnostics, "Instance was not found")
	if foreign.State.IsNull() {
		t.Error("the custom node is no longer in the state")
	}
}
