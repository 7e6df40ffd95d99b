package faults_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// stopSignals are the ways to ask Terraform to stop.
var stopSignals = map[string]func(t *testing.T, a *apply){
	"SIGINT to Terraform":  func(t *testing.T, a *apply) { t.Helper(); send(t, syscall.SIGINT, a.cmd.Process.Pid) },
	"SIGTERM to Terraform": func(t *testing.T, a *apply) { t.Helper(); send(t, syscall.SIGTERM, a.cmd.Process.Pid) },
	// A terminal and many CI systems send a signal to all processes of a group.
	"SIGTERM to all": func(t *testing.T, a *apply) {
		t.Helper()
		send(t, syscall.SIGTERM, append(children(t, a.cmd.Process.Pid), a.cmd.Process.Pid)...)
	},
}

func send(t *testing.T, signal syscall.Signal, pids ...int) {
	t.Helper()
	for _, pid := range pids {
		p, err := os.FindProcess(pid)
		if err == nil {
			err = p.Signal(signal)
		}
		if err != nil {
			t.Errorf("process %d: %v", pid, err)
		}
	}
}

// Terraform is asked to stop while the server takes long to respond to creations.
// They are in the state, and the next apply creates nothing.
func TestStopDuringSlowCreation(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such signals")
	}
	m, err := tfcli.SharedMirror()
	if err != nil {
		t.Fatal(err)
	}
	workspace := initialized(t, m)
	const config = `
resource "losant_organization" "test" {
  name = "Acme"
}

resource "losant_instance_api_token" "test" {
  name   = "CI"
  scopes = ["all.Instance.read"]
}
`
	for name, stop := range stopSignals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			gate := acctest.NewGate(t, srv, "POST", "/orgs", "/tokens")
			c := workspace(t, config, srv, gate.URL)
			a := startApply(t, c)
			for range 2 {
				select {
				case <-gate.Reached:
				case err := <-a.ended:
					t.Fatalf("the apply ended early: %v\n%s", err, a.output())
				}
			}
			stop(t, a)
			a.waitFor(t, "Stopping operation")
			time.Sleep(200 * time.Millisecond) // Core stops the provider soon after it has said so.
			close(gate.Release)
			if err := <-a.ended; err == nil {
				t.Error("the apply succeeded although it was stopped")
			}
			state := readState(t, c)
			for _, address := range []string{"losant_organization.test[<nil>]", "losant_instance_api_token.test[<nil>]"} {
				if state[address]["id"] == nil {
					t.Errorf("%s is not in the state:\n%s", address, a.output())
				}
			}
			c.run("apply", "-no-color", "-auto-approve")
			acctest.ExpectCount(t, srv, "POST", 2)
			c.run("plan", "-no-color", "-detailed-exitcode")
		})
	}
}

// Terraform is asked to stop at random moments. All that was created is in the
// state, and the next apply creates the rest.
func TestStoppedTerraform(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such signals")
	}
	m, err := tfcli.SharedMirror()
	if err != nil {
		t.Fatal(err)
	}
	workspace := initialized(t, m)
	names := []string{"SIGINT to Terraform", "SIGTERM to Terraform", "SIGTERM to all"}
	for i := range *stops {
		name := names[i%len(names)]
		t.Run(fmt.Sprintf("seed %d, stop %d, %s", *seed, i, name), func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.WithLatency(100*time.Millisecond))
			h := scenario{organizations: 12, people: 24}
			h.register(srv)
			c := workspace(t, h.config(), srv, srv.URL())
			chance := rand.New(rand.NewPCG(*seed, uint64(i)))
			posts, pause := chance.IntN(2*h.organizations), time.Duration(chance.IntN(100))*time.Millisecond
			a := startApply(t, c)
			a.waitForPosts(t, srv, posts)
			time.Sleep(pause)
			stopSignals[name](t, a)
			if err := <-a.ended; err == nil {
				t.Error("the apply succeeded although it was stopped")
			}
			expectState(t, c, srv)
			created := len(srv.Requests("POST"))
			c.run("apply", "-no-color", "-auto-approve")
			h.expect(t, srv)
			expectState(t, c, srv)
			acctest.ExpectCount(t, srv, "POST", h.organizations+h.people)
			c.run("plan", "-no-color", "-detailed-exitcode")
			report("stops | stop %2d, %s, after %2d POSTs and %2d ms | %d objects were created before the end, none twice",
				i, name, posts, pause/time.Millisecond, created)
		})
	}
}

// A provider ends soon after Terraform was killed.
func TestProviderEndsWithTerraform(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows does not change the parent of a process")
	}
	m, err := tfcli.SharedMirror()
	if err != nil {
		t.Fatal(err)
	}
	srv := mockserver.Start(t)
	gate := acctest.NewGate(t, srv, "POST", "/orgs")
	c := initialized(t, m)(t, "resource \"losant_organization\" \"test\" {\n  name = \"Acme\"\n}\n", srv, gate.URL)
	a := startApply(t, c)
	<-gate.Reached
	providers := children(t, a.cmd.Process.Pid)
	if err := a.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	for _, pid := range providers {
		for isRunning(t, pid) {
			if time.Since(start) > time.Minute {
				t.Fatalf("the provider %d still runs", pid)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
	close(gate.Release)
}

// isRunning reports whether a process has not ended. A process that nobody waits for
// has the status Z when it has ended.
func isRunning(t *testing.T, pid int) bool {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && !strings.HasPrefix(strings.TrimSpace(string(output)), "Z")
}
