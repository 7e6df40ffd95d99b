package docstest_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/mockserver/ui"
	"github.com/losant/terraform-provider-losant/internal/provider"
)

// Each step of the guide changes only whom it says.
func TestPeople(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	withControl := httptest.NewServer(ui.New(srv))
	t.Cleanup(withControl.Close)
	r := newReader(t, append(environment(srv, srv.Token()), provider.EnvAPIURL+"="+withControl.URL)...)
	if r.older("1.7") {
		t.Skip("import blocks with for_each need Terraform 1.7")
	}
	const changed = "Resources: 0 added, 1 changed, 0 destroyed."
	named := func(name string) string {
		for _, org := range srv.Organizations() {
			if org["name"] == name {
				return org["id"].(string) //nolint:forcetypeassert // IDs are strings.
			}
		}
		return ""
	}
	acceptSam := func() { srv.AcceptInvitation(named("Acme Farms"), "sam@acmefarms.example") }
	followSteps(t, r, readPage(t, "docs/guides/people.md"), []guideStep{
		{output: []string{`{"userId":`}},
		{output: []string{"Resources: 4 added, 0 changed, 0 destroyed."}},
		{output: []string{changed, `+ "eve@acmefarms.example" = {`}},
		{output: []string{changed, `~ role = "view" -> "edit"`}},
		{output: []string{changed, `- "jane@acmefarms.example" = {`}},
		{before: acceptSam, output: []string{changed, `- "jane@acmefarms.example" = {`}},
		{output: []string{changed, `- "bob@acmefarms.example" = {`}},
		{output: []string{changed, `- "mia@redbarn.example" = {`}},
		{output: []string{"Resources: 1 imported, 0 added, 0 changed, 0 destroyed.", `" = "edit"`}},
		{output: []string{"Resources: 0 added, 0 changed, 1 destroyed."}},
		{output: []string{"Resources: 4 added, 0 changed, 0 destroyed."}},
	})
	if removed := srv.Requests(http.MethodDelete); len(removed) != 4 {
		t.Errorf("%d removals, want those of Jane, Bob, and Mia twice: %v", len(removed), removed)
	}
	if unmanaged := named("Old Project"); unmanaged == "" || len(srv.Members(unmanaged)) > 0 {
		t.Errorf("members left in %q", unmanaged)
	}
}

// The plans that the guide calls refused fail, and nothing is deleted.
func TestProtectingCustomers(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	r := newReader(t, environment(srv, srv.Token())...)
	followSteps(t, r, readPage(t, "docs/guides/protecting-customers.md"), []guideStep{
		{output: []string{"Resources: 3 added, 0 changed, 0 destroyed."}},
		{exit: 1, output: []string{`Refused to destroy organization "Acme Farms"`}},
		{output: []string{"No changes. "}},
		{output: []string{"Resources: 0 added, 1 changed, 0 destroyed."}},
		{output: []string{"Plan: 0 to add, 0 to change, 1 to destroy."}},
		{output: []string{"Resources: 0 added, 1 changed, 0 destroyed."}},
		{exit: 1, output: []string{"data_ttl"}},
		{output: []string{"Plan: 0 to add, 1 to change, 0 to destroy."}},
		{exit: 1, output: []string{"prevent_destroy", `Refused to destroy organization "Acme Farms"`}},
	})
	if removed := srv.Requests(http.MethodDelete); len(removed) > 0 {
		t.Errorf("removed %v", removed)
	}
}
