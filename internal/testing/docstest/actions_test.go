package docstest_test

import (
	"net/http"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// The actions of the guide send what it says.
func TestActions(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	guide := readPage(t, "docs/guides/actions.md")
	r := newReader(t, environment(srv, srv.Token())...)
	if r.older("1.16") {
		t.Skip("the guide needs Terraform 1.16; actions are tested over the plugin protocol")
	}
	r.save(guide)
	srv.Fail(mockserver.Fault{Method: http.MethodPost, PathContains: "generateReport", Status: 400, Body: `{"type":"Validation","message":"no report"}`, Times: -1})
	output := r.paste(guide.script())
	expect(t, output,
		"Actions: 1 invoked.", "Sending the invitation of sam@acmefarms.example to organization ",
		"Warning: Could not request a usage report of instance ", "Destroy complete! ", "will not be destroyed",
	)
	names := []any{}
	for _, org := range srv.Organizations() {
		names = append(names, org["name"])
	}
	if len(names) != 1 || names[0] != "Acme Production" {
		t.Errorf("left: %v", names)
	}
}
