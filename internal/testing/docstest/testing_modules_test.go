package docstest_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

const testingModules = "docs/guides/testing-modules.md"

// The module of the guide passes its test against losant-mock. With other limits it
// fails, and removes what it created.
func TestTestingModules(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	guide := readPage(t, testingModules)
	r := newReader(t, environment(srv, srv.Token())...)
	if r.older("1.6") {
		t.Skip("terraform test needs Terraform 1.6")
	}
	followSteps(t, r, guide, []guideStep{
		{output: []string{`run "new_customer"... pass`, `run "upgrade"... pass`, `run "unknown_plan"... pass`, "3 passed, 0 failed"}},
		{output: []string{`{"userId":`, `"items":[]`}},
	})
	if requests := srv.Requests(); len(requests) > 0 {
		t.Errorf("the guide does not start a mock server of its own: %v", requests)
	}

	if err := r.Write("main_override.tf", "locals {\n  plans = { silver = { device = 1 }, gold = { device = 2000 } }\n}\n"); err != nil {
		t.Fatal(err)
	}
	output, exit, err := r.Run(t.Context(), "test")
	if err != nil || exit != 1 {
		t.Fatalf("exit code %d: %v\n%s", exit, err, output)
	}
	expect(t, output, "A silver customer may have 100 devices.")
	if left := srv.Organizations(); len(left) > 0 || len(srv.Requests("POST")) == 0 {
		t.Errorf("organizations left: %v", left)
	}
}
