package docstest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The registry serves the pages without other files of the repository, so that pages
// need the whole address of an image.
const imageAddress = "https://raw.githubusercontent.com/losant/terraform-provider-losant/main/"

var image = regexp.MustCompile(`!\[([^\]]*)\]\(([^)\s]+)\)`)

// Each image in a page has a description for people who do not see it, exists, and is
// small. Each image in the repository is in a page.
func TestImages(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(root, ".github", "images", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("images %v, error %v", files, err)
	}
	unused := map[string]bool{}
	for _, file := range files {
		unused[filepath.Base(file)] = true
	}
	for _, name := range markdown(t) {
		for _, words := range image.FindAllStringSubmatch(readText(t, filepath.Join(root, name)), -1) {
			path, ok := strings.CutPrefix(words[2], imageAddress)
			if !ok {
				continue // A badge.
			}
			delete(unused, filepath.Base(path))
			if len(words[1]) < 20 {
				t.Errorf("%s: %s is described only as %q", name, path, words[1])
			}
			info, err := os.Stat(filepath.Join(root, filepath.FromSlash(path)))
			if err != nil {
				t.Errorf("%s: %v", name, err)
			} else if info.Size() > 150_000 {
				t.Errorf("%s: %s has %d bytes", name, path, info.Size())
			}
		}
	}
	if len(unused) > 0 {
		t.Errorf("no page shows %v", unused)
	}
}
