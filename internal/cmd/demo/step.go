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

// step is one run of Terraform, and what has to be true of it.
type step struct {
	says    string                   // what it shows, in one line
	file    string                   // a file of the folder story that joins the configuration first
	before  func(*mockserver.Server) // what happens first, behind Terraform's back
	run     string                   // the arguments of Terraform
	exit    int                      // its exit code
	shows   string                   // a text on screen, line breaks aside
	diff    string                   // all lines of the plan that have a sign, "" for any
	writes  []string                 // how the requests that are not GET begin: the method and, after a blank, the body
	refused int                      // how many requests the API answers with an error
	exist   []string                 // the organizations of the story that there are then
	holds   map[string][]string      // parts of their JSON, by name
}

//go:embed story/*.tf
var files embed.FS

// play runs a step on screen. Its error tells all that was not as told, and all
// that Terraform printed.
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
	out.print("  $ terraform " + s.run)
	output, exit, err := workspace.Run(ctx, append(strings.Fields(s.run), "-no-color")...)
	if err != nil {
		return fmt.Errorf("terraform %s: %w\n%s", s.run, err, output)
	}
	lines := trim(output)
	for _, line := range lines {
		out.print(strings.TrimRight("    "+line, " "))
	}
	if err := s.judge(exit, lines, mock); err != nil {
		return fmt.Errorf("terraform %s is not as told:\n%w\n\nAll that it printed:\n%s", s.run, err, output)
	}
	out.print(fmt.Sprintf("  ✓ exit code %d, reads %d, writes %d", exit, len(mock.Requests(http.MethodGet)), len(s.writes)), "")
	return nil
}

func (s step) judge(exit int, lines []string, mock *mockserver.Server) error {
	var wrong []error
	expect := func(ok bool, format string, args ...any) {
		if !ok {
			wrong = append(wrong, fmt.Errorf("  - "+format, args...))
		}
	}
	expect(exit == s.exit, "the exit code is %d, not %d", exit, s.exit)
	text := strings.Join(strings.Fields(strings.Join(lines, " ")), " ")
	expect(strings.Contains(text, s.shows), "it does not show %q", s.shows)
	changes, diff := signed(lines), signed(strings.Split(s.diff, "\n"))
	expect(s.diff == "" || slices.Equal(changes, diff), "the changes are %q, not %q", changes, diff)

	var writes []string
	var refused []string
	for _, r := range mock.Requests() {
		if r.Method != http.MethodGet {
			writes = append(writes, r.Method+" "+string(r.Body))
		}
		if r.Status >= http.StatusBadRequest {
			refused = append(refused, fmt.Sprintf("%s %s was answered with status %d", r.Method, r.Path, r.Status))
		}
	}
	expect(len(refused) == s.refused, "the API is to refuse %d requests, and refused %q", s.refused, refused)
	slices.Sort(writes)
	expect(slices.EqualFunc(writes, s.writes, strings.HasPrefix), "it sent %q, not %q", writes, s.writes)

	held := organizations(mock)
	for name, seed := range organizations(mockserver.New(mockserver.WithSeed(seeded))) {
		if name != acme {
			expect(held[name] == seed, "%s is none of the story's, and now %s", name, held[name])
			delete(held, name)
		}
	}
	names := slices.Sorted(maps.Keys(held))
	expect(slices.Equal(names, s.exist), "there are %q, not %q", names, s.exist)
	for name, parts := range s.holds {
		for _, part := range parts {
			expect(strings.Contains(held[name], part), "%s is %s, without %s", name, held[name], part)
		}
	}
	return errors.Join(wrong...)
}

// organizations returns the organizations of a mock as JSON, by name.
func organizations(mock *mockserver.Server) map[string]string {
	out := map[string]string{}
	for _, org := range mock.Organizations() {
		text, _ := json.Marshal(org) // It came from JSON.
		out[fmt.Sprint(org["name"])] = string(text)
	}
	return out
}
