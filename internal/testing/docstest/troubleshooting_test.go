package docstest_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Each message in the headings of the troubleshooting page is one of the provider.
// Words in capital letters stand for names and numbers.
func TestTroubleshootingQuotesMessages(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join(root, "templates/guides/troubleshooting.md"))
	if err != nil {
		t.Fatal(err)
	}
	source := productionSource(t)
	placeholder := regexp.MustCompile(`"?\b(NAME|N|SCOPES)\b"?`)
	heading := regexp.MustCompile("(?m)^### (`.+`)$")
	quotes := 0
	for _, found := range heading.FindAllSubmatch(content, -1) {
		for quote := range strings.SplitSeq(strings.Trim(string(found[1]), "`"), "`, `") {
			quotes++
			for _, part := range placeholder.Split(quote, -1) {
				if part = strings.TrimSpace(part); !bytes.Contains(source, []byte(part)) {
					t.Errorf("no message contains %q", part)
				}
			}
		}
	}
	if quotes < 10 {
		t.Errorf("%d messages, want at least 10", quotes)
	}
}

// productionSource returns the text of all Go files of the provider without tests.
func productionSource(t *testing.T) []byte {
	t.Helper()
	var source bytes.Buffer
	err := filepath.WalkDir(filepath.Join(root, "internal"), func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.Name() == "testing" || entry.Name() == "mockserver" || entry.Name() == "cmd":
			return fs.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		source.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return source.Bytes()
}
