package docstest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	usesAction   = regexp.MustCompile(`(?m)^\s*(?:- )?uses:\s*(.*)$`)
	pinnedAction = regexp.MustCompile(`^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
)

// A tag can be moved to other code, a commit cannot. The comment says the version to
// people and to dependabot.
func TestActionsArePinnedByCommit(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, ".github", "workflows", "*.yml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("workflows %v, error %v", files, err)
	}
	commits := map[string]string{}
	for _, file := range files {
		for _, match := range usesAction.FindAllStringSubmatch(readText(t, file), -1) {
			if strings.HasPrefix(match[1], "./") { // A workflow of the same commit.
				continue
			}
			if !pinnedAction.MatchString(match[1]) {
				t.Errorf("%s: %q is not of the form OWNER/NAME@COMMIT # vX.Y.Z", filepath.Base(file), match[1])
			}
			action, commit, _ := strings.Cut(match[1], "@")
			if before, ok := commits[action]; ok && before != commit {
				t.Errorf("%s is pinned to %s and to %s", action, before, commit)
			}
			commits[action] = commit
		}
	}
	if len(commits) < 5 {
		t.Errorf("only %d actions: the pattern misses some", len(commits))
	}
}

// Releases are built with the newest Go that was tested, and attested.
func TestReleasesAreAttestedAndBuiltWithAKnownGo(t *testing.T) {
	t.Parallel()
	release := readText(t, filepath.Join(root, ".github", "workflows", "release.yml"))
	for _, part := range []string{"go-version-file: go.mod", "attestations: write", "id-token: write", "actions/attest-build-provenance@", "dist/*.zip"} {
		if !strings.Contains(release, part) {
			t.Errorf("release.yml does not contain %q", part)
		}
	}
	if strings.Contains(release, `version: "~>`) {
		t.Error("the version of GoReleaser is not fixed")
	}
	if strings.Index(release, "attest-build-provenance") < strings.Index(release, "goreleaser-action") {
		t.Error("the attestation comes before the build")
	}
	if module := readText(t, filepath.Join(root, "go.mod")); !regexp.MustCompile(`(?m)^toolchain go1\.\d+\.\d+$`).MatchString(module) {
		t.Error("go.mod has no toolchain line")
	}
}

// CI tests the Terraform that a job has installed, and no other.
func TestCINeverInstallsTerraform(t *testing.T) {
	t.Parallel()
	expect(t, readText(t, root+"/.github/workflows/test.yml"), "\nenv:\n  NO_INSTALL: \"1\"\n")
	expect(t, readText(t, root+"/.ci/run"), "\nexport NO_INSTALL=1\n")
}

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
