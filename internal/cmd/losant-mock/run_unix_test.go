//go:build unix

package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// process is the program in a process group of its own, so that it is not in the foreground of the terminal of the tests.
type process struct {
	*exec.Cmd
	t     *testing.T
	stdin io.WriteCloser
	lines *bufio.Scanner
}

func startProcess(t *testing.T, args ...string) *process {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), "LOSANT_MOCK_MAIN=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return &process{cmd, t, stdin, bufio.NewScanner(stdout)}
}

func (p *process) expectLine(want string) {
	p.t.Helper()
	if !p.lines.Scan() || p.lines.Text() != want {
		p.t.Fatalf("got %q, want %q", p.lines.Text(), want)
	}
}

func (p *process) signal(sig os.Signal) {
	p.t.Helper()
	if err := p.Process.Signal(sig); err != nil {
		p.t.Fatal(err)
	}
}

// expectExit checks the exit code, and that nothing else was printed.
func (p *process) expectExit(want int) {
	p.t.Helper()
	if p.lines.Scan() {
		p.t.Errorf("got the line %q", p.lines.Text())
	}
	err := p.Wait()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok && failed.ExitCode() == want {
		return
	}
	p.t.Errorf("got %v, want exit code %d", err, want)
}

// The command gets each signal, and the mock server serves until the command has ended.
func TestRunForwardsSignals(t *testing.T) {
	t.Parallel()
	p := startProcess(t, "run", "--seed", "3", "--", os.Args[0], childName, "signals")
	p.expectLine("ready")
	p.signal(os.Interrupt)
	p.expectLine("interrupt 1")
	p.signal(os.Interrupt)
	p.expectLine("interrupt 2")
	p.signal(syscall.SIGTERM)
	p.expectLine("stopping after 2 200 true")
	if _, err := io.WriteString(p.stdin, "go\n"); err != nil {
		t.Fatal(err)
	}
	p.expectExit(7)
}

// A signal to the whole process group reaches the command once.
func TestRunForwardsSignalsOfTheGroup(t *testing.T) {
	t.Parallel()
	p := startProcess(t, "run", "--seed", "3", "--", os.Args[0], childName, "signals")
	p.expectLine("ready")
	if err := syscall.Kill(-p.Process.Pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	p.expectLine("interrupt 1")
	p.signal(syscall.SIGTERM)
	p.expectLine("stopping after 1 200 true")
	if _, err := io.WriteString(p.stdin, "go\n"); err != nil {
		t.Fatal(err)
	}
	p.expectExit(7)
}

// While the mock creates organizations, a signal ends it, and the command does not run.
func TestSignalsWhileTheMockStarts(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"run", "--seed", "100000", "--", "echo", "ran"}, {"--seed", "100000"}} {
		p := startProcess(t, args...)
		p.signal(syscall.SIGTERM)
		p.expectExit(-1)
	}
}

// A command that a signal kills has the exit code that a shell gives it.
func TestRunOfAKilledCommand(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		script string
		want   int
	}{"killed by itself": {"kill -KILL $$", 128 + 9}, "terminated": {"echo ready; read line", 128 + 15}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := startProcess(t, "run", "--", "sh", "-c", tc.script)
			if strings.Contains(tc.script, "ready") {
				p.expectLine("ready")
				p.signal(syscall.SIGTERM)
			}
			p.expectExit(tc.want)
		})
	}
}
