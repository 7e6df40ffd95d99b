package customnode_test

import (
	"net/http"
	"testing"

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
	create, update := acctest.Creates(minimalConfig()), acctest.Updates(minimalConfig("name", "x"))
	rejected := func(method string, status int, message string) mockserver.Fault {
		return acctest.Rejection(method, "/nodes", status, message)
	}
	for name, failure := range map[string]acctest.Failure{
		"create, forbidden":  acctest.Fails(create, rejected("POST", 403, "no"), "all.Instance, all.Instance.bounded, instanceCustomNodes.*, instanceCustomNodes.post.", ""),
		"create, definition": acctest.Fails(create, rejected("POST", 400, "instanceCustomNode.nodes.0.type is required"), `ERROR Could not create custom node "node": POST`, "definition"),
		"read":               acctest.Fails(acctest.Reads, rejected("GET", 403, "no"), "instanceCustomNode.get", ""),
		"read, unreadable":   acctest.Fails(acctest.Reads, mockserver.Fault{Method: "GET", PathContains: "/nodes/", Status: 200, Body: `{"name":"node","triggers":[]}`, Times: -1}, "the custom node has no id", ""),
		"update":             acctest.Fails(update, rejected("PATCH", 400, "name is taken"), `ERROR Could not update custom node "node" (`, "name"),
		"delete":             acctest.Fails(acctest.Destroys, rejected("DELETE", 403, "no"), `ERROR Could not delete custom node "node" (`, ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failure.ExpectFailure(t, typeName, minimalConfig())
		})
	}
}

func TestCustomNodeDeletedOutsideTerraformLeavesTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	node := p.Apply(p.Null(), p.Config(minimalConfig()))
	acctest.ExpectDeletionIsNoticed(t, p, node, srv.RemoveCustomNode)
}

// With a token of another instance, the API responds with 404 to every request.
func TestTokenOfAnotherInstanceKeepsTheState(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	node := p.Apply(p.Null(), p.Config(minimalConfig()))
	acctest.ExpectKeptByAnotherInstance(t, srv, typeName, p.Text(node.State, "id"))
}

func TestUnstoredChangeIsNoticed(t *testing.T) {
	t.Parallel()
	acctest.ExpectUnstoredChangeIsNoticed(t, mockserver.Start(t), typeName, "/nodes/{id}", minimalConfig(), minimalConfig("name", "other"), "name for custom node")
}
