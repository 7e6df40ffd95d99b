package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/losant/terraform-provider-losant/internal/drift"
)

// unknownCheck is the summary of Terraform's warning that drift delays a check.
const unknownCheck = "Check block assertion known after apply"

// findings is what the log of a plan says.
type findings struct {
	errors    []problem
	warnings  []problem                  // without those of drift attribution
	byAddress map[string][]drift.Finding // the newest first
}

// readLog reads the output of terraform plan -json.
func readLog(r io.Reader) (*findings, error) {
	f := &findings{byAddress: map[string][]drift.Finding{}}
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if bytes.Contains(line, []byte(`"diagnostic"`)) {
			f.add(line)
		}
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// add adds a line of the log. Other programs may write lines that are not JSON.
func (f *findings) add(line []byte) {
	var message struct {
		Diagnostic struct {
			problem
			Severity string `json:"severity"`
		} `json:"diagnostic"`
	}
	if json.Unmarshal(line, &message) != nil {
		return
	}
	d := message.Diagnostic
	if d.Severity == "error" {
		f.errors = append(f.errors, d.problem)
		return
	}
	isAttribution := false
	for sentence := range strings.Lines(d.Detail) {
		if finding, ok := drift.ParseFinding(strings.TrimSpace(sentence)); ok {
			f.byAddress[d.Address] = append(f.byAddress[d.Address], finding)
			isAttribution = true
		}
	}
	if !isAttribution && d.Summary != unknownCheck {
		f.warnings = append(f.warnings, d.problem)
	}
}

// cause returns who changed an attribute and when, or "". The path is empty for the whole object.
func (f *findings) cause(address string, path []string) (who, when string) {
	for _, finding := range f.byAddress[address] {
		if len(path) == 0 && len(finding.Attributes) == 0 {
			return finding.Actor, finding.At
		}
		for _, attribute := range finding.Attributes {
			if steps := stepsOf(attribute); isPartOf(path, steps) || isPartOf(relatedTo(path), steps) {
				return finding.Actor, finding.At
			}
		}
	}
	return "", ""
}

// relatedTo returns the path of the attribute that changes together with another one, or nil.
func relatedTo(path []string) []string {
	if len(path) == 0 || related[path[0]] == "" {
		return nil
	}
	return append([]string{related[path[0]]}, path[1:]...)
}

// isPartOf reports whether one of two attributes contains the other.
func isPartOf(a, b []string) bool {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) > 0 && len(b) > 0
}

var step = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\w+`)

// stepsOf returns the names in the path of an attribute.
func stepsOf(attribute string) []string {
	steps := step.FindAllString(attribute, -1)
	for i, s := range steps {
		if name, err := strconv.Unquote(s); err == nil {
			steps[i] = name
		}
	}
	return steps
}
