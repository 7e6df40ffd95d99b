package losant

import (
	"context"
	"encoding/json"
	"testing"
)

const (
	nodesAt = instanceAt + "/nodes"
	nodeAt  = nodesAt + "/" + otherID
)

var emptyDefinition = CustomNodeDefinition{Triggers: json.RawMessage(`[]`), Nodes: json.RawMessage(`[]`)}

func TestCustomNodes(t *testing.T) {
	t.Parallel()
	const (
		definition = `"triggers":[{"type":"customNodeStart"}],"nodes":[{"type":"x"}],"customNodeConfig":{"outputCount":1}`
		fields     = `"name":"n","description":"d","shortDescription":"s","iconData":"data:image/png;base64,AA==","docsUrl":"https://x.io",` +
			`"category":"data","minimumAgentVersion":"1.2.3","customNodeSupports":["edge"],` + definition
		nodeJSON = `{"id":"` + otherID + `","instanceCustomNodeId":"?","creationDate":"2026-01-01T00:00:00.000Z",
			"lastUpdated":"2026-01-02T00:00:00.000Z","stats":{"runCount":1},"usage":{},` + fields + `}`
	)
	parts := CustomNodeDefinition{
		Triggers: json.RawMessage(`[{"type":"customNodeStart"}]`), Nodes: json.RawMessage(`[{"type":"x"}]`), Config: json.RawMessage(`{"outputCount":1}`),
	}
	full := &CustomNode{
		ID: otherID, Name: "n", Description: "d", ShortDescription: "s", IconData: "data:image/png;base64,AA==", DocsURL: "https://x.io", Category: "data",
		MinimumAgentVersion: "1.2.3", Supports: []string{"edge"}, CreationDate: "2026-01-01T00:00:00.000Z", LastUpdated: "2026-01-02T00:00:00.000Z",
		CustomNodeDefinition: parts,
	}
	create := func(post CustomNodePost) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) { return c.CustomNodes.Create(ctx, instanceID, post) }
	}
	update := func(patch CustomNodePatch) func(context.Context, *Client) (any, error) {
		return func(ctx context.Context, c *Client) (any, error) {
			return c.CustomNodes.Update(ctx, instanceID, otherID, patch)
		}
	}
	get := func(ctx context.Context, c *Client) (any, error) { return c.CustomNodes.Get(ctx, instanceID, otherID) }
	checkExchanges(t, map[string]exchange{
		"get": {call: get, method: "GET", path: nodeAt, response: nodeJSON, want: full},
		"cleared": {
			call: get, method: "GET", path: nodeAt, response: `{"id":"` + otherID + `","name":"n","iconData":null,"category":"","triggers":[],"nodes":[]}`,
			want: &CustomNode{ID: otherID, Name: "n", CustomNodeDefinition: emptyDefinition},
		},
		"list": {
			call:   func(ctx context.Context, c *Client) (any, error) { return Collect(c.CustomNodes.All(ctx, instanceID)) },
			method: "GET", path: nodesAt, query: "&sortField=creationDate&sortDirection=asc&page=0&perPage=1000", response: `{"items":[` + nodeJSON + `],"totalCount":1}`, want: []*CustomNode{full},
		},
		"create": {
			call:       create(CustomNodePost{Name: "n", CustomNodeDefinition: emptyDefinition}),
			listsFirst: true, method: "POST", path: nodesAt, body: `{"name":"n","triggers":[],"nodes":[]}`, response: nodeJSON, want: full,
		},
		"create with all fields": {
			call: create(CustomNodePost{
				Name: "n", Description: "d", ShortDescription: "s", IconData: "data:image/png;base64,AA==", DocsURL: "https://x.io", Category: "data",
				MinimumAgentVersion: "1.2.3", Supports: []string{"edge"}, CustomNodeDefinition: parts,
			}),
			listsFirst: true, method: "POST", path: nodesAt, body: `{` + fields + `}`, response: nodeJSON, want: full,
		},
		"update": {
			call:   update(CustomNodePatch{Name: Set("n"), Supports: Set([]string{}), Nodes: Set(json.RawMessage(`[]`)), Category: Set("")}),
			method: "PATCH", path: nodeAt, body: `{"name":"n","category":"","customNodeSupports":[],"nodes":[]}`, response: nodeJSON, want: full,
		},
		"clear": {
			call:   update(CustomNodePatch{IconData: Clear[string]()}),
			method: "PATCH", path: nodeAt, body: `{"iconData":null}`, response: nodeJSON, want: full,
		},
		"delete": {
			call: func(ctx context.Context, c *Client) (any, error) {
				return nil, c.CustomNodes.Delete(ctx, instanceID, otherID)
			},
			method: "DELETE", path: nodeAt, response: `{"success":true}`,
		},
	})
}

// A node that was created without a response is found by its name and its definition, even if the server completes it.
func TestCustomNodeCreateFindsCreatedNode(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		server  *instanceServer
		methods string
		err     string
	}{
		"no fault":                 {&instanceServer{}, "GET POST", ""},
		"dropped after the effect": {&instanceServer{fault: failFirst(1, true, dropConnection)}, "GET POST GET", ""},
		"another one was created": {
			&instanceServer{fault: failFirst(1, false, dropConnection), rival: map[string]any{"name": "n", "nodes": []any{map[string]any{"type": "z"}}}},
			"GET POST GET", `the custom node "n" may have been created in instance ` + instanceID,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.server.add(map[string]any{"name": "n"})
			c, seen := tc.server.start(t)
			node, err := c.CustomNodes.Create(t.Context(), instanceID, CustomNodePost{Name: "n", CustomNodeDefinition: CustomNodeDefinition{
				Triggers: json.RawMessage(`[]`), Nodes: json.RawMessage(`[{"type":"b"},{"type":"a"}]`),
			}})
			switch {
			case tc.err != "":
				checkError(t, err, tc.err)
			case err != nil || node.ID != "000000000000000000000002":
				t.Errorf("got %+v, %v", node, err)
			}
			if got := seen.methods(); got != tc.methods {
				t.Errorf("requests %s, want %s", got, tc.methods)
			}
		})
	}
}

// Fields that the server adds to the items of a list do not hide that the list is the one that was posted.
func TestCompletedNodeHasValues(t *testing.T) {
	t.Parallel()
	post := CustomNodePost{Name: "n", CustomNodeDefinition: CustomNodeDefinition{
		Triggers: json.RawMessage(`[]`), Nodes: json.RawMessage(`[{"type":"b","config":{}},{"type":"a","config":{"x":1}}]`),
	}}
	stored := CustomNode{ID: "1", Name: "n", CustomNodeDefinition: CustomNodeDefinition{
		Triggers: json.RawMessage(`[]`), Nodes: json.RawMessage(`[{"type":"b","config":{"y":1}},{"type":"a","config":{"x":1}}]`), Config: json.RawMessage(`{}`),
	}}
	if !hasValues(&stored, post) {
		t.Error("the node that was created is not recognized")
	}
	stored.Nodes = json.RawMessage(`[{"type":"b","config":{"y":1}},{"type":"a","config":{"x":2}}]`)
	if hasValues(&stored, post) {
		t.Error("a node with another definition is taken for the one that was created")
	}
}
