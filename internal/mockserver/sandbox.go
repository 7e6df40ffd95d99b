package mockserver

// sandboxNoun describes sandboxes, which the mock does not serve.
func sandboxNoun() noun {
	return noun{unserved: []string{
		"instanceSandboxes.get", "instanceSandbox.get", "instanceSandbox.delete", "instanceSandbox.undelete", "instanceSandbox.payloadCounts",
		"instanceSandbox.payloadCountsBreakdown", "instanceSandbox.deviceCounts", "instanceSandbox.notebookMinuteCounts",
	}}
}
