// Package tfcli runs the real Terraform offline with the provider built from this
// module. The demo uses it, and tests of what only the command line shows.
package tfcli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// version satisfies every constraint in the examples.
const version = "0.99.0"

// hosts lists the default registries of Terraform and OpenTofu.
var hosts = []string{"registry.terraform.io", "registry.opentofu.org"}

// Binary returns the path of the Terraform to run: TF_ACC_TERRAFORM_PATH, or else
// terraform on the PATH.
func Binary() (string, error) {
	name := cmp.Or(os.Getenv("TF_ACC_TERRAFORM_PATH"), "terraform")
	path, err := exec.LookPath(name)
	if err != nil {
		return "", fmt.Errorf("no %s found: install Terraform 1.5 or later, or set TF_ACC_TERRAFORM_PATH to the path of terraform or tofu", name)
	}
	return filepath.Abs(path)
}

// command returns a program that is interrupted when the context ends, so that it
// can stop its own children, and killed if it does not stop.
func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // Running Terraform is the purpose.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// Build builds a package of this module into a program in an existing folder. It must
// run inside the module.
func Build(ctx context.Context, program, pkg string) error {
	build := command(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s", "-o", program, path.Join("github.com/losant/terraform-provider-losant", pkg))
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOTMPDIR="+filepath.Dir(program)) // Otherwise an interrupted build would leave a folder in the system's.
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building %s: %w\n%s", filepath.Base(program), err, output)
	}
	return nil
}

// Mirror is a folder that Terraform installs the provider from.
type Mirror struct{ config string }

// BuildMirror builds the provider into an existing folder. It must run inside the
// module.
func BuildMirror(ctx context.Context, dir string) (*Mirror, error) {
	platform := runtime.GOOS + "_" + runtime.GOARCH
	binary := filepath.Join(dir, "terraform-provider-losant_v"+version)
	if err := Build(ctx, binary, ""); err != nil {
		return nil, err
	}
	var mirrors []string
	for _, host := range hosts {
		pkg := filepath.Join(dir, "mirror", host, "losant", "losant", version, platform)
		if err := os.MkdirAll(pkg, 0o750); err != nil {
			return nil, err
		}
		if err := os.Link(binary, filepath.Join(pkg, filepath.Base(binary))); err != nil {
			return nil, err
		}
		mirrors = append(mirrors, fmt.Sprintf("%q", host+"/losant/losant"))
	}
	m := &Mirror{config: filepath.Join(dir, "cli.tfrc")}
	return m, os.WriteFile(m.config, fmt.Appendf(nil, `disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path    = %q
    include = [%s]
  }
}
`, filepath.Join(dir, "mirror"), strings.Join(mirrors, ", ")), 0o600)
}

// Workspace is a folder with a configuration.
type Workspace struct {
	Dir string
	// Env is added to the environment of each run, as NAME=value.
	Env []string

	mirror *Mirror
	binary string
}

// Workspace returns a workspace in an existing folder.
func (m *Mirror) Workspace(dir string, env ...string) (*Workspace, error) {
	binary, err := Binary()
	if err != nil {
		return nil, err
	}
	return &Workspace{Dir: dir, Env: env, mirror: m, binary: binary}, nil
}

// Getenv returns a variable of Env, or "".
func (w *Workspace) Getenv(name string) string {
	for _, variable := range slices.Backward(w.Env) {
		if value, ok := strings.CutPrefix(variable, name+"="); ok {
			return value
		}
	}
	return ""
}

// Write writes a file of the configuration. It creates the folders in the name.
func (w *Workspace) Write(name, content string) error {
	path := filepath.Join(w.Dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(content), 0o600)
}

// Run runs Terraform and returns its output and its exit code. An exit code other
// than 0 is not an error.
func (w *Workspace) Run(ctx context.Context, args ...string) (output string, exitCode int, err error) {
	return run(ctx, w.Command(ctx, args...))
}

// Command returns a Terraform command that has not started.
func (w *Workspace) Command(ctx context.Context, args ...string) *exec.Cmd {
	return w.Program(ctx, w.binary, args...)
}

// Shell runs a script like Run. The script stops at the first command that fails.
// Its command terraform is the one that Run uses.
func (w *Workspace) Shell(ctx context.Context, script string) (output string, exitCode int, err error) {
	return run(ctx, w.Program(ctx, "sh", "-eu", "-c", `terraform() { "$0" "$@"; }`+"\n"+script, w.binary))
}

// Program returns a program that has not started. It runs in the folder, with the
// environment of Terraform.
func (w *Workspace) Program(ctx context.Context, name string, args ...string) *exec.Cmd {
	cmd := command(ctx, name, args...)
	cmd.Dir = w.Dir
	cmd.Env = append(cleanEnviron(), "TF_CLI_CONFIG_FILE="+w.mirror.config, "TF_IN_AUTOMATION=1", "TF_INPUT=0", "CHECKPOINT_DISABLE=1")
	cmd.Env = append(cmd.Env, w.Env...)
	return cmd
}

func run(ctx context.Context, cmd *exec.Cmd) (output string, exitCode int, err error) {
	raw, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && ctx.Err() == nil {
		return string(raw), exit.ExitCode(), nil
	}
	return string(raw), 0, err
}

// cleanEnviron returns the environment without settings of Terraform and the
// provider.
func cleanEnviron() []string {
	var env []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "TF_") && !strings.HasPrefix(variable, "LOSANT_") {
			env = append(env, variable)
		}
	}
	return env
}

// sharedDir is the folder of the shared mirror, or "" before it is built.
var sharedDir string

// SharedMirror builds a mirror once, for all tests of a package. TestMain must call
// RemoveSharedMirror.
var SharedMirror = sync.OnceValues(func() (*Mirror, error) {
	var err error
	if sharedDir, err = os.MkdirTemp("", "losant-mirror-"); err != nil {
		return nil, err
	}
	return BuildMirror(context.Background(), sharedDir)
})

// RemoveSharedMirror deletes the shared mirror, if there is one.
func RemoveSharedMirror() {
	if sharedDir != "" {
		_ = os.RemoveAll(sharedDir)
	}
}
