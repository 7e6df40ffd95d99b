package faults_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// initialized initializes a workspace, and returns a function that creates others
// like it without the time that terraform init takes.
func initialized(t *testing.T, m *tfcli.Mirror) func(t *testing.T, config string, srv *mockserver.Server, url string) cli {
	t.Helper()
	first := newCLI(t, m, "")
	first.run("init", "-no-color")
	lock, err := os.ReadFile(filepath.Join(first.Dir, ".terraform.lock.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	return func(t *testing.T, config string, srv *mockserver.Server, url string) cli {
		t.Helper()
		c := newCLI(t, m, config, "TF_DATA_DIR="+filepath.Join(first.Dir, ".terraform"),
			provider.EnvAPIURL+"="+url, provider.EnvAPIToken+"="+srv.Token(), provider.EnvInstanceID+"="+srv.InstanceID())
		if err := c.Write(".terraform.lock.hcl", string(lock)); err != nil {
			t.Fatal(err)
		}
		return c
	}
}

// apply is a terraform apply that is running.
type apply struct {
	cmd   *exec.Cmd
	ended chan error

	mu   sync.Mutex
	text bytes.Buffer
}

func startApply(t *testing.T, c cli) *apply {
	t.Helper()
	a := &apply{cmd: c.Command(t.Context(), "apply", "-no-color", "-auto-approve"), ended: make(chan error, 1)}
	a.cmd.Stdout, a.cmd.Stderr = a, a
	if err := a.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { a.ended <- a.cmd.Wait() }()
	return a
}

// Write collects the output.
func (a *apply) Write(text []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.text.Write(text)
}

func (a *apply) output() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.text.String()
}

// waitForPosts waits until the server has received more than a number of POSTs.
func (a *apply) waitForPosts(t *testing.T, srv *mockserver.Server, posts int) {
	t.Helper()
	a.waitUntil(t, func() bool { return len(srv.Requests("POST")) > posts })
}

// waitFor waits until Terraform has printed a text.
func (a *apply) waitFor(t *testing.T, text string) {
	t.Helper()
	a.waitUntil(t, func() bool { return strings.Contains(a.output(), text) })
}

func (a *apply) waitUntil(t *testing.T, isReached func() bool) {
	t.Helper()
	for !isReached() {
		select {
		case err := <-a.ended:
			t.Fatalf("the apply ended early: %v\n%s", err, a.output())
		case <-time.After(time.Millisecond):
		}
	}
}

// children returns the processes that a process has started.
func children(t *testing.T, parent int) []int {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "ps", "-A", "-o", "pid=,ppid=").Output()
	if err != nil {
		t.Fatal(err)
	}
	var found []int
	for line := range strings.Lines(string(output)) {
		var pid, ppid int
		if _, err := fmt.Sscan(line, &pid, &ppid); err == nil && ppid == parent {
			found = append(found, pid)
		}
	}
	if len(found) == 0 {
		t.Fatal("the provider process was not found")
	}
	return found
}
