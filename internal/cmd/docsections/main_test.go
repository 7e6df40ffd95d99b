package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestSections(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"organization": "Organizations", "organizations": "Organizations", "organization_limits": "Organizations",
		"organization_member": "People", "instance_members": "People", "resend_invitation": "People", "mfa_impact": "People", "instance_sandboxes": "People",
		"organization_usage": "Usage", "payload_counts_breakdown": "Usage", "historical_summaries": "Usage", "limit_allocation": "Usage", "generate_report": "Usage",
		"instance_notification_rule": "Notifications and Audit Logs", "audit_logs": "Notifications and Audit Logs",
		"instance": "Instance", "instance_settings": "Instance", "instance_api_token": "Instance", "instance_custom_node": "Instance",
	} {
		if got := section(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}

func TestOnlyGeneratedPagesAreChanged(t *testing.T) {
	t.Parallel()
	docs := t.TempDir()
	const page = "---\npage_title: \"x\"\nsubcategory: \"\"\n---\n\nsubcategory: \"\"\n"
	for file, want := range map[string]string{
		"resources/organization.md": "---\npage_title: \"x\"\nsubcategory: \"Organizations\"\n---\n\nsubcategory: \"\"\n",
		"guides/organization.md":    page,
		"functions/byte_size.md":    page,
	} {
		path := filepath.Join(docs, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := run(docs); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v, want %q", file, got, err, want)
		}
	}
}
