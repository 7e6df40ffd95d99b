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

// step is one run of Terraform and its expected result.
type step struct {
	title         string                   // one line that says what the step shows
	file          string                   // a file of the folder story that is first added to the configuration
	before        func(*mockserver.Server) // what happens outside Terraform before the run
	args          string                   // the arguments of Terraform
	exitCode      int                      // of Terraform
	output        string                   // a text that the screen must show, without regard to line breaks
	diff          string                   // all lines of the plan that have a sign; "" accepts any
	writes        []string                 // the beginnings of all requests that are not GET: the method, a blank and the body
	refused       int                      // the number of requests that get an error status
	organizations []string                 // the names of the story's organizations after the run
	content       map[string][]string      // parts of their JSON, by name
}

//go:embed story/*.tf
var files embed.FS

// play runs a step on screen. Its error lists everything unexpected, with the full
// output of Terraform.
func (s step) play(ctx context.Context, out screen, mock *mockserver.Server, workspace *tfcli.Workspace) error {
	if s.file != "" {
		out.print("  + internal/cmd/demo/story/" + s.file)
		content, err := files.ReadFile("story/" + s.file)
		if err := errors.Join(err, workspace.Write(s.file, string(content))); err != nil {
			return err
		}
	}
	if s.before != nil {
		s.before(mock)
	}
	mock.ResetRequests()
	out.print("  $ terraform " + s.args)
	output, exitCode, err := workspace.Run(ctx, append(strings.Fields(s.args), "-no-color")...)
	if err != nil {
		return fmt.Errorf("terraform %s: %w\n%s", s.args, err, output)
	}
	lines := trim(output)
	for _, line := range lines {
		out.print(strings.TrimRight("    "+line, " "))
	}
	if err := s.check(exitCode, lines, mock); err != nil {
		return fmt.Errorf("terraform %s did not give the expected result:\n%w\n\nFull output:\n%s", s.args, err, output)
	}
	out.print(fmt.Sprintf("  ✓ exit code %d, reads %d, writes %d", exitCode, len(mock.Requests(http.MethodGet)), len(s.writes)), "")
	return nil
}

// check compares the result of a run with the expected one.
func (s step) check(exitCode int, lines []string, mock *mockserver.Server) error {
	var problems []error
	expect := func(ok bool, format string, args ...any) {
		if !ok {
			problems = append(problems, fmt.Errorf("  - "+format, args...))
		}
	}
	expect(exitCode == s.exitCode, "the exit code is %d, want %d", exitCode, s.exitCode)
	text := strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
	expect(strings.Contains(text, s.output), "the output does not contain %q", s.output)
	changes, diff := signed(lines), signed(strings.Split(s.diff, "\n"))
	expect(s.diff == "" || slices.Equal(changes, diff), "the changes are %q, want %q", changes, diff)

	var writes []string
	var refused []string
	for _, r := range mock.Requests() {
		if r.Method != http.MethodGet {
			writes = append(writes, r.Method+" "+string(r.Body))
		}
		if r.Status >= http.StatusBadRequest {
			refused = append(refused, fmt.Sprintf("%s %s: %d", r.Method, r.Path, r.Status))
		}
	}
	expect(len(refused) == s.refused, "the refused requests are %q, want %d", refused, s.refused)
	slices.Sort(writes)
	expect(slices.EqualFunc(writes, s.writes, strings.HasPrefix), "the writes are %q, want %q", writes, s.writes)

	remaining := organizations(mock)
	for name, seed := range organizations(mockserver.New(mockserver.WithSeed(seeded))) {
		if name != acme {
			expect(remaining[name] == seed, "the story must not change %s, which is %s", name, remaining[name])
			delete(remaining, name)
		}
	}
	names := slices.Sorted(maps.Keys(remaining))
	expect(slices.Equal(names, s.organizations), "the organizations are %q, want %q", names, s.organizations)
	for name, parts := range s.content {
		for _, part := range parts {
			expect(strings.Contains(remaining[name], part), "%s is %s, which does not contain %s", name, remaining[name], part)
		}
	}
	return errors.Join(problems...)
}

// organizations returns the organizations of a mock as JSON, by name.
func organizations(mock *mockserver.Server) map[string]string {
	out := map[string]string{}
	for _, org := range mock.Organizations() {
		text, _ := json.Marshal(org) // Cannot fail, because it was parsed from JSON.
		out[fmt.Sprint(org["name"])] = string(text)
	}
	return out
}
