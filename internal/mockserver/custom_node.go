package mockserver

import (
	"maps"
	"slices"
)

// customNodes is the key of the custom nodes among the objects of an instance.
const customNodes = "custom nodes"

// customNodeNoun describes the custom workflow nodes of an instance.
func customNodeNoun() noun {
	shapes := []shape{customNodeShape}
	return noun{
		path: instancePath + "/nodes",
		routes: []route{
			{method: "GET", operation: "instanceCustomNodes.get", handle: listNodes, params: pageParams(datedFields, "name")},
			{method: "POST", operation: "instanceCustomNodes.post", access: write, handle: postNode, bodyName: "instanceCustomNode", body: shapes, status: 201},
			{method: "GET", path: "/{instanceCustomNodeId}", operation: "instanceCustomNode.get", handle: getNode},
			{method: "PATCH", path: "/{instanceCustomNodeId}", operation: "instanceCustomNode.patch", access: write, handle: patchNode, bodyName: "instanceCustomNode", body: shapes},
			{method: "DELETE", path: "/{instanceCustomNodeId}", operation: "instanceCustomNode.delete", access: write, handle: deleteNode},
			{
				method: "GET", path: "/{instanceCustomNodeId}/stats", operation: "instanceCustomNode.stats", handle: nodeStats,
				params: append(slices.Clip(spanParams), param{name: "resolution", fallback: hourMillis, digits: true}),
			},
			{
				method: "GET", path: "/{instanceCustomNodeId}/errors", operation: "instanceCustomNode.errors", handle: listNodeErrors,
				params: append(slices.Clip(spanParams), param{name: "limit", fallback: "25", digits: true},
					param{name: "sortDirection", fallback: "desc", values: []string{"asc", "desc"}}),
			},
		},
		id:            "instanceCustomNodeId",
		find:          findNode,
		primaryTarget: "InstanceCustomNode",
		controls:      customNodeControls(),
		assumptions: []Assumption{
			{"node-config-patch", "Does PATCH replace customNodeConfig of a custom node, or merge into it?", []string{"replace", "merge"}},
			{"node-definition", "Are triggers, nodes and customNodeConfig of a custom node returned as they were sent, or with defaults for what is missing?", []string{"kept", "completed"}},
			{"node-empty-text", "How are cleared texts of a custom node returned, other than its description and its icon?", []string{"empty", "omitted", "null"}},
			{"node-errors-limit", "To which number is a larger limit of the errors of a custom node reduced?", []string{"1000", "100"}},
			{"node-icon-clear", "How is a cleared iconData of a custom node returned?", []string{"omitted", "null", "empty"}},
			{"node-limit", "Is a new custom node above the limit of the instance refused?", []string{"refused", "accepted"}},
			{"node-stats-gaps", "Do the statistics of a custom node contain intervals without runs: with zeros, or not at all?", []string{"zeros", "left-out"}},
			{"node-supports", "What is customNodeSupports of a custom node if a request does not set it?", []string{"absent", "cloud"}},
			{"node-trigger-fields", "What happens to fields of a custom node's trigger that a request may have, but no documented response?", []string{"kept", "dropped"}},
		},
	}
}

func findNode(c *call, id string) error {
	node := c.instance.objectByID(customNodes, id)
	if node == nil {
		return notFound("Custom node")
	}
	c.object, c.primary = node, nodeParty(node)
	return nil
}

func nodeParty(node Doc) party {
	return party{"InstanceCustomNode", text(node, "id"), text(node, "name")}
}

func listNodes(c *call) (any, error) {
	var all []Doc
	for _, node := range c.instance.objects[customNodes] {
		all = append(all, c.showNode(c.instance, node))
	}
	doc := c.ownedList("instanceCustomNodes", all, c.nodeDoc)
	delete(doc, "ownerId")
	delete(doc, "ownerType")
	doc["instanceId"] = c.instance.id
	return doc, nil
}

func postNode(c *call) (any, error) {
	count := len(c.instance.objects[customNodes])
	if c.full(object(c.instance.doc, "limits"), "instanceCustomNode", count) && c.settingIs("node-limit", "refused") {
		return nil, invalid("the instance has reached limits.instanceCustomNode")
	}
	node := c.newNode(c.instance, c.body, c.token)
	c.primary = nodeParty(node)
	return c.nodeDoc(c.showNode(c.instance, node)), nil
}

func getNode(c *call) (any, error) { return c.nodeDoc(c.showNode(c.instance, found[Doc](c))), nil }

func patchNode(c *call) (any, error) {
	c.changeNode(found[Doc](c), c.body, c.token)
	return getNode(c)
}

func deleteNode(c *call) (any, error) {
	c.instance.removeObject(customNodes, found[Doc](c))
	return done, nil
}

// newNode creates a custom node of an instance from a checked document. The creator is nil for the control API.
func (s *Server) newNode(in *instance, fields Doc, creator *token) Doc {
	node := Doc{"id": s.nextID(), "creationDate": date(s.clock()), "lastUpdated": date(s.clock())}
	s.changeNode(node, fields, creator)
	node["lastUpdated"] = node["creationDate"]
	for _, part := range []string{"Id", "Type"} {
		if value, ok := node["lastUpdatedBy"+part]; ok {
			node["createdBy"+part] = value
		}
	}
	in.objects[customNodes] = append(in.objects[customNodes], node)
	return node
}

