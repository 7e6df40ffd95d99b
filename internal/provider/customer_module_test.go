package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const customerModule = "../../examples/modules/customer"

// newModuleCLI returns an initialized folder in a copy of the module.
func newModuleCLI(t *testing.T, srv *mockserver.Server, folder string) cli {
	t.Helper()
	c := newCLI(t, srv, "")
	module := t.TempDir()
	if err := os.CopyFS(module, os.DirFS(customerModule)); err != nil {
		t.Fatal(err)
	}
	c.Dir = filepath.Join(module, folder)
	c.run(0, "init", "-no-color")
	return c
}

// The tests of the module pass, and leave nothing.
func TestCustomerModule(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	c := newModuleCLI(t, srv, "")
	if acctest.CoreIsOlderThan(t, "1.6") {
		t.Skip("terraform test needs Terraform 1.6")
	}
	if output := c.run(0, "test", "-no-color"); !strings.Contains(output, "5 passed, 0 failed") {
		t.Errorf("got:\n%s", output)
	}
	if left := srv.Organizations(); len(left) > 0 {
		t.Errorf("not deleted: %v", left)
	}
}

// Each example of the module is applied, and must then plan empty. The limits of lines
// show when a first plan becomes longer.
func TestCustomerModuleExamples(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct{ organizations, maxLines int }{
		"thirty":       {30, 1900},
		"environments": {3, 220},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			c := newModuleCLI(t, srv, "examples/"+name)
			plan := c.run(0, "plan", "-no-color", "-out=tfplan")
			lines := strings.Count(plan, "\n")
			t.Logf("the first plan has %d lines", lines)
			if lines >= want.maxLines {
				t.Errorf("the first plan has %d lines, want fewer than %d:\n%s", lines, want.maxLines, plan)
			}
			c.run(0, "apply", "-no-color", "tfplan")
			c.expectEmptyPlan(false)
			if got := len(srv.Organizations()); got != want.organizations {
				t.Errorf("%d organizations, want %d", got, want.organizations)
			}
		})
	}
}

var (
	declaration   = regexp.MustCompile(`(?m)^(?:variable|output) "(\w+)" \{`)
	documentedRow = regexp.MustCompile("(?m)^\\| `(\\w+)` \\|")
)

// The README of the module has a row for each variable and output.
func TestCustomerModuleIsDocumented(t *testing.T) {
	t.Parallel()
	names := func(pattern *regexp.Regexp, files ...string) (found []string) {
		for _, file := range files {
			content, err := os.ReadFile(filepath.Join(customerModule, file))
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range pattern.FindAllStringSubmatch(string(content), -1) {
				found = append(found, match[1])
			}
		}
		return found
	}
	declared, documented := names(declaration, "variables.tf", "outputs.tf"), names(documentedRow, "README.md")
	if len(declared) == 0 || !slices.Equal(declared, documented) {
		t.Errorf("the README documents\n%q, want\n%q", documented, declared)
	}
}
