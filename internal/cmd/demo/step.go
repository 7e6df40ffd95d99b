package main

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// step runs Terraform, and says what it must do.
type step struct {
	title   string                   // one line
	file    string                   // a file of the folder story to add to the configuration
	blocks  []string                 // first lines of the blocks of the file to print, or nil for all
	before  func(*mockserver.Server) // changes outside Terraform before the run
	args    string                   // arguments of Terraform
	script  string                   // commands in place of Terraform with the arguments; their whole output is printed
	exit    int                      // exit code
	shows   string                   // a part of the output, without line breaks
	diff    string                   // all lines of the plan that have a sign, or "" for any
	writes  []string                 // beginnings of the requests other than GET: the method, a space and the body
	refused int                      // number of responses with an error
	exist   []string                 // names of the story's organizations after the run
	contain map[string][]string      // parts of their JSON, by name
}

//go:embed story/*.tf story/report/*.tf
var files embed.FS

// run runs and prints a step. Its error contains each unexpected result, and the
// whole output of Terraform.
func (s step) run(ctx context.Context, out screen, mock *mockserver.Server, workspace *tfcli.Workspace) error {
	if s.file != "" {
		content, err := files.ReadFile("story/" + s.file)
		if err := errors.Join(err, workspace.Write(s.file, string(content))); err != nil {
			return err
		}
		s.printFile(out, string(content))
	}
	if s.before != nil {
		s.before(mock)
	}
	mock.ResetRequests()
	for command := range strings.Lines(s.commands()) {
		out.print("  $ " + strings.TrimSuffix(command, "\n"))
	}
	output, exit, err := s.execute(ctx, workspace)
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", s.commands(), err, output)
	}
	lines := trim(output)
	if s.script != "" {
		lines = strings.Split(strings.TrimSpace(output), "\n")
	}
	for _, line := range lines {
		out.print(strings.TrimRight("    "+line, " "))
	}
	if err := s.check(exit, lines, mock); err != nil {
		return fmt.Errorf("%s had an unexpected result:\n%w\n\nIts output:\n%s", s.commands(), err, output)
	}
	result := fmt.Sprintf("  ✓ exit code %d, reads %d, writes %d", exit, len(mock.Requests(http.MethodGet)), len(s.writes))
	if omitted := countLines(strings.Split(joinLists(output), "\n")) - countLines(lines); omitted > 0 {
		result += fmt.Sprintf("; output lines left out: %d", omitted)
	}
	out.print(result, "")
	return nil
}

// commands returns the commands of the step, one on each line.
func (s step) commands() string {
	if s.script != "" {
		return s.script
	}
	return "terraform " + s.args
}

func (s step) execute(ctx context.Context, workspace *tfcli.Workspace) (output string, exit int, err error) {
	if s.script != "" {
		return workspace.Shell(ctx, s.script)
	}
	return workspace.Run(ctx, append(strings.Fields(s.args), "-no-color")...)
}

// printFile prints the configuration that the step adds.
func (s step) printFile(out screen, content string) {
	head := "  + internal/cmd/demo/story/" + s.file
	if s.blocks != nil {
		head += ", in part:"
	}
	out.print(head)
	for _, line := range blocks(content, s.blocks) {
		out.print(strings.TrimRight("    | "+line, " "))
	}
}

func (s step) check(exit int, lines []string, mock *mockserver.Server) error {
	var problems []error
	expect := func(ok bool, format string, args ...any) {
		if !ok {
			problems = append(problems, fmt.Errorf("  - "+format, args...))
		}
	}
	expect(exit == s.exit, "the exit code is %d, want %d", exit, s.exit)
	text := strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
	expect(strings.Contains(text, s.shows), "the output does not contain %q", s.shows)
	changes, diff := signed(lines), signed(strings.Split(s.diff, "\n"))
	expect(s.diff == "" || slices.Equal(changes, diff), "the changes are %q, want %q", changes, diff)

	var writes []string
	var refused []string
	for _, r := range mock.Requests() {
		if r.Method != http.MethodGet {
			writes = append(writes, r.Method+" "+string(r.Body))
		}
		if r.Status >= http.StatusBadRequest {
			refused = append(refused, fmt.Sprintf("%s %s had status %d", r.Method, r.Path, r.Status))
		}
	}
	expect(len(refused) == s.refused, "want %d refused requests, got %q", s.refused, refused)
	slices.Sort(writes)
	expect(slices.EqualFunc(writes, s.writes, strings.HasPrefix), "sent %q, want %q", writes, s.writes)

	current := organizations(mock)
	for name, seed := range organizations(mockserver.New(mockserver.WithSeed(seeded))) {
		if name != acme {
			expect(current[name] == seed, "%s, which is not in the configuration, is now %s", name, current[name])
			delete(current, name)
		}
	}
	names := slices.Sorted(maps.Keys(current))
	expect(slices.Equal(names, s.exist), "the organizations are %q, want %q", names, s.exist)
	for name, parts := range s.contain {
		for _, part := range parts {
			expect(strings.Contains(current[name], part), "%s is %s, which does not contain %s", name, current[name], part)
		}
	}
	return errors.Join(problems...)
}

// organizations returns the organizations of a mock as JSON, by name.
func organizations(mock *mockserver.Server) map[string]string {
	out := map[string]string{}
	for _, org := range mock.Organizations() {
		text, _ := json.Marshal(org) // It was parsed from JSON.
		out[fmt.Sprint(org["name"])] = string(text)
	}
	return out
}
