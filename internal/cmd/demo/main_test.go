package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// TestMain lets a test run this program like make demo.
func TestMain(m *testing.M) {
	if os.Getenv("LOSANT_DEMO_MAIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func program(t *testing.T, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(append(os.Environ(), "LOSANT_DEMO_MAIN=1"), env...)
	return cmd
}

func expectEmpty(t *testing.T, dir string) {
	t.Helper()
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v were not removed, error %v", left, err)
	}
}

func TestStory(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	// The path of t.TempDir may be too long for Terraform's sockets.
	if err := run(t.Context(), screen{w: &out}, "", story); err != nil {
		t.Fatalf("%v\n\nOutput:\n%s", err, out.String())
	}
	rest := out.String()
	for _, want := range []string{
		"and has 80 organizations",
		"[1/19] init installs the provider", "  + internal/cmd/demo/story/customers.tf, in part:\n    | provider \"losant\" {\n", "    | resource \"losant_organization\" \"dairy\" {\n", "    | }\n  $ terraform init\n", "  ✓ exit code 0, reads 0, writes 0; output lines left out: ",
		"# losant_organization.vineyard will be created", `+ payloads_enabled = false`, "Plan: 3 to add,",
		"losant_organization.dairy: Creation complete", ", writes 3;",
		"No changes. ", "  ✓ exit code 0, reads 3, writes 0;",
		`~ "device" = 800 -> 500`, `Warning: Organization "Red Barn Dairy"`, "max@greenfield.example changed", "  ✓ exit code 2, ", ", writes 0;",
		"losant_organization.dairy: Modifications complete", ", writes 1;",
		"No changes. ",
		"losant_organization_member.sam: Creation complete", ", writes 3;",
		"No changes. ",
		"  $ terraform plan -json -out=tfplan > plan.log\n  $ terraform show -json tfplan | losant-drift", "1 difference, 1 customer.", "| Hillcrest Orchards |", "  ✓ exit code 2, ",
		"losant_organization_members.orchard: Modifications complete", ", writes 1;",
		"No changes. ",
		`# (imported from "name:Acme Agriculture")`, "losant_organization.acme: Import complete",
		"No changes. ",
		`    Error: Refused to destroy organization "Acme Agriculture"`, `set allow_data_loss = ["destroy"]`, "  ✓ exit code 1, ",
		`+ allow_data_loss = ["destroy"]`, ", writes 0;",
		"Destroy complete! Resources: 7 destroyed.", ", writes 6;",
		"    | data \"losant_instance_usage\"", "limits above 90 %", "  ████████████████████", "  ✓ exit code 0, ",
		"All 19 steps succeeded", "README.md",
	} {
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Fatalf("%q is missing or in the wrong place:\n%s", want, out.String())
		}
		rest = after
	}
	expectReadme(t, out.String())
	for _, noise := range []string{"= (known after apply)", "Refreshing", "hidden)", "-> null\n            ]", "\x1b"} {
		if strings.Contains(out.String(), noise) {
			t.Errorf("the output contains %q:\n%s", noise, out.String())
		}
	}
}

var changing = regexp.MustCompile(`[0-9a-f]{24}|reads \d+|left out: \d+|after \d+s|[\d-]{10}T[\d:.]{12}Z|[\d-]{10} [\d:]{5} UTC`)

// expectReadme fails the test unless the README shows the output, except for IDs,
// seconds and the number of reads.
func expectReadme(t *testing.T, screen string) {
	t.Helper()
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(readme), "```console\n[5/19]")
	shown, _, found := strings.Cut("[5/19]"+shown, "```\n")
	if !found {
		t.Fatal("the README has no output of the demo")
	}
	screen = changing.ReplaceAllString(screen, "")
	for step := range strings.SplitSeq(strings.TrimSuffix(shown, "\n"), "\n\n[") {
		if !strings.Contains(screen, changing.ReplaceAllString(step, "")) {
			t.Errorf("the README differs from the output:\n%s\n\nOutput:\n%s", step, screen)
		}
	}
}

func TestFailedStepIsAnError(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var out bytes.Buffer
	broken := story[0]
	broken.exit = 2
	err := run(t.Context(), screen{w: &out}, dir, []step{story[0], broken, story[1]})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"step 2: terraform init had an unexpected result", "the exit code is 0, want 2", "Its output:", "has been successfully initialized"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not contain %q:\n%v", want, err)
		}
	}
	if strings.Contains(out.String(), "[3/3]") || strings.Contains(out.String(), "succeeded") {
		t.Errorf("the demo continued:\n%s", out.String())
	}
	expectEmpty(t, dir)
}

func TestTerraformIsMissing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cmd := program(t, "PATH="+dir, "TF_ACC_TERRAFORM_PATH=", "TMPDIR="+dir)
	output, err := cmd.CombinedOutput()
	if err == nil || cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("ended with %v", err)
	}
	if text := string(output); !strings.HasPrefix(text, "demo: no terraform found: install Terraform 1.5 or later") || strings.Count(text, "\n") != 1 {
		t.Errorf("printed %q", text)
	}
	expectEmpty(t, dir)
}

func TestInterruption(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		after string
		cut   func(*os.Process, io.Closer) error
		want  string
	}{
		"Ctrl-C":          {"[1/19]", func(p *os.Process, _ io.Closer) error { return p.Signal(os.Interrupt) }, "demo: interrupt signal received\n"},
		"closed terminal": {"[1/19]", func(p *os.Process, _ io.Closer) error { return p.Signal(syscall.SIGHUP) }, "demo: hangup signal received\n"},
		"closed pipe":     {"Greenfield", func(_ *os.Process, out io.Closer) error { return out.Close() }, "demo: broken pipe signal received\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			var stderr bytes.Buffer
			cmd := program(t, "TMPDIR="+dir)
			cmd.Stderr = &stderr
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(stdout)
			for lines.Scan() {
				if strings.HasPrefix(lines.Text(), tc.after) {
					break
				}
			}
			if err := tc.cut(cmd.Process, stdout); err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, stdout)
			if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != 1 || stderr.String() != tc.want {
				t.Errorf("ended with %v and printed %q", err, stderr.String())
			}
			expectEmpty(t, dir)
		})
	}
}
