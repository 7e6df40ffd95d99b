package docstest_test

import (
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	linked  = regexp.MustCompile(`\[[^\]]*\]\(([^)\s]+)\)`)
	code    = regexp.MustCompile("`[^`]*`")
	heading = regexp.MustCompile(`^#+ (.*)$`)
	anchor  = regexp.MustCompile(`<a id="([^"]+)">`)
	ownFile = regexp.MustCompile(`^https://github\.com/losant/terraform-provider-losant/(?:blob|tree)/main/`)
	dropped = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// markdown returns the paths of the Markdown files in the repository.
func markdown(t *testing.T) []string {
	t.Helper()
	names := []string{"README.md", "CONTRIBUTING.md", "OPERATIONS.md", "SECURITY.md", "CHANGELOG.md"}
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			name, err := filepath.Rel(root, path)
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, filepath.ToSlash(name))
		}
	}
	return names
}

// anchors returns the fragments that links to a page may have. GitHub and the
// registry derive them from headings.
func (p page) anchors() []string {
	var all []string
	for _, line := range p.text {
		if title := heading.FindStringSubmatch(line); title != nil {
			slug := dropped.ReplaceAllString(strings.ToLower(title[1]), "")
			all = append(all, strings.ReplaceAll(slug, " ", "-"))
		}
		if id := anchor.FindStringSubmatch(line); id != nil {
			all = append(all, id[1])
		}
	}
	return all
}

// broken returns what is wrong with a link in a page, or "". It does not check
// links to other sites.
func broken(t *testing.T, from, link string) string {
	t.Helper()
	// What follows /blob/main/ and /tree/main/ is a path in the repository.
	inRepository := ownFile.ReplaceAllString(link, "")
	isOwn := inRepository != link
	to, err := url.Parse(inRepository)
	switch {
	case err != nil:
		return "is not a URL"
	case to.Scheme == "https" && strings.Contains(to.Host, "."):
		return ""
	case to.Scheme != "" || to.Host != "" || strings.HasPrefix(to.Path, "/"):
		return "is neither https nor relative"
	case from == "docs/index.md" && to.Path != "" && !isOwn:
		return "leads nowhere on the registry, where the address of this page has no slash at its end"
	}
	target := from
	switch {
	case isOwn:
		target = to.Path
	case to.Path != "":
		target = filepath.ToSlash(filepath.Join(filepath.Dir(from), filepath.FromSlash(to.Path)))
	}
	if _, err := os.Stat(filepath.Join(root, target)); err != nil {
		return "leads to a file that does not exist"
	}
	if strings.HasPrefix(from, "docs/") && !strings.HasPrefix(target, "docs/") && !isOwn {
		return "leads out of docs/, which is all that the registry publishes"
	}
	if to.Fragment != "" && !slices.Contains(readPage(t, target).anchors(), to.Fragment) {
		return "leads to a heading that does not exist"
	}
	return ""
}

func TestLinks(t *testing.T) {
	t.Parallel()
	count := 0
	for _, name := range markdown(t) {
		for _, line := range readPage(t, name).text {
			for _, found := range linked.FindAllStringSubmatchIndex(line, -1) {
				inCode := slices.ContainsFunc(code.FindAllStringIndex(line, -1), func(span []int) bool { return span[0] < found[0] && found[1] < span[1] })
				if inCode {
					continue
				}
				count++
				link := line[found[2]:found[3]]
				if why := broken(t, name, link); why != "" {
					t.Errorf("%s: %s %s", name, link, why)
				}
			}
		}
	}
	if count < 100 {
		t.Errorf("only %d links were found", count)
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	const index, guide = "docs/index.md", "docs/guides/adopting.md"
	for _, tc := range []struct{ from, link, want string }{
		{"README.md", "docs/index.md#quick-start", ""},
		{index, "https://github.com/losant/terraform-provider-losant/blob/main/docs/resources/organization.md#import", ""},
		{index, "#authentication", ""},
		{guide, "../index.md#quick-start", ""},
		{guide, "https://github.com/losant/terraform-provider-losant/tree/main/examples/modules/customer", ""},
		{"docs/resources/organization_members.md", "#nestedatt--members", ""},
		{guide, "https://www.losant.com", ""},
		{guide, "http://www.losant.com", "is neither https nor relative"},
		{guide, "/docs/index.md", "is neither https nor relative"},
		{guide, "../resources/organisation.md", "leads to a file that does not exist"},
		{index, "#no-such-heading", "leads to a heading that does not exist"},
		{guide, "../resources/organization.md#limits", "leads to a heading that does not exist"},
		{guide, "../resources/organization", "leads to a file that does not exist"},
		{guide, "https://github.com/losant/terraform-provider-losant/blob/main/READ.md", "leads to a file that does not exist"},
		{index, "resources/organization.md", "leads nowhere on the registry, where the address of this page has no slash at its end"},
		{guide, "../../README.md", "leads out of docs/, which is all that the registry publishes"},
	} {
		if got := broken(t, tc.from, tc.link); got != tc.want {
			t.Errorf("%s in %s: got %q, want %q", tc.link, tc.from, got, tc.want)
		}
	}
}

// Every guide is linked from another page, so that readers find it.
func TestGuidesAreLinked(t *testing.T) {
	t.Parallel()
	names := markdown(t)
	for _, guide := range names {
		if !strings.HasPrefix(guide, "docs/guides/") {
			continue
		}
		target := strings.TrimSuffix(filepath.Base(guide), ".md")
		ending := regexp.MustCompile(`\]\((\S*/)?` + regexp.QuoteMeta(target) + `(\.md)?(#\S*)?\)`)
		isLinked := slices.ContainsFunc(names, func(from string) bool {
			return from != guide && ending.MatchString(strings.Join(readPage(t, from).text, "\n"))
		})
		if !isLinked {
			t.Errorf("no page links to %s", guide)
		}
	}
}

var typeName = regexp.MustCompile(`\blosant_[a-z_]+\b`)

// Every name of a resource, data source or the like exists.
func TestNamesExist(t *testing.T) {
	t.Parallel()
	names := markdown(t)
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range typeName.FindAllString(string(content), -1) {
			isPage := func(page string) bool {
				return strings.HasSuffix(page, "/"+strings.TrimPrefix(found, "losant_")+".md") && !strings.HasPrefix(page, "docs/guides/")
			}
			if !slices.ContainsFunc(names, isPage) {
				t.Errorf("%s: there is no %s", name, found)
			}
		}
	}
}

// Configurations in pages are formatted like the output of terraform fmt.
func TestConfigurationsAreFormatted(t *testing.T) {
	t.Parallel()
	r := newReader(t)
	if r.older("1.8") {
		t.Skip("Terraform before 1.8 cannot read calls of provider functions")
	}
	for _, name := range markdown(t) {
		for i, b := range readPage(t, name).blocks {
			if b.language != "terraform" || strings.HasSuffix(b.file, ".tfquery.hcl") {
				continue
			}
			file := strings.NewReplacer("/", "_", ".md", "_").Replace(name) + string(rune('a'+i)) + ".tf"
			if err := r.Write(file, b.text); err != nil {
				t.Fatal(err)
			}
		}
	}
	if output, exit, err := r.Run(t.Context(), "fmt", "-check", "-diff"); err != nil || exit != 0 {
		t.Errorf("exit code %d: %v\n%s", exit, err, output)
	}
}
