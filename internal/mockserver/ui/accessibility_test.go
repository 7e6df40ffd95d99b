package ui_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// everyPage returns each kind of page, with something in each of its parts.
func everyPage(t *testing.T) map[string]*page {
	t.Helper()
	v := visit(t, mockserver.WithSeed(120))
	id := v.full()
	v.request("POST", "/instances/"+v.InstanceID()+"/orgs", `{"name":"x"}`)
	v.Fail(mockserver.Fault{Status: 503})
	organization := v.open("/_ui/organizations/" + id)
	return map[string]*page{
		"organizations": v.open("/_ui/"),
		"second page":   v.open("/_ui/?page=2&sort=use&q=a"),
		"no match":      v.open("/_ui/?q=nonsense"),
		"organization":  organization,
		"requests":      v.open("/_ui/requests"),
		"done":          v.press(organization, "Save", nil),
		"problem":       v.press(organization, "Save", map[string]string{"Name": ""}),
		"not found":     v.open("/_ui/nonsense"),
	}
}

func TestPagesAreAccessible(t *testing.T) {
	t.Parallel()
	for name, p := range everyPage(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p.t = t
			if lang := attribute(p.one("html", nil), "lang"); lang != "en" {
				t.Errorf("the language is %q", lang)
			}
			if title := textOf(p.one("title", nil)); len(title) < len("x – Losant mock") {
				t.Errorf("the title is %q", title)
			}
			for _, tag := range []string{"h1", "main", "header", "footer"} {
				p.one(tag, nil)
			}
			if p.byID("main") == nil || attribute(p.one("a", func(n *html.Node) bool { return attribute(n, "class") == "skip" }), "href") != "#main" {
				t.Error("there is no link to skip the navigation")
			}
			p.checkNames()
			p.checkIDs()
			p.checkTables()
		})
	}
}

// checkNames checks that everything that can be used has a name, and buttons different ones.
func (p *page) checkNames() {
	for _, tag := range []string{"a", "button", "input", "select", "textarea", "nav", "section"} {
		for _, n := range p.all(tag, nil) {
			if p.nameOf(n) == "" && attribute(n, "type") != "hidden" {
				p.t.Errorf("an element %s has no name: %v", tag, n.Attr)
			}
		}
	}
	names := buttonNames(p)
	slices.Sort(names)
	if unique := slices.Compact(slices.Clone(names)); len(unique) != len(names) {
		p.t.Errorf("two buttons have the same name: %q", names)
	}
	for _, n := range p.all("img", nil) {
		if _, ok := find(n, "alt"); !ok {
			p.t.Error("an image has no alternative text")
		}
	}
	for _, n := range p.all("svg", nil) {
		if attribute(n, "aria-hidden") != "true" {
			p.t.Error("a bar is not hidden from screen readers, although the text beside it says the same")
		}
	}
	for _, n := range p.all("div", func(n *html.Node) bool { return attribute(n, "class") == "table" }) {
		if attribute(n, "role") != "region" || attribute(n, "tabindex") != "0" || p.nameOf(n) == "" {
			p.t.Error("a part that scrolls cannot be reached with the keyboard")
		}
	}
}

func (p *page) checkIDs() {
	ids := map[string]bool{}
	for n := range p.root.Descendants() {
		if id := attribute(n, "id"); id != "" {
			if ids[id] {
				p.t.Errorf("the ID %s is used twice", id)
			}
			ids[id] = true
		}
	}
	for n := range p.root.Descendants() {
		for _, reference := range []string{"for", "aria-labelledby"} {
			if id := attribute(n, reference); id != "" && !ids[id] {
				p.t.Errorf("%s names %s, which does not exist", reference, id)
			}
		}
	}
}

func (p *page) checkTables() {
	for _, n := range p.all("table", nil) {
		if child(n, "caption") == n || textOf(child(n, "caption")) == "" {
			p.t.Error("a table has no caption")
		}
	}
	for _, n := range p.all("th", nil) {
		if scope := attribute(n, "scope"); scope != "col" && scope != "row" {
			p.t.Errorf("the header %q has the scope %q", textOf(n), scope)
		}
	}
}

// Colors are not the only difference between marks.
func TestMarksAreTexts(t *testing.T) {
	t.Parallel()
	for name, p := range everyPage(t) {
		for _, n := range p.all("span", func(n *html.Node) bool { return strings.HasPrefix(attribute(n, "class"), "mark") }) {
			if textOf(n) == "" {
				t.Errorf("%s: a mark has no text", name)
			}
		}
	}
}

// The style sheet knows each color in both modes.
func TestLightAndDark(t *testing.T) {
	t.Parallel()
	style, err := os.ReadFile("static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, found := strings.Cut(string(style), "@media (prefers-color-scheme: dark)")
	if !found || !strings.Contains(light, "color-scheme: light dark;") {
		t.Fatal("there is no dark mode")
	}
	for line := range strings.Lines(light) {
		if name, _, ok := strings.Cut(strings.TrimSpace(line), ":"); ok && strings.HasPrefix(name, "--") && !strings.Contains(dark, name+":") {
			t.Errorf("%s has no dark value", name)
		}
	}
}
