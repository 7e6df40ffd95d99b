package docstest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// page is a Markdown file: its fenced blocks, and the text without them.
type page struct {
	blocks []block
	text   []string
}

// block is a fenced block. The line above it may name a file, as in "Save this as
// `main.tf`:".
type block struct{ language, file, text string }

func readPage(t *testing.T, name string) page {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return parse(string(content))
}

func parse(content string) page {
	var p page
	var open *block
	indent, above := 0, ""
	for line := range strings.Lines(content) {
		line = strings.TrimSuffix(line, "\n")
		trimmed := strings.TrimLeft(line, " ")
		language, fence := strings.CutPrefix(trimmed, "```")
		switch {
		case fence && open == nil:
			indent = len(line) - len(trimmed)
			open = &block{language: language, file: fileNamed(above)}
		case fence:
			p.blocks = append(p.blocks, *open)
			open, above = nil, ""
		case open != nil:
			open.text += line[min(indent, len(line)-len(trimmed)):] + "\n"
		default:
			p.text = append(p.text, line)
			if trimmed != "" {
				above = trimmed
			}
		}
	}
	return p
}

var fileName = regexp.MustCompile("`([\\w./-]+\\.(?:tf|tftpl|hcl|csv|sh|yml))`.*:$")

func fileNamed(line string) string {
	if names := fileName.FindStringSubmatch(line); names != nil {
		return names[1]
	}
	return ""
}

// script returns all commands of a page.
func (p page) script() string {
	var script strings.Builder
	for _, b := range p.blocks {
		if b.language == "shell" {
			script.WriteString(b.text)
		}
	}
	return script.String()
}

func TestParse(t *testing.T) {
	t.Parallel()
	p := parse("# Head\n\n`a/b.tf`, next to the other:\n\n```terraform\nx = 1\n```\n\n1. Do `this`:\n\n   ```shell\n   run\n     more\n   ```\n\n```shell\nlast\n```\n")
	want := []block{{"terraform", "a/b.tf", "x = 1\n"}, {"shell", "", "run\n  more\n"}, {"shell", "", "last\n"}}
	if len(p.blocks) != len(want) {
		t.Fatalf("got %q, want %q", p.blocks, want)
	}
	for i := range want {
		if p.blocks[i] != want[i] {
			t.Errorf("block %d: got %q, want %q", i, p.blocks[i], want[i])
		}
	}
	if got, want := p.script(), "run\n  more\nlast\n"; got != want {
		t.Errorf("script: got %q, want %q", got, want)
	}
	if got := strings.Join(p.text, "|"); strings.Contains(got, "x = 1") || !strings.HasPrefix(got, "# Head|") {
		t.Errorf("text: got %q", got)
	}
}
