package acctest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// MustRefresh reads an object, and fails the test if there is a diagnostic.
func (p *Protocol) MustRefresh(object Object) Object {
	p.t.Helper()
	refreshed, diagnostics := p.Refresh(object)
	for _, d := range Details(diagnostics) {
		p.t.Fatalf("refresh: %s", d)
	}
	return refreshed
}

// ExpectEmpty fails the test if the configuration plans a change or causes a
// diagnostic.
func (p *Protocol) ExpectEmpty(prior Object, config map[string]any) {
	p.t.Helper()
	planned := p.Plan(prior, p.Config(config))
	for _, d := range Details(planned.Diagnostics) {
		p.t.Fatalf("%v: plan: %s", config, d)
	}
	if diff, err := prior.State.Diff(planned.State); err != nil || len(diff) > 0 {
		p.t.Fatalf("%v: plan is not empty: %v %v", config, diff, err)
	}
}

// Details returns diagnostics as "SEVERITY summary: detail".
func Details(diagnostics []*tfprotov6.Diagnostic) []string {
	var all []string
	for _, d := range diagnostics {
		all = append(all, d.Severity.String()+" "+d.Summary+": "+d.Detail)
	}
	return all
}

// Errors returns the Details of the errors.
func Errors(diagnostics []*tfprotov6.Diagnostic) []string {
	return slices.DeleteFunc(Details(diagnostics), func(s string) bool { return !strings.HasPrefix(s, "ERROR") })
}

// RootOf returns the attribute that a diagnostic points at, or "".
func RootOf(d *tfprotov6.Diagnostic) string {
	if d.Attribute == nil {
		return ""
	}
	root, _, _ := strings.Cut(d.Attribute.String(), ".")
	return strings.TrimSuffix(strings.TrimPrefix(root, `AttributeName("`), `")`)
}

// ExpectDetails fails the test unless there is one diagnostic for each part that
// contains it, in any order.
func ExpectDetails(t testing.TB, diagnostics []*tfprotov6.Diagnostic, parts ...string) {
	t.Helper()
	got := Details(diagnostics)
	for _, part := range parts {
		if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, part) }) {
			t.Errorf("want %q, got %q", part, got)
		}
	}
	if len(got) != len(parts) {
		t.Errorf("want %d diagnostics, got %q", len(parts), got)
	}
}

// ExpectBodies compares the request bodies that reached the server, oldest first.
func ExpectBodies(t testing.TB, srv *mockserver.Server, method string, want ...mockserver.Doc) {
	t.Helper()
	var got []mockserver.Doc
	for _, r := range srv.Requests(method) {
		got = append(got, r.JSON())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s bodies (-want +got):\n%s", method, diff)
	}
}

// ExpectCount compares the number of requests that reached the server.
func ExpectCount(t testing.TB, srv *mockserver.Server, method string, want int) {
	t.Helper()
	if got := len(srv.Requests(method)); got != want {
		t.Errorf("%d requests with %s, want %d", got, method, want)
	}
}

// ExpectWrites compares the requests other than reads, as "METHOD path" with
// the path below the instance.
func ExpectWrites(t testing.TB, srv *mockserver.Server, want ...string) {
	t.Helper()
	var got []string
	for _, r := range srv.Requests(http.MethodPost, http.MethodPatch, http.MethodDelete) {
		got = append(got, r.Method+" "+strings.TrimPrefix(r.Path, "/instances/"+srv.InstanceID()))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("writes (-want +got):\n%s", diff)
	}
}

// PathOf returns the attribute that a diagnostic points at, as in a configuration, or
// "".
func PathOf(d *tfprotov6.Diagnostic) string {
	if d.Attribute == nil {
		return ""
	}
	var text strings.Builder
	for _, step := range d.Attribute.Steps() {
		switch step := step.(type) {
		case tftypes.AttributeName:
			text.WriteString("." + string(step))
		case tftypes.ElementKeyString:
			text.WriteString("[" + strconv.Quote(string(step)) + "]")
		case tftypes.ElementKeyInt:
			text.WriteString("[" + strconv.FormatInt(int64(step), 10) + "]")
		default:
			text.WriteString("[…]")
		}
	}
	return strings.TrimPrefix(text.String(), ".")
}
