package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const committed = "testdata/snapshot.txt"

// A change of the schemas shows in the snapshot, where it is reviewed. One that
// breaks configurations or states is no accident.
func TestSchemasAreAsCommitted(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(committed)
	if err != nil {
		t.Fatal(err)
	}
	schemas, identities, err := read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now := newSnapshot(schemas, identities)
	breaking, others := compare(parseSnapshot(string(text)), now)
	if len(breaking) > 0 {
		t.Errorf("The schemas break configurations or states that work today:\n  %s\nIf that is meant, and goes into a new major version, delete internal/cmd/schemajson/%s and run make generate.",
			strings.Join(breaking, "\n  "), committed)
	}
	if len(others) > 0 {
		t.Errorf("The schemas have changed, and nothing breaks. Run make generate and commit what it writes:\n  %s", strings.Join(others, "\n  "))
	}
	for path, want := range map[string]string{
		"provider/api_token":                            `"string" optional sensitive`,
		"resource/losant_organization":                  "v0",
		"resource/losant_organization/name":             `"string" required`,
		"resource/losant_organization/limits":           `["map","number"] computed optional`,
		"resource/losant_organization/banner":           "object-single optional",
		"resource/losant_organization/banner/level":     `"string" required`,
		"resource/losant_organization/tags":             `["map",["set","string"]] optional`,
		"data/losant_organizations/organizations/id":    `"string" computed`,
		"identity/losant_organization/id":               `"string" required`,
		"function/byte_size":                            `["string","number"]`,
		"resource/losant_organization_members/statuses": `["map","string"] computed`,
	} {
		if got := now[path].String(); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	const before = "resource/a v1\nresource/a/x \"string\" required\nresource/a/y \"number\" computed optional\n"
	for name, tc := range map[string]struct{ after, breaking, other string }{
		"nothing":            {after: before},
		"new resource":       {after: before + "resource/b v0\nresource/b/x \"string\" required\n", other: "resource/b is new"},
		"new attribute":      {after: before + "resource/a/z \"string\" optional\n", other: "resource/a/z is new"},
		"new and required":   {after: before + "resource/a/z \"string\" required\n", breaking: "resource/a/z is new and required"},
		"attribute removed":  {after: strings.Replace(before, "resource/a/x \"string\" required\n", "", 1), breaking: "resource/a/x was removed"},
		"resource removed":   {after: "", breaking: "resource/a was removed"},
		"other type":         {after: strings.Replace(before, `"number"`, `"string"`, 1), breaking: "has another type"},
		"newer version":      {after: strings.Replace(before, "v1", "v2", 1), other: `resource/a was "v1" and is "v2"`},
		"older version":      {after: strings.Replace(before, "v1", "v0", 1), breaking: "has another type"},
		"now required":       {after: strings.Replace(before, "computed optional", "required", 1), breaking: "is now required"},
		"may be left out":    {after: strings.Replace(before, "required", "optional", 1), other: "resource/a/x was"},
		"cannot be set":      {after: strings.Replace(before, "computed optional", "computed", 1), breaking: "can no longer be set"},
		"not computed":       {after: strings.Replace(before, "computed optional", "optional", 1), breaking: "is no longer computed"},
		"sensitive":          {after: strings.Replace(before, "required", "required sensitive", 1), breaking: "is now sensitive"},
		"write-only":         {after: strings.Replace(before, "required", "required write-only", 1), breaking: "is no longer in the state"},
		"deprecated":         {after: strings.Replace(before, "required", "deprecated required", 1), other: "resource/a/x was"},
		"no longer optional": {after: strings.Replace(before, "required", "computed", 1), breaking: "can no longer be set"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			breaking, others := compare(parseSnapshot(before), parseSnapshot(tc.after))
			for _, c := range []struct {
				got  []string
				want string
			}{{breaking, tc.breaking}, {others, tc.other}} {
				if c.want == "" && len(c.got) > 0 || !strings.Contains(strings.Join(c.got, "\n"), c.want) {
					t.Errorf("got %q, want %q", c.got, c.want)
				}
			}
		})
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "snapshot.txt")
	first := parseSnapshot("resource/a v0\nresource/a/x \"string\" optional\n")
	more := parseSnapshot(first.text() + "resource/a/y \"string\" optional\n")
	for _, s := range []snapshot{first, more} {
		if err := s.update(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := first.update(file); err == nil || !strings.Contains(err.Error(), "resource/a/y was removed") || !strings.Contains(err.Error(), "delete "+file) {
		t.Errorf("got %v", err)
	}
	kept, err := os.ReadFile(file)
	if err != nil || string(kept) != more.text() || !slices.IsSorted(strings.Split(strings.TrimSpace(string(kept)), "\n")) {
		t.Errorf("the file is %q: %v", kept, err)
	}
}
