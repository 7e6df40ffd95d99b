package docstest_test

import (
	"bufio"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// guideStep is a block of commands, with the exit code of the last one and parts of the
// output. In before, somebody else does something.
type guideStep struct {
	before func()
	exit   int
	output []string
}

var endOfBlock = regexp.MustCompile(`^end of the block: (\d+)$`)

// followSteps saves the files of a guide, and pastes its commands into a shell: all of
// them at once, up to a step in which somebody else does something.
func followSteps(t *testing.T, r reader, guide page, steps []guideStep) {
	t.Helper()
	r.save(guide)
	commands := slices.DeleteFunc(slices.Clone(guide.blocks), func(b block) bool { return b.language != "shell" })
	if len(commands) != len(steps) {
		t.Fatalf("the guide has %d blocks of commands, and the test %d", len(commands), len(steps))
	}
	shell := r.Program(t.Context(), "sh")
	input, err := shell.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := shell.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	shell.Stderr = shell.Stdout
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	for i := 0; i < len(steps); {
		if steps[i].before != nil {
			steps[i].before()
		}
		first := i
		var pasted strings.Builder
		for ; i < len(steps) && (i == first || steps[i].before == nil); i++ {
			pasted.WriteString(commands[i].text + `printf '\nend of the block: %s\n' "$?"` + "\n")
		}
		if _, err := io.WriteString(input, pasted.String()); err != nil {
			t.Fatal(err)
		}
		for j := first; j < i; j++ {
			checkStep(t, lines, commands[j].text, steps[j])
		}
	}
	if err := input.Close(); err != nil {
		t.Error(err)
	}
	if err := shell.Wait(); err != nil {
		t.Error(err)
	}
}

// checkStep compares the output of a block of commands with the expected one.
func checkStep(t *testing.T, lines *bufio.Scanner, commands string, want guideStep) {
	t.Helper()
	var output strings.Builder
	for lines.Scan() {
		end := endOfBlock.FindStringSubmatch(lines.Text())
		if end == nil {
			output.WriteString(lines.Text() + "\n")
			continue
		}
		if end[1] != strconv.Itoa(want.exit) {
			t.Fatalf("%s\nexit code %s, want %d\n%s", commands, end[1], want.exit, output.String())
		}
		expect(t, strings.Join(strings.Fields(output.String()), " "), want.output...)
		return
	}
	t.Fatalf("%s\nthe shell ended: %v\n%s", commands, lines.Err(), output.String())
}

// asking matches a command that waits for approval, and so takes the next pasted line as
// the answer.
var asking = regexp.MustCompile(`(?m)^ *terraform (?:-chdir=\S+ )?(?:destroy\b.*|apply(?: -\S+(?: \w+=\S*)?)*)$`)

// Commands can be pasted: they have no prompt, and do not wait for approval.
func TestCommandsCanBePasted(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob(filepath.Join(root, "docs/guides/*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatalf("no guides: %v", err)
	}
	for _, path := range append(pages, filepath.Join(root, "docs/index.md")) {
		name, _ := filepath.Rel(root, path)
		for _, b := range readPage(t, name).blocks {
			if b.language == "console" || b.language == "sh" || b.language == "bash" {
				t.Errorf("%s: a block is %s, want shell", name, b.language)
			}
			for _, command := range asking.FindAllString(b.text, -1) {
				if b.language == "shell" && !strings.Contains(command, " -auto-approve") {
					t.Errorf("%s: %q waits for approval", name, command)
				}
			}
		}
	}
}

func TestAsking(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]bool{
		"terraform apply":                       true,
		"terraform apply -var month=2026-01":    true,
		"terraform apply -parallelism=30":       true,
		"terraform -chdir=shard-0 destroy":      true,
		"terraform -chdir=\"$shard\" apply":     true,
		"terraform apply tfplan":                false,
		"terraform -chdir=shard-0 apply tfplan": false,
		"terraform plan -destroy -out=tfplan":   false,
	} {
		if got := asking.MatchString(command); got != want {
			t.Errorf("%s: got %t, want %t", command, got, want)
		}
	}
}
