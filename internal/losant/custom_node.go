package losant

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
)

// The operations on custom nodes.
var (
	opListCustomNodes  = newOperation("instanceCustomNodes.get", http.MethodGet, readAccess)
	opCreateCustomNode = newOperation("instanceCustomNodes.post", http.MethodPost, writeAccess)
	opGetCustomNode    = newOperation("instanceCustomNode.get", http.MethodGet, readAccess)
	opUpdateCustomNode = newOperation("instanceCustomNode.patch", http.MethodPatch, writeAccess)
	opDeleteCustomNode = newOperation("instanceCustomNode.delete", http.MethodDelete, writeAccess)
)

// CustomNodeService reads and changes the custom workflow nodes of an instance.
type CustomNodeService struct {
	client    *Client
	creations creations[CustomNode]
	lists     readCache[map[string]bool] // the ids of the list, by instance id
}

func newCustomNodeService(c *Client) *CustomNodeService {
	return &CustomNodeService{client: c, creations: creations[CustomNode]{
		client: c, noun: "custom node", path: customNodesPath, createOp: opCreateCustomNode, listOp: opListCustomNodes,
		idAndName: func(n *CustomNode) (id, name string) { return n.ID, n.Name },
	}}
}

// CustomNode is a workflow node that an instance offers to its organizations. Dates are in the server's format.
type CustomNode struct {
	ID                  string   `json:"id"`
	Name                string   `json:"name"` // not documented to be unique
	Description         string   `json:"description"`
	ShortDescription    string   `json:"shortDescription"`
	IconData            string   `json:"iconData"` // a data URL of an image
	DocsURL             string   `json:"docsUrl"`
	Category            string   `json:"category"` // data, experience, logic, output or debug
	MinimumAgentVersion string   `json:"minimumAgentVersion"`
	Supports            []string `json:"customNodeSupports"` // cloud or edge
	CreationDate        string   `json:"creationDate"`
	LastUpdated         string   `json:"lastUpdated"`
	CustomNodeDefinition
}

// CustomNodeDefinition is what a custom node does. Its parts are JSON that this client does not interpret: a list, a
// list and an object.
type CustomNodeDefinition struct {
	Triggers json.RawMessage `json:"triggers"`
	Nodes    json.RawMessage `json:"nodes"`
	Config   json.RawMessage `json:"customNodeConfig,omitempty"`
}

// CustomNodePost is a new custom node. Name, triggers and nodes are required.
type CustomNodePost struct {
	Name                string   `json:"name"`
	Description         string   `json:"description,omitempty"`
	ShortDescription    string   `json:"shortDescription,omitempty"`
	IconData            string   `json:"iconData,omitempty"`
	DocsURL             string   `json:"docsUrl,omitempty"`
	Category            string   `json:"category,omitempty"`
	MinimumAgentVersion string   `json:"minimumAgentVersion,omitempty"`
	Supports            []string `json:"customNodeSupports,omitempty"`
	CustomNodeDefinition
}

// CustomNodePatch changes a custom node. Fields that are not set keep their values. The icon is cleared with Clear, the
// other texts with "", except for the agent version, which cannot be cleared.
type CustomNodePatch struct {
	Name                Optional[string]          `json:"name,omitzero"`
	Description         Optional[string]          `json:"description,omitzero"`
	ShortDescription    Optional[string]          `json:"shortDescription,omitzero"`
	IconData            Optional[string]          `json:"iconData,omitzero"`
	DocsURL             Optional[string]          `json:"docsUrl,omitzero"`
	Category            Optional[string]          `json:"category,omitzero"`
	MinimumAgentVersion Optional[string]          `json:"minimumAgentVersion,omitzero"`
	Supports            Optional[[]string]        `json:"customNodeSupports,omitzero"`
	Triggers            Optional[json.RawMessage] `json:"triggers,omitzero"`
	Nodes               Optional[json.RawMessage] `json:"nodes,omitzero"`
	Config              Optional[json.RawMessage] `json:"customNodeConfig,omitzero"`
}

// IsEmpty reports whether the patch changes nothing.
func (p CustomNodePatch) IsEmpty() bool { return p == CustomNodePatch{} }

func (n *CustomNode) identity() (instanceID, id string) { return "", n.ID }

