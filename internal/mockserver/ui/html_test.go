package ui_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/mockserver/ui"
)

// visitor visits the pages of a mock server, as a browser does but without one.
type visitor struct {
	*mockserver.Server
	t   *testing.T
	url string
}

func visit(t *testing.T, opts ...mockserver.Option) *visitor {
	t.Helper()
	mock := mockserver.New(opts...)
	srv := httptest.NewServer(ui.New(mock))
	t.Cleanup(srv.Close)
	return &visitor{mock, t, srv.URL}
}

// page is a page that was loaded.
type page struct {
	t      *testing.T
	path   string
	status int
	header http.Header
	source string
	root   *html.Node
}

func (v *visitor) open(path string) *page {
	v.t.Helper()
	return v.send(http.MethodGet, path, nil, nil)
}

// send sends a request and follows redirects. It parses the page that the request leads to.
func (v *visitor) send(method, path string, form url.Values, header map[string]string) *page {
	v.t.Helper()
	req, err := http.NewRequestWithContext(v.t.Context(), method, v.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range header {
		req.Header.Set(name, value)
		if name == "Host" {
			req.Host = value
		}
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	source, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(string(source)))
	if err != nil {
		v.t.Fatal(err)
	}
	return &page{v.t, res.Request.URL.RequestURI(), res.StatusCode, res.Header, string(source), root}
}

// press presses the button with an accessible name, after it has filled in inputs by their accessible names.
func (v *visitor) press(p *page, name string, inputs map[string]string) *page {
	v.t.Helper()
	button := p.one("button", func(n *html.Node) bool { return p.nameOf(n) == name })
	form := button
	for form.Data != "form" {
		form = form.Parent
	}
	values, filled := url.Values{}, 0
	for n := range form.Descendants() {
		if !isField(n) {
			continue
		}
		value, ok := inputs[p.nameOf(n)]
		if ok {
			filled++
		} else {
			value = defaultOf(n)
		}
		values.Set(attribute(n, "name"), value)
	}
	if filled != len(inputs) {
		v.t.Fatalf("%s: the form of %q has %v, want the inputs %v", p.path, name, values, inputs)
	}
	action := attribute(form, "action")
	if own := attribute(button, "formaction"); own != "" {
		action = own
	}
	if attribute(form, "method") == "get" {
		return v.open(action + "?" + values.Encode())
	}
	return v.send(http.MethodPost, action, values, map[string]string{"Origin": v.url, "Sec-Fetch-Site": "same-origin"})
}

// isField reports whether a user can fill in an element.
func isField(n *html.Node) bool {
	return n.Data == "input" || n.Data == "select" || n.Data == "textarea"
}

// defaultOf returns the value that a field has when the page is loaded.
func defaultOf(n *html.Node) string {
	switch n.Data {
	case "input":
		return attribute(n, "value")
	case "textarea":
		var text strings.Builder
		for child := range n.ChildNodes() {
			text.WriteString(child.Data)
		}
		return strings.ReplaceAll(text.String(), "\n", "\r\n") // As browsers send it.
	}
	for option := range n.Descendants() {
		if option.Data == "option" {
			if value, ok := find(option, "value"); ok {
				return value
			}
			return textOf(option)
		}
	}
	return ""
}

// all returns the elements with a tag that a condition accepts.
func (p *page) all(tag string, accept func(*html.Node) bool) []*html.Node {
	var found []*html.Node
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == tag && (accept == nil || accept(n)) {
			found = append(found, n)
		}
	}
	return found
}

func (p *page) one(tag string, accept func(*html.Node) bool) *html.Node {
	p.t.Helper()
	found := p.all(tag, accept)
	if len(found) != 1 {
		p.t.Fatalf("%s has %d elements %s like this, want one:\n%s", p.path, len(found), tag, p.source)
	}
	return found[0]
}

// byID returns the element with an ID, and nil if there is none.
func (p *page) byID(id string) *html.Node {
	for n := range p.root.Descendants() {
		if n.Type == html.ElementNode && attribute(n, "id") == id {
			return n
		}
	}
	return nil
}

// nameOf returns the accessible name of an element.
func (p *page) nameOf(n *html.Node) string {
	if name := attribute(n, "aria-label"); name != "" {
		return name
	}
	if id := attribute(n, "aria-labelledby"); id != "" {
		if label := p.byID(id); label != nil {
			return textOf(label)
		}
		return ""
	}
	if !isField(n) {
		return textOf(n)
	}
	for _, label := range p.all("label", nil) {
		if id := attribute(n, "id"); id != "" && attribute(label, "for") == id {
			return textOf(label)
		}
	}
	return ""
}

// notice returns the role and the text of the notice, if the page has one.
func (p *page) notice() string {
	if n := p.byID("notice"); n != nil {
		return attribute(n, "role") + ": " + textOf(n)
	}
	return ""
}

// rows returns the cells of a table, by its caption.
func (p *page) rows(caption string) [][]string {
	p.t.Helper()
	table := p.one("table", func(n *html.Node) bool { return textOf(child(n, "caption")) == caption })
	var rows [][]string
	for n := range child(table, "tbody").ChildNodes() {
		var cells []string
		for cell := range n.ChildNodes() {
			if cell.Data == "td" || cell.Data == "th" {
				cells = append(cells, textOf(cell))
			}
		}
		if cells != nil {
			rows = append(rows, cells)
		}
	}
	return rows
}

// row returns the cells of the row that begins with a text.
func (p *page) row(caption, begin string) []string {
	p.t.Helper()
	for _, cells := range p.rows(caption) {
		if strings.HasPrefix(cells[0], begin) {
			return cells
		}
	}
	p.t.Fatalf("%s: the table %q has no row %q:\n%v", p.path, caption, begin, p.rows(caption))
	return nil
}

func child(n *html.Node, tag string) *html.Node {
	for c := range n.ChildNodes() {
		if c.Data == tag {
			return c
		}
	}
	return n
}

func find(n *html.Node, name string) (string, bool) {
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	if i < 0 {
		return "", false
	}
	return n.Attr[i].Val, true
}

func attribute(n *html.Node, name string) string {
	value, _ := find(n, name)
	return value
}

// textOf returns the text of an element on one line.
func textOf(n *html.Node) string {
	var text strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			text.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(text.String()), " ")
}
