package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

const childName = "child-of-losant-mock"

// child is the command that the tests run.
func child(task string) {
	switch task {
	case "environment":
		for _, name := range []string{"LOSANT_API_URL", "LOSANT_INSTANCE_ID", "LOSANT_API_TOKEN"} {
			fmt.Println(os.Getenv(name))
		}
		fmt.Println(organizations())
	case "copy":
		_, _ = io.Copy(os.Stdout, os.Stdin)
		fmt.Fprint(os.Stderr, "copied")
	case "signals":
		countSignals()
	default:
		code, _ := strconv.Atoi(task)
		os.Exit(code)
	}
}

// organizations returns the response to a request for the organizations.
func organizations() string {
	url := os.Getenv("LOSANT_API_URL") + "/instances/" + os.Getenv("LOSANT_INSTANCE_ID") + "/orgs?perPage=1"
	req, err := http.NewRequest(http.MethodGet, url, http.NoBody) //nolint:noctx // The test ends the process.
	if err != nil {
		return err.Error()
	}
	req.Header.Set("Authorization", "Bearer "+os.Getenv("LOSANT_API_TOKEN"))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err.Error()
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	return fmt.Sprintf("%d %t", res.StatusCode, strings.Contains(string(body), `"totalCount":3`))
}

// countSignals says when it is ready, and what it gets. It ends after a SIGTERM, when the test says so.
func countSignals() {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	fmt.Println("ready")
	interrupts := 0
	for sig := range signals {
		if sig == syscall.SIGTERM {
			break
		}
		interrupts++
		fmt.Println("interrupt", interrupts)
	}
	fmt.Println("stopping after", interrupts, organizations())
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	os.Exit(7)
}

func runChild(t *testing.T, std streams, args ...string) error {
	t.Helper()
	return runCommand(append(args, "--", os.Args[0], childName, "environment"), std)
}

func TestRunSetsTheEnvironment(t *testing.T) {
	// The variables of the user must not win, since they could lead to a real instance.
	t.Setenv("LOSANT_API_URL", "https://api.example.com")
	t.Setenv("LOSANT_API_TOKEN", "real")
	t.Setenv("LOSANT_INSTANCE_ID", "real")
	var stdout bytes.Buffer
	if err := runChild(t, streams{out: &stdout, err: io.Discard}, "--seed", "3", "--assume", "max-per-page=100"); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(stdout.String(), "\n")
	if len(lines) < 4 || !strings.HasPrefix(lines[0], "http://127.0.0.1:") || len(lines[1]) != 24 || !strings.HasPrefix(lines[2], "mock-") || lines[3] != "200 true" {
		t.Fatalf("got %q", lines)
	}
	// The mock server has stopped, so that its port is free.
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", strings.TrimPrefix(lines[0], "http://"))
	if err != nil {
		t.Fatalf("the mock server still listens: %v", err)
	}
	_ = listener.Close()
}

func TestRunUsesTheStandardStreams(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	std := streams{strings.NewReader("yes\n"), &stdout, &stderr}
	if err := runCommand([]string{os.Args[0], childName, "copy"}, std); err != nil {
		t.Fatal(err)
	}
	if stdout.String() != "yes\n" || stderr.String() != "copied" {
		t.Errorf("got %q and %q", stdout.String(), stderr.String())
	}
}

func TestRunReturnsTheExitCode(t *testing.T) {
	t.Parallel()
	for task, want := range map[string]int{"0": 0, "1": 1, "2": 2, "42": 42} {
		t.Run(task, func(t *testing.T) {
			t.Parallel()
			err := runCommand([]string{"--", os.Args[0], childName, task}, streams{out: io.Discard, err: io.Discard})
			code := 0
			if exit, ok := errors.AsType[*exitError](err); ok {
				code = exit.code
			} else if err != nil {
				t.Fatal(err)
			}
			if code != want {
				t.Errorf("got %d, want %d", code, want)
			}
		})
	}
}

func TestRunRefuses(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"":                               "run needs a command, such as: losant-mock run -- terraform test",
		"--seed 3":                       "run needs a command",
		"--seed 3 --":                    "run needs a command",
		"--seed -1 -- true":              "--seed must be from 0 to 100000",
		"--nonsense -- true":             "nonsense",
		"--addr 0.0.0.0:0 -- true":       "not a loopback host",
		"-- nonsense-that-is-not-there":  "not found",
		"-- ./nonsense/that-is-not-here": "no such file",
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			err := runCommand(strings.Fields(args), streams{out: io.Discard, err: io.Discard})
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got error %v, want one with %q", err, want)
			}
		})
	}
}

func TestRunHelps(t *testing.T) {
	t.Parallel()
	for flag, want := range map[string]string{"--help": "losant-mock run [flags] -- COMMAND", "--assumptions": "max-per-page="} {
		var stdout bytes.Buffer
		if err := runCommand([]string{flag}, streams{out: &stdout, err: io.Discard}); err != nil || !strings.Contains(stdout.String(), want) {
			t.Errorf("%s: got error %v and %q", flag, err, stdout.String())
		}
	}
}
