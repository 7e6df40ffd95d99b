package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
)

// screen prints the steps.
type screen struct {
	w       io.Writer
	colored bool
	// input is where Enter is read between two steps, or nil.
	input *bufio.Reader
}

// colors holds the colors of lines by their beginning. The first match applies.
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

// pause waits until somebody presses Enter, or the input or the context ends.
func (s screen) pause(ctx context.Context) {
	if s.input == nil {
		return
	}
	fmt.Fprint(s.w, "Press Enter to continue ... ")
	pressed := make(chan struct{})
	go func() {
		_, _ = s.input.ReadString('\n') // The demo continues without input.
		close(pressed)
	}()
	select {
	case <-pressed:
	case <-ctx.Done():
	}
	s.print("")
}

// waiting runs a function. On a terminal, something moves meanwhile.
func (s screen) waiting(work func() error) error {
	if !s.colored {
		return work()
	}
	done := make(chan error, 1)
	go func() { done <- work() }()
	ticker := time.NewTicker(150 * time.Millisecond)
	defer ticker.Stop()
	for i := 0; ; i++ {
		select {
		case err := <-done:
			fmt.Fprint(s.w, "\r\x1b[K")
			return err
		case <-ticker.C:
			fmt.Fprintf(s.w, "\r%s", strings.Repeat(" ", i%30)+"~~~>"+"\x1b[K")
		}
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

	result  = regexp.MustCompile(`^(  # |- Installed |Plan: |No changes\. |(Apply|Destroy) complete! |\w+ has been successfully initialized!|\S+: \w+ complete )`)
	change  = regexp.MustCompile(`^(..[-+~] resource| {6,}[-+~]) `)
	closing = regexp.MustCompile(`^ *[}\]]`)
	problem = regexp.MustCompile(`^(Error|Warning): `)
	// A lock file for this platform only is enough here.
	noise = regexp.MustCompile(`\(known after apply\)|Warning: Incomplete lock file`)
)

// trim keeps the important part of Terraform's output: changes, results and
// problems. It puts lists on one line, and shows only the address of what is
// destroyed.
func trim(output string) []string {
	output = joinLists(output)
	var lines []string
	var open []int // Columns where the open blocks end.
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
		case result.MatchString(line):
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

func joinLists(output string) string {
	return list.ReplaceAllStringFunc(output, func(lines string) string {
		return "[" + strings.Join(element.FindAllString(lines, -1), ", ") + "]"
	})
}

// countLines returns the number of lines that are not empty.
func countLines(lines []string) int {
	count := 0
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			count++
		}
	}
	return count
}

// blocks returns the blocks of a configuration that begin with one of the lines, or all
// of it if there are none.
func blocks(config string, first []string) []string {
	var lines []string
	inBlock := len(first) == 0
	for line := range strings.SplitSeq(strings.TrimSpace(config), "\n") {
		if slices.Contains(first, line) {
			inBlock = true
			if len(lines) > 0 {
				lines = append(lines, "")
			}
		}
		if inBlock {
			lines = append(lines, line)
		}
		if line == "}" && len(first) > 0 {
			inBlock = false
		}
	}
	return lines
}

// signed returns the lines of a plan that begin with a sign, without indentation.
func signed(lines []string) []string {
	var out []string
	for _, line := range lines {
		if line = strings.TrimSpace(line); strings.IndexAny(line, "+-~") == 0 {
			out = append(out, line)
		}
	}
	return out
}
