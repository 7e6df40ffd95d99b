package losant

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

var operationRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (.+) \\| (?:`(Test\\w+)` )?\\|$")

// OPERATIONS.md has a row for each operation, with a test if a method uses it, or else with the reason.
func TestOperationsPageIsComplete(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../OPERATIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := testNames(t)
	listed := map[string]bool{}
	for _, row := range operationRow.FindAllStringSubmatch(string(page), -1) {
		name, place, test := row[1], row[2], row[3]
		if listed[name] {
			t.Errorf("%s has two rows", name)
		}
		listed[name] = true
		isUsed := !strings.HasPrefix(place, "not used: ")
		if isUsed != isUsedOperation(name) || isUsed != (test != "") {
			t.Errorf("%s: %q with the test %q, but a method uses it: %t", name, place, test, isUsedOperation(name))
		}
		if test != "" && !tests[test] {
			t.Errorf("%s: there is no test %s", name, test)
		}
		if _, ok := operationNamed(name); !ok {
			t.Errorf("%s is not an operation", name)
		}
	}
	const published = 62
	if len(listed) != published {
		t.Errorf("%d operations, want %d", len(listed), published)
	}
	for _, op := range usedOperations {
		if !listed[op.name] {
			t.Errorf("%s has no row", op.name)
		}
	}
}

func isUsedOperation(name string) bool {
	for _, op := range usedOperations {
		if op.name == name {
			return true
		}
	}
	return false
}

// testNames returns the names of the tests of the services.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	declaration := regexp.MustCompile(`(?m)^func (Test\w+)`)
	names := map[string]bool{}
	services := os.DirFS("../service")
	files, err := fs.Glob(services, "*/*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := fs.ReadFile(services, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range declaration.FindAllStringSubmatch(string(text), -1) {
			names[match[1]] = true
		}
	}
	return names
}
