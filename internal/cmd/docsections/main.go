// Command docsections writes the subcategory of each generated page of docs. The
// sidebar of the Terraform Registry groups the pages by it.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if err := run("docs"); err != nil {
		fmt.Fprintln(os.Stderr, "docsections:", err)
		os.Exit(1)
	}
}

func run(docs string) error {
	pages, err := filepath.Glob(filepath.Join(docs, "*", "*.md"))
	if err != nil {
		return err
	}
	for _, page := range pages {
		kind := filepath.Base(filepath.Dir(page))
		if kind == "guides" || kind == "functions" { // The registry groups these by itself.
			continue
		}
		content, err := os.ReadFile(page) //nolint:gosec // The path is one of the files of docs.
		if err != nil {
			return err
		}
		subcategory := fmt.Sprintf("subcategory: %q", section(strings.TrimSuffix(filepath.Base(page), ".md")))
		content = bytes.Replace(content, []byte(`subcategory: ""`), []byte(subcategory), 1)
		if err := os.WriteFile(page, content, 0o644); err != nil { //nolint:gosec // The files are public.
			return err
		}
	}
	return nil
}

// section returns the group of a resource, data source or the like, by its name
// without "losant_".
func section(name string) string {
	has := func(words ...string) bool {
		for _, word := range words {
			if strings.Contains(name, word) {
				return true
			}
		}
		return false
	}
	switch {
	case has("member", "invitation", "sandbox", "mfa"):
		return "People"
	case has("usage", "counts", "summaries", "report", "allocation"):
		return "Usage"
	case has("notification", "audit"):
		return "Notifications and Audit Logs"
	case strings.HasPrefix(name, "organization"):
		return "Organizations"
	}
	return "Instance"
}
