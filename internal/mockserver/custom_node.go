package mockserver

// customNodeNoun describes custom nodes, which the mock does not serve.
func customNodeNoun() noun {
	return noun{primaryTarget: "InstanceCustomNode", unserved: []string{
		"instanceCustomNodes.get", "instanceCustomNodes.post", "instanceCustomNode.get", "instanceCustomNode.patch",
		"instanceCustomNode.delete", "instanceCustomNode.errors", "instanceCustomNode.stats",
	}}
}
