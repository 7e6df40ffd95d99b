package drift

import (
	"fmt"
	"regexp"
	"strings"
)

// Finding says who changed an object outside Terraform. Each line of a warning is one.
type Finding struct {
	Actor      string
	Attributes []string // as in a configuration; empty if the object was removed
	At         string
	Operation  string
}

// String returns the finding as a sentence.
func (f Finding) String() string {
	action := "removed it"
	if len(f.Attributes) > 0 {
		action = "changed " + strings.Join(f.Attributes, ", ")
	}
	return fmt.Sprintf("%s %s at %s (%s).", f.Actor, action, f.At, f.Operation)
}

var (
	attributePattern = `\w+(?:\.\w+|\[(?:\d+|"(?:[^"\\]|\\.)*")\])*`
	findingPattern   = regexp.MustCompile(`^(.+) (?:removed it|changed (` + attributePattern + `(?:, ` + attributePattern + `)*)) at (\S+) \(([^()]+)\)\.$`)
	attributes       = regexp.MustCompile(attributePattern)
)

// ParseFinding parses what String returns. Other programs use it to read the warnings
// in the log of a plan.
func ParseFinding(sentence string) (finding Finding, ok bool) {
	match := findingPattern.FindStringSubmatch(sentence)
	if match == nil {
		return Finding{}, false
	}
	return Finding{match[1], attributes.FindAllString(match[2], -1), match[3], match[4]}, true
}
