package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// What a table shows. A job summary of GitHub can have 1 MiB.
const (
	maxRows     = 1000
	maxProblems = 50
	maxValue    = 120 // characters
)

// printJSON encodes one row at a time, because all of them together can need more memory than the plan.
func printJSON(w io.Writer, r *report) error {
	out := bufio.NewWriter(w)
	withoutRows := *r
	withoutRows.Drift = []row{}
	head, tail, _ := strings.Cut(encode(withoutRows, "", "  "), "[]")
	fmt.Fprint(out, head+"[")
	for i, row := range r.Drift {
		if i > 0 {
			fmt.Fprint(out, ",")
		}
		fmt.Fprint(out, "\n    "+encode(row, "    ", "  "))
	}
	if len(r.Drift) > 0 {
		fmt.Fprint(out, "\n  ")
	}
	fmt.Fprint(out, "]"+tail+"\n")
	return out.Flush()
}

// encode returns a value as JSON. All lines but the first begin with the prefix.
func encode(value any, prefix, indent string) string {
	var text strings.Builder
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, indent)
	_ = enc.Encode(value) //nolint:errchkjson // The values were decoded from JSON.
	return strings.TrimSpace(text.String())
}

func printMarkdown(w io.Writer, r *report) error {
	out := bufio.NewWriter(w)
	switch r.exitCode() {
	case exitError:
		fmt.Fprintf(out, "# The plan failed\n\n%s", fenced("Error", r.Errors))
	case exitNoDrift:
		fmt.Fprintf(out, "# No drift\n\n%s, no differences.\n", count(r.Objects, "object"))
	default:
		fmt.Fprintf(out, "# Drift\n\n%s, %s.\n\n", count(len(r.Drift), "difference"), count(r.customers(), "customer"))
		fmt.Fprint(out, "| customer | attribute | in code | in Losant | who | when |\n| --- | --- | --- | --- | --- | --- |\n")
		for _, row := range r.Drift[:min(len(r.Drift), maxRows)] {
			fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %s |\n", base.EscapeMarkdown(row.customerLabel), asCode(row.label),
				cell(row.InCode), cell(row.InLosant), base.EscapeMarkdown(row.Who), base.EscapeMarkdown(shortTime(row.When)))
		}
		if more := len(r.Drift) - maxRows; more > 0 {
			fmt.Fprintf(out, "\nand %d more\n", more)
		}
	}
	if len(r.Warnings) > 0 {
		fmt.Fprintf(out, "\n## Warnings\n\n%s", fenced("Warning", r.Warnings))
	}
	return out.Flush()
}

// fenced returns errors or warnings as Terraform shows them, in a block that their text cannot end.
func fenced(severity string, problems []problem) string {
	var text strings.Builder
	for _, p := range problems[:min(len(problems), maxProblems)] {
		fmt.Fprintf(&text, "%s: %s\n", severity, losant.Printable(p.Summary))
		if p.Address != "" {
			fmt.Fprintf(&text, "\n  with %s\n", losant.Printable(p.Address))
		}
		if p.Detail != "" {
			text.WriteString("\n")
		}
		for line := range strings.Lines(p.Detail) {
			text.WriteString(losant.Printable(line) + "\n")
		}
		text.WriteString("\n")
	}
	if more := len(problems) - maxProblems; more > 0 {
		fmt.Fprintf(&text, "and %d more\n", more)
	}
	fence := "```"
	for strings.Contains(text.String(), fence) {
		fence += "`"
	}
	return fence + "text\n" + strings.TrimRight(text.String(), "\n") + "\n" + fence + "\n"
}

// cell returns a value for a cell of the table.
func cell(value any) string {
	if value == nil {
		return "not set"
	}
	if text, ok := value.(note); ok {
		return string(text)
	}
	text := format(value)
	if runes := []rune(text); len(runes) > maxValue {
		text = string(runes[:maxValue-1]) + "…"
	}
	return asCode(text)
}

// format returns a list of simple values without brackets, and other values as JSON. Texts have no quotes unless they
// are empty.
func format(value any) string {
	switch value := value.(type) {
	case string:
		if value != "" {
			return value
		}
	case []any:
		items := make([]string, len(value))
		for i, item := range value {
			items[i] = format(item)
		}
		if len(items) > 0 {
			return strings.Join(items, ", ")
		}
	}
	return encode(value, "", "")
}

// asCode returns a text as code, in which Markdown interprets nothing. Within tables, that does not work with some
// characters, so such texts are escaped.
func asCode(text string) string {
	if text == "" || strings.ContainsAny(text, "`|\\") {
		return base.EscapeMarkdown(text)
	}
	return "`" + losant.Printable(text) + "`"
}

// shortTime returns a timestamp without seconds. A text that is not a timestamp stays.
func shortTime(text string) string {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC().Format("2006-01-02 15:04 UTC")
	}
	return text
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
