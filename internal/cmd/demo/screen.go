package main

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
)

// screen is what the story is told on.
type screen struct {
	w       io.Writer
	colored bool
}

// colors are those of lines, by how they begin. The first match counts.
var colors = []struct {
	line *regexp.Regexp
	code string
}{
	{regexp.MustCompile(`^(\[|      # |    (Plan|No changes|\w+ complete))`), "1"},
	{regexp.MustCompile(`^  [$+] `), "36"},
	{regexp.MustCompile(`^( {6,}\+ |  ✓ )`), "32"},
	{regexp.MustCompile(`^( {6,}~ |    Warning: )`), "33"},
	{regexp.MustCompile(`^( {6,}- |    Error: )`), "31"},
}

func (s screen) print(lines ...string) {
	for _, line := range lines {
		for _, c := range colors {
			if s.colored && c.line.MatchString(line) {
				line = "\x1b[" + c.code + "m" + line + "\x1b[0m"
				break
			}
		}
		fmt.Fprintln(s.w, line)
	}
}

// colorful reports whether a file is a terminal whose user wants colors.
func colorful(file *os.File, getenv func(string) string) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

var (
	list    = regexp.MustCompile(`\[\n(?:(?: +\+ ".*",\n)+|(?: +- ".*",\n)+) +\]`)
	element = regexp.MustCompile(`".*"`)
	padding = regexp.MustCompile(`(\S) +(= )`)

	news    = regexp.MustCompile(`^(  # |- Installed |Plan: |No changes\. |(Apply|Destroy) complete! |\w+ has been successfully initialized!|\S+: \w+ complete )`)
	change  = regexp.MustCompile(`^(..[-+~] resource| {6,}[-+~]) `)
	closing = regexp.MustCompile(`^ *[}\]]`)
	problem = regexp.MustCompile(`^(Error|Warning): `)
	// A lock file for this platform alone is what is wanted here.
	noise = regexp.MustCompile(`\(known after apply\)|Warning: Incomplete lock file`)
)

// trim keeps what matters of what Terraform prints: what a plan changes, what
// came of it, and problems. Lists get onto one line, and of what is to be
// destroyed only the address stays.
func trim(output string) []string {
	output = list.ReplaceAllStringFunc(output, func(lines string) string {
		return "[" + strings.Join(element.FindAllString(lines, -1), ", ") + "]"
	})
	var lines []string
	var open []int // The columns where the blocks that have begun will end.
	hidden, inProblem := -1, false
	for line := range strings.SplitSeq(strings.Trim(output, "\n"), "\n") {
		line = padding.ReplaceAllString(line, "$1 $2")
		column := len(line) - len(strings.TrimLeft(line, " "))
		if hidden >= 0 && column > hidden {
			continue
		}
		hidden = -1
		switch {
		case problem.MatchString(line):
			if inProblem = !noise.MatchString(line); !inProblem {
				continue
			}
		case news.MatchString(line):
			inProblem = false
		case closing.MatchString(line) && len(open) > 0 && column == open[len(open)-1]:
			if open = open[:len(open)-1]; len(open) == 0 {
				lines, line = append(lines, line), ""
			}
		case strings.HasPrefix(line, "  - resource "):
			hidden = column
			continue
		case change.MatchString(line) && !noise.MatchString(line):
			if strings.HasSuffix(line, "{") || strings.HasSuffix(line, "[") {
				open = append(open, column+2)
			}
		case !inProblem:
			continue
		}
		lines = append(lines, line)
	}
	return lines
}

// signed are the lines of a plan that begin with a sign, without indentation.
func signed(lines []string) []string {
	var out []string
	for _, line := range lines {
		if line = strings.TrimSpace(line); strings.IndexAny(line, "+-~") == 0 {
			out = append(out, line)
		}
	}
	return out
}
