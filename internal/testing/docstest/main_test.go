// Package docstest_test follows the instructions and the links of the
// documentation.
package docstest_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// root is the folder of the module.
const root = "../../.."

// programsDir is the folder of the built programs.
var programsDir string

// programs builds the provider, losant-mock and losant-drift, and adds terraform.
var programs = sync.OnceValues(func() (*tfcli.Mirror, error) {
	var err error
	if programsDir, err = os.MkdirTemp("", "losant-docs-"); err != nil {
		return nil, err
	}
	build := exec.Command("go", "build", "-o", programsDir, "../../cmd/losant-mock", "../../cmd/losant-drift")
	if output, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the programs: %w\n%s", err, output)
	}
	binary, err := tfcli.Binary()
	if err != nil {
		return nil, err
	}
	// A program that runs terraform runs the same one as the shell.
	if err := os.Symlink(binary, filepath.Join(programsDir, "terraform")); err != nil {
		return nil, err
	}
	return tfcli.BuildMirror(context.Background(), programsDir)
})

func TestMain(m *testing.M) {
	acctest.Main(m, func() {
		if programsDir != "" {
			_ = os.RemoveAll(programsDir)
		}
	})
}

// reader is a reader who follows a page in an empty folder.
type reader struct {
	*tfcli.Workspace
	t *testing.T
}

// newReader returns a reader who has the programs on the PATH.
func newReader(t *testing.T, env ...string) reader {
	t.Helper()
	mirror, err := programs()
	if err != nil {
		t.Fatal(err)
	}
	env = append(env, "TF_CLI_ARGS=-no-color", "PATH="+programsDir+string(os.PathListSeparator)+os.Getenv("PATH"))
	w, err := mirror.Workspace(t.TempDir(), env...)
	if err != nil {
		t.Fatal(err)
	}
	return reader{w, t}
}

// environment returns the variables that point at a mock server, with a token.
func environment(srv *mockserver.Server, token string) []string {
	return []string{provider.EnvAPIURL + "=" + srv.URL(), provider.EnvAPIToken + "=" + token, provider.EnvInstanceID + "=" + srv.InstanceID()}
}

// save writes the files of a page.
func (r reader) save(p page) {
	r.t.Helper()
	for _, b := range p.blocks {
		if b.file == "" {
			continue
		}
		if err := r.Write(b.file, b.text); err != nil {
			r.t.Fatal(err)
		}
	}
}

// paste pastes commands into a shell, and fails the test if they fail.
func (r reader) paste(script string) string {
	r.t.Helper()
	output, exit, err := r.Shell(r.t.Context(), script)
	if err != nil || exit != 0 {
		r.t.Fatalf("%s\nexit code %d: %v\n%s", script, exit, err, output)
	}
	return output
}

// older reports whether the Terraform in use is older than a version.
func (r reader) older(than string) bool {
	r.t.Helper()
	return acctest.CoreIsOlderThan(r.t, than)
}

// expect fails the test unless a text contains all parts.
func expect(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in:\n%s", part, text)
		}
	}
}
