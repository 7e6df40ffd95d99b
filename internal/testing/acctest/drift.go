package acctest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// Attribution is a provider block that enables drift attribution.
var Attribution = map[string]any{"drift_attribution": true}

// ExpectAttribution refreshes an object as the next plan does, and compares the
// warnings up to the first empty line, without the time.
func ExpectAttribution(t testing.TB, srv *mockserver.Server, typeName string, object Object, want ...string) Object {
	t.Helper()
	srv.ResetRequests()
	refreshed, diagnostics := NewProtocol(t, srv, typeName, Attribution).Refresh(object)
	var got []string
	for _, d := range diagnostics {
		lines, _, _ := strings.Cut(d.Detail, "\n\n")
		got = append(got, d.Summary)
		for line := range strings.Lines(lines) {
			before, rest, _ := strings.Cut(strings.TrimSpace(line), " at 20")
			_, operation, _ := strings.Cut(rest, " ")
			got = append(got, strings.TrimSpace(before+" "+operation))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	return refreshed
}

// ExpectAuditReads compares the number of requests for the audit log.
func ExpectAuditReads(t testing.TB, srv *mockserver.Server, want int) {
	t.Helper()
	got := 0
	for _, r := range srv.Requests() {
		if strings.HasSuffix(r.Path, "/audit-logs") {
			got++
		}
	}
	if got != want {
		t.Errorf("%d requests for the audit log, want %d", got, want)
	}
}

// Author is who makes the changes that tests attribute.
const Author = "eve@example.com"

// ExpectAttributedChange expects that a change by Author is attributed by these
// warnings, once. EditAnother makes the same change to another object, by somebody
// else.
func ExpectAttributedChange(t testing.TB, srv *mockserver.Server, typeName string, object Object, edit, editAnother func(), want ...string) {
	t.Helper()
	ExpectAttribution(t, srv, typeName, object)
	ExpectAuditReads(t, srv, 0)
	srv.AuditAs(Author)
	edit()
	srv.AuditAs("bob@example.com")
	editAnother()
	object = ExpectAttribution(t, srv, typeName, object, want...)
	ExpectAuditReads(t, srv, 1)
	ExpectAttribution(t, srv, typeName, object)
	ExpectAuditReads(t, srv, 0)
}

// ExpectUnattributedImport fails the test if an import reads the audit log or
// warns about drift.
func ExpectUnattributedImport(t testing.TB, srv *mockserver.Server, typeName, id string) {
	t.Helper()
	srv.ResetRequests()
	_, diagnostics := NewProtocol(t, srv, typeName, Attribution).Import(id, nil)
	ExpectDetails(t, diagnostics)
	ExpectAuditReads(t, srv, 0)
}
