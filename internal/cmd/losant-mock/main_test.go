package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

var exports = regexp.MustCompile(`^export LOSANT_API_URL=(http://127\.0\.0\.1:\d+)
export LOSANT_INSTANCE_ID=([0-9a-f]{24})
export LOSANT_API_TOKEN=(\S+)
$`)

// running is a started program.
type running struct{ url, instance, token string }

func (p *running) call(t *testing.T, method, path, body string) (status int, doc map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, p.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if !strings.HasPrefix(path, "/_control") {
		req.Header.Set("Authorization", "Bearer "+p.token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&doc); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, doc
}

// launch runs the program until the test ends, and then checks that it stopped without an error.
func launch(t *testing.T, args ...string) *running {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	stopped := make(chan error, 1)
	var stderr bytes.Buffer
	go func() {
		stopped <- run(ctx, args, in, &stderr)
		_ = in.Close()
	}()
	t.Cleanup(func() {
		stop()
		if err := <-stopped; err != nil {
			t.Errorf("the program ended with %v", err)
		}
		for _, want := range []string{howToStop(terminalInterrupts(), os.Getpid()), "Open http://127.0.0.1:", "/_ui/ "} {
			if !strings.Contains(stderr.String(), want) {
				t.Errorf("the output does not contain %q: %q", want, stderr.String())
			}
		}
	})
	text := make([]byte, 4096)
	n, err := out.Read(text)
	if err != nil {
		t.Fatalf("got no output: %v", err)
	}
	found := exports.FindStringSubmatch(string(text[:n]))
	if found == nil {
		t.Fatalf("got the output %q", text[:n])
	}
	return &running{found[1], found[2], found[3]}
}

func TestHowToStop(t *testing.T) {
	t.Parallel()
	if got := howToStop(true, 7); got != "Press Ctrl-C to stop it." {
		t.Errorf("in the foreground: %s", got)
	}
	if got := howToStop(false, 7); got != "To stop it, run: kill 7" {
		t.Errorf("in the background: %s", got)
	}
}

func TestServes(t *testing.T) {
	t.Parallel()
	p := launch(t, "--seed", "3", "--assume", "max-per-page=100", "--assume", "unset-fields=omitted")
	status, doc := p.call(t, "GET", "/instances/"+p.instance+"/orgs?perPage=500", "")
	if status != http.StatusOK || doc["totalCount"] != 3.0 || doc["perPage"] != 100.0 {
		t.Errorf("got status %d: %v", status, doc)
	}
	if status, doc := p.call(t, "GET", "/nowhere", ""); status != http.StatusMethodNotAllowed {
		t.Errorf("got status %d: %v", status, doc)
	}
}

func TestServesTheControlAPI(t *testing.T) {
	t.Parallel()
	p := launch(t)
	_, created := p.call(t, "POST", "/_control/organizations", `{"name":"x"}`)
	id, _ := created["id"].(string)
	status, doc := p.call(t, "GET", "/instances/"+p.instance+"/orgs/"+id, "")
	if status != http.StatusOK || doc["name"] != "x" {
		t.Errorf("got status %d: %v", status, doc)
	}
	organization := "/_control/organizations/" + id
	p.call(t, "POST", organization+"/invitations", `{"email":"ada@example.com","role":"edit"}`)
	if status, doc := p.call(t, "POST", organization+"/invitations/ada@example.com/accept", ""); status != http.StatusOK || doc["userId"] == nil {
		t.Errorf("got status %d: %v", status, doc)
	}
	if _, doc := p.call(t, "GET", "/_control/requests", ""); doc["count"] != 1.0 {
		t.Errorf("got the requests %v", doc)
	}
}

func TestServesThePages(t *testing.T) {
	t.Parallel()
	p := launch(t, "--seed", "1")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	source, err := io.ReadAll(res.Body)
	if err != nil || res.Request.URL.Path != "/_ui/" || !strings.Contains(string(source), "Acme Manufacturing") {
		t.Errorf("got %s, %v: %s", res.Request.URL, err, source)
	}
}

func TestLatency(t *testing.T) {
	t.Parallel()
	p := launch(t, "--latency", "30ms")
	before := time.Now()
	p.call(t, "GET", "/instances/"+p.instance, "")
	if took := time.Since(before); took < 30*time.Millisecond {
		t.Errorf("got the response after %v", took)
	}
}

func TestInvalidArguments(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ args, want string }{
		{"--addr 0.0.0.0:0", `"0.0.0.0" is not a loopback host`},
		{"--addr :8080", `"" is not a loopback host`},
		{"--addr example.com:80", "not a loopback host"},
		{"--addr 127.0.0.2:0", `use 127.0.0.1, ::1 or localhost`},
		{"--addr 127.0.0.1", "--addr: "},
		{"--addr 127.0.0.1:99999", "port"},
		{"--seed many", "-seed"},
		{"--seed -1", "--seed must be from 0 to 100000"},
		{"--seed 100001", "--seed must be from 0 to 100000"},
		{"--latency -1s", "--latency must not be negative"},
		{"--latency soon", "-latency"},
		{"--assume summary", "expected name=setting"},
		{"--assume summary=nonsense", "counts, full, nothing"},
		{"--assume nonsense=x", "above-instance-limit"},
		{"--nonsense", "nonsense"},
		{"serve", `unexpected argument "serve"`},
	} {
		t.Run(tc.args, func(t *testing.T) {
			t.Parallel()
			var stdout bytes.Buffer
			err := run(t.Context(), strings.Fields(tc.args), &stdout, io.Discard)
			if err == nil || !strings.Contains(err.Error(), tc.want) || stdout.Len() > 0 {
				t.Errorf("got error %v and output %q, want an error with %q", err, stdout.String(), tc.want)
			}
		})
	}
}

func TestOtherLoopbackHosts(t *testing.T) {
	t.Parallel()
	listener, err := listen(t.Context(), "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
}

func TestListsAssumptions(t *testing.T) {
	t.Parallel()
	var stdout bytes.Buffer
	if err := run(t.Context(), []string{"--assumptions"}, &stdout, io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, a := range mockserver.Assumptions() {
		if line := a.Name + "=" + strings.Join(a.Settings, "|") + "\n    " + a.Question + "\n"; !strings.Contains(stdout.String(), line) {
			t.Errorf("the list does not contain %q", line)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	var stdout bytes.Buffer
	if err := run(t.Context(), []string{"--help"}, &stdout, io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Usage: losant-mock", "run --seed 3 -- terraform test", "--assume max-per-page=100", "-addr", "-seed", "-latency", "-assumptions"} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("the help does not contain %q", want)
		}
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, syscall.EPIPE }

func TestClosedOutputIsAnError(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"--assumptions"}, {"--help"}} {
		if err := run(t.Context(), args, brokenPipe{}, io.Discard); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("%v: got error %v", args, err)
		}
	}
}

// TestSignals runs the test binary itself as the program.
func TestSignals(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0])
			cmd.Env = append(os.Environ(), "LOSANT_MOCK_MAIN=1")
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadAtLeast(out, make([]byte, 10), 10); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, out)
			if err := cmd.Wait(); err != nil {
				t.Errorf("the program ended with %v", err)
			}
		})
	}
}

// TestMain lets the test binary be the program, and the command that it runs.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) > 1 && os.Args[1] == childName:
		child(os.Args[2])
	case os.Getenv("LOSANT_MOCK_MAIN") != "":
		main()
	default:
		os.Exit(m.Run())
	}
}
