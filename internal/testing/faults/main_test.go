// Package faults_test applies whole configurations with faults of the server, with
// a provider that is killed, and with several workspaces at once.
package faults_test

import (
	"flag"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

var (
	full  = flag.Bool("torture.full", false, "run the whole fault table, with several seeds")
	kills = flag.Int("torture.kills", 3, "number of times that the provider is killed")
	stops = flag.Int("torture.stops", 2, "number of times that Terraform is asked to stop")
	seed  = flag.Uint64("torture.seed", 1, "seed of the random choices")
)

func TestMain(m *testing.M) { acctest.Main(m, tfcli.RemoveSharedMirror) }

// cli runs the real Terraform in a folder with a configuration.
type cli struct {
	*tfcli.Workspace
	t *testing.T
}

func newCLI(t *testing.T, m *tfcli.Mirror, config string, env ...string) cli {
	t.Helper()
	w, err := m.Workspace(t.TempDir(), env...)
	if err != nil {
		t.Fatal(err)
	}
	const required = "terraform {\n  required_providers {\n    losant = { source = \"registry.terraform.io/losant/losant\" }\n  }\n}\n"
	if err := w.Write("main.tf", required+config); err != nil {
		t.Fatal(err)
	}
	return cli{w, t}
}

// run runs Terraform and fails the test unless the exit code is 0. With
// -detailed-exitcode, a plan with changes fails the test.
func (c cli) run(args ...string) string {
	c.t.Helper()
	output, code, err := c.Run(c.t.Context(), args...)
	if err != nil || code != 0 {
		c.t.Fatalf("terraform %s: exit code %d: %v\n%s", strings.Join(args, " "), code, err, output)
	}
	return output
}