// changeNode applies checked changes.
func (s *Server) changeNode(node, changes Doc, author *token) {
	for name, value := range clone(changes) {
		fields, isObject := value.(Doc)
		switch {
		case isObject && s.settingIs("node-config-patch", "merge"):
			merged := clone(object(node, name))
			if merged == nil {
				merged = Doc{}
			}
			maps.Copy(merged, fields)
			node[name] = merged
		case name == "iconData" && value == nil:
			clearField(node, name, s.setting("node-icon-clear"))
		case value == "" && name != "description":
			clearField(node, name, s.setting("node-empty-text"))
		case name == "creationDate":
			node[name] = normalizeDate(value)
		default:
			node[name] = value
		}
	}
	s.completeNode(node)
	if author != nil {
		node["lastUpdatedById"], node["lastUpdatedByType"] = author.author()
	}
	node["lastUpdated"] = s.nextUpdate(text(node, "lastUpdated"))
}

// completeNode drops and adds what Losant may drop and add.
func (s *Server) completeNode(node Doc) {
	if node["customNodeSupports"] == nil && s.settingIs("node-supports", "cloud") {
		node["customNodeSupports"] = []any{"cloud"}
	}
	if s.settingIs("node-trigger-fields", "dropped") {
		for _, item := range list(node, "triggers") {
			trigger, _ := item.(Doc)
			for _, name := range undocumentedTriggerFields {
				delete(object(trigger, "meta"), name)
			}
		}
	}
	if s.settingIs("node-definition", "kept") {
		return
	}
	config := Doc{"outputCount": float64(1), "resultMode": "none", "fields": []any{}}
	maps.Copy(config, object(node, "customNodeConfig"))
	node["customNodeConfig"] = config
	for _, item := range slices.Concat(list(node, "triggers"), list(node, "nodes")) {
		part, _ := item.(Doc)
		for name, value := range map[string]any{"config": Doc{}, "outputIds": []any{}} {
			if _, ok := part[name]; !ok {
				part[name] = value
			}
		}
	}
}

// showNode returns a custom node as GET does, without hypermedia.
func (s *Server) showNode(in *instance, node Doc) Doc {
	doc := clone(node)
	doc["instanceCustomNodeId"], doc["instanceId"] = doc["id"], in.id
	doc["stats"], doc["usage"] = Doc{"runCount": float64(0), "errorCount": float64(0)}, Doc{}
	s.showDescription(doc)
	return doc
}

// nodeDoc is the response for a custom node from showNode.
func (c *call) nodeDoc(shown Doc) Doc {
	return c.resource(shown, "instanceCustomNode", Doc{"self": c.instance.path() + "/nodes/" + text(shown, "id")})
}

// AddCustomNode creates a custom node of the instance as a POST would and returns its id. Triggers and nodes that are not
// set are empty. It panics if the document is invalid.
func (s *Server) AddCustomNode(doc Doc) string {
	return s.mustAdd(func() (string, error) { return s.addCustomNode(doc) })
}

func (s *Server) addCustomNode(doc Doc) (string, error) {
	fields, err := wireForm(doc)
	if err != nil {
		return "", err
	}
	for _, name := range []string{"triggers", "nodes"} {
		if fields[name] == nil {
			fields[name] = []any{}
		}
	}
	if err := customNodeShape.check("", fields, seed); err != nil {
		return "", err
	}
	node := s.newNode(s.instance, fields, nil)
	s.recordControl(s.instance, auditEvent{operation: "instanceCustomNodes.post", primary: nodeParty(node), body: fields})
	return text(node, "id"), nil
}

// CustomNodes returns the custom nodes of the instance in the order of their creation, as the API shows them.
func (s *Server) CustomNodes() []Doc {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Doc
	for _, node := range s.instance.objects[customNodes] {
		all = append(all, s.showNode(s.instance, node))
	}
	return all
}

// EditCustomNode changes a custom node outside the client, as a PATCH does. It panics if there is no such node or the
// changes are invalid.
func (s *Server) EditCustomNode(id string, changes Doc) {
	s.mustChange(func() error { return s.editCustomNode(id, changes) })
}

func (s *Server) editCustomNode(id string, changes Doc) error {
	in, node, err := s.nodeByID(id)
	if err != nil {
		return err
	}
	fields, err := customNodeShape.read(changes, edit)
	if err != nil {
		return err
	}
	s.changeNode(node, fields, nil)
	s.recordNode(in, "patch", node, fields)
	return nil
}

// RemoveCustomNode deletes a custom node. It panics if there is no such node.
func (s *Server) RemoveCustomNode(id string) {
	s.mustChange(func() error { return s.removeCustomNode(id) })
}

func (s *Server) removeCustomNode(id string) error {
	in, node, err := s.nodeByID(id)
	if err != nil {
		return err
	}
	in.removeObject(customNodes, node)
	s.recordNode(in, "delete", node, nil)
	return nil
}

func (s *Server) recordNode(in *instance, action string, node, body Doc) {
	s.recordControl(in, auditEvent{
		operation: "instanceCustomNode." + action, primary: nodeParty(node), ids: Doc{"instanceCustomNodeId": node["id"]}, body: body,
	})
}

// nodeByID returns a custom node of any instance for the control API.
func (s *Server) nodeByID(id string) (*instance, Doc, error) {
	for _, in := range s.instances {
		if node := in.objectByID(customNodes, id); node != nil {
			return in, node, nil
		}
	}
	return nil, nil, notFound("Custom node")
}
