// Package docs_test does what the documentation tells its readers to do, and
// follows its links.
package docs_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/go-version"

	"github.com/losant/terraform-provider-losant/internal/acctest"
	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/tfcli"
)

// root is the folder of the module.
const root = "../.."

// mirrorDir is where the mirror is, once it is built.
var mirrorDir string

var mirror = sync.OnceValues(func() (*tfcli.Mirror, error) {
	var err error
	if mirrorDir, err = os.MkdirTemp("", "losant-docs-"); err != nil {
		return nil, err
	}
	return tfcli.BuildMirror(context.Background(), mirrorDir)
})

func TestMain(m *testing.M) {
	acctest.Main(m, func() {
		if mirrorDir != "" {
			_ = os.RemoveAll(mirrorDir)
		}
	})
}

// reader is somebody with an empty folder, who reads a page and does what it
// says.
type reader struct {
	*tfcli.Workspace
	t *testing.T
}

// newReader returns a reader whose environment points at the mock server.
func newReader(t *testing.T, srv *mockserver.Server, env ...string) reader {
	t.Helper()
	m, err := mirror()
	if err != nil {
		t.Fatal(err)
	}
	env = append([]string{
		provider.EnvAPIURL + "=" + srv.URL(), provider.EnvAPIToken + "=" + srv.Token(), provider.EnvInstanceID + "=" + srv.InstanceID(), "TF_CLI_ARGS=-no-color",
	}, env...)
	w, err := m.Workspace(t.TempDir(), env...)
	if err != nil {
		t.Fatal(err)
	}
	return reader{w, t}
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

// older tells whether the Terraform that runs is older than a version. OpenTofu,
// which counts otherwise, is older than any that has something of its own.
func (r reader) older(than string) bool {
	r.t.Helper()
	words := strings.Fields(r.paste("TF_CLI_ARGS= terraform version"))
	return version.Must(version.NewVersion(words[1])).LessThan(version.Must(version.NewVersion(than)))
}

// expect fails the test unless a text holds all the parts.
func expect(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("no %q in:\n%s", part, text)
		}
	}
}
