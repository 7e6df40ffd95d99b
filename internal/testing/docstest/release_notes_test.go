package docstest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The notes of a release are its section of the changelog.
func TestReleaseNotes(t *testing.T) {
	t.Parallel()
	const changelog = "# Changelog\n\n## [Unreleased]\n\n- next\n\n## [0.2.0] - 2027-01-01\n\n### Added\n\n- two\n\n## [0.1.0] - 2026-12-01\n\n- one\n\n[0.2.0]: https://example.com\n"
	file := filepath.Join(t.TempDir(), "CHANGELOG.md")
	if err := os.WriteFile(file, []byte(changelog), 0o600); err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[string]string{
		"v0.2.0": "### Added\n\n- two\n",
		"v0.1.0": "- one\n\n[0.2.0]: https://example.com\n",
		"v0.2":   "",
		"v0.3.0": "",
	} {
		output, err := exec.CommandContext(t.Context(), filepath.Join(root, ".ci/release-notes"), tag, file).Output()
		if string(output) != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q, %v, want %q", tag, output, err, want)
		}
	}
}
