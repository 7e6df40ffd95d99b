package docstest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Excel begins a CSV file with a mark that would become part of the first column's name.
func TestExamplesReadCSVFilesOfExcel(t *testing.T) {
	t.Parallel()
	count := 0
	for _, name := range filesBelow(t, "examples", func(name string) bool { return strings.HasSuffix(name, ".tf") }) {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		reads := strings.Count(string(content), "csvdecode(")
		if correct := strings.Count(string(content), "csvdecode(trimprefix(file("); correct != reads {
			t.Errorf(`%s: %d of %d calls are not csvdecode(trimprefix(file(...), "\ufeff"))`, name, reads-correct, reads)
		}
		count += reads
	}
	if count < 4 {
		t.Errorf("found only %d calls", count)
	}
}