func (n *CustomNode) validate() error {
	if n.ID == "" {
		return errors.New("the custom node has no id")
	}
	return nil
}

func (n *CustomNode) complete() error {
	switch {
	case n.Name == "":
		return errors.New("the custom node has no name")
	case !beginsWith(n.Triggers, '['):
		return errors.New("the custom node has no triggers")
	case !beginsWith(n.Nodes, '['):
		return errors.New("the custom node has no nodes")
	case n.HasConfig() && !beginsWith(n.Config, '{'):
		return errors.New("the customNodeConfig of the custom node is not an object")
	}
	return nil
}

// HasConfig reports whether there is a customNodeConfig. Null is none.
func (d *CustomNodeDefinition) HasConfig() bool {
	return len(d.Config) > 0 && !bytes.Equal(d.Config, []byte("null"))
}

// beginsWith reports whether a JSON value begins with a character, which tells its type.
func beginsWith(value json.RawMessage, first byte) bool {
	value = bytes.TrimLeft(value, " \t\r\n")
	return len(value) > 0 && value[0] == first
}

func customNodesPath(instanceID string) path { return instancePath(instanceID).segment("nodes") }

func customNodePath(instanceID, id string) path {
	return customNodesPath(instanceID).id("custom node", id)
}

// All yields the custom nodes of an instance, the oldest first. It takes WithPageSize and WithTotal.
func (s *CustomNodeService) All(ctx context.Context, instanceID string, opts ...ReadOption) iter.Seq2[*CustomNode, error] {
	return paged[CustomNode](ctx, s.client, opListCustomNodes, customNodesPath(instanceID), newReadOptions(append(opts, oldestFirst())))
}

// ConfirmAbsence returns nil if the list of custom nodes does not contain a node. The list is read once, until this client
// changes it.
func (s *CustomNodeService) ConfirmAbsence(ctx context.Context, instanceID, id string) error {
	return confirmAbsence(ctx, &s.lists, "custom node", instanceID, id, func(ctx context.Context) iter.Seq2[*CustomNode, error] {
		return s.All(ctx, instanceID)
	})
}

// Known returns the custom nodes that an instance had when this client first read them, the newest first.
func (s *CustomNodeService) Known(ctx context.Context, instanceID string) ([]*CustomNode, error) {
	return s.creations.known(ctx, instanceID)
}

// Get returns a custom node.
func (s *CustomNodeService) Get(ctx context.Context, instanceID, id string) (*CustomNode, error) {
	return send[CustomNode](ctx, s.client, newCall(opGetCustomNode, customNodePath(instanceID, id), baseQuery, nil))
}

// Create creates a custom node. It reads the list of nodes first, once for all calls. If the outcome of a POST is
// unknown, it does what Organizations.Create does.
func (s *CustomNodeService) Create(ctx context.Context, instanceID string, post CustomNodePost) (*CustomNode, error) {
	defer s.lists.forget(instanceID)
	return create(ctx, &s.creations, instanceID, creation[CustomNode, CustomNode]{
		name:   post.Name,
		post:   post,
		values: post,
		before: func(ctx context.Context) ([]*CustomNode, error) { return s.creations.known(ctx, instanceID) },
		look:   func(ctx context.Context) ([]*CustomNode, error) { return s.creations.list(ctx, instanceID) },
		result: func(_ context.Context, node *CustomNode) (*CustomNode, error) { return node, nil },
	})
}

// Update changes the fields that the patch sets, and returns the whole node.
func (s *CustomNodeService) Update(ctx context.Context, instanceID, id string, patch CustomNodePatch) (*CustomNode, error) {
	return send[CustomNode](ctx, s.client, newCall(opUpdateCustomNode, customNodePath(instanceID, id), baseQuery, patch))
}

// Delete deletes a custom node. It returns an error if there is none, unless an earlier attempt of this call may have
// deleted it.
func (s *CustomNodeService) Delete(ctx context.Context, instanceID, id string) error {
	defer s.lists.forget(instanceID)
	return s.client.remove(ctx, opDeleteCustomNode, customNodePath(instanceID, id), func(ctx context.Context) (bool, error) {
		_, err := s.Get(ctx, instanceID, id)
		return found(err)
	})
}
