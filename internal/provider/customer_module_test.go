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
			if name == "thirty" {
				expectNamedMistakes(t, c)
			}
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

// csvMistake is an edit of a CSV file, and the error that names it.
type csvMistake struct{ file, old, mistaken, want string }

// expectNamedMistakes makes mistakes in the CSV files, which the errors name. It leaves
// the correct files as Excel saves them.
func expectNamedMistakes(t *testing.T, c cli) {
	t.Helper()
	correct := map[string]string{}
	for _, file := range []string{"customers.csv", "people.csv"} {
		content, err := os.ReadFile(filepath.Join(c.Dir, file))
		if err != nil {
			t.Fatal(err)
		}
		correct[file] = "\ufeff" + string(content)
		c.write(file, correct[file])
	}
	const four = "fjord-fisheries,ada@fjord.example,view\nfjord-fisheries,bob@fjord.example,view\nfjord-fisheries,cem@fjord.example,view\nfjord-fisheries,dora@fjord.example,view\n"
	expectCSVMistakes(t, c, correct, "validate", []csvMistake{
		{"people.csv", "cedar-grove-water,", "cedar-grove,", "people.csv has people of customers that are not in customers.csv: cedar-grove."},
	})
	expectCSVMistakes(t, c, correct, "plan", []csvMistake{
		{"customers.csv", "Acme Farms,gold", "Acme Farms,platinum", `The tier of Acme Farms is "platinum". The tiers are gold, silver, trial.`},
		{"people.csv", "liam@borealis", "NOOR@borealis", "Members of Borealis Cold Chain that occur several times: noor@borealiscoldchain.example."},
		{"people.csv", "sara@cedargrovewater.example,admin", "sara@cedargrovewater.example,edit", "No member of Cedar Grove Water has the role admin."},
		{"people.csv", "delta-pumps,raj@deltapumps.example,admin\n", "", "No member of Delta Pumps has the role admin."},
		{"people.csv", "liam@eastwindturbines.example,edit", "liam@eastwindturbines.example,Edit", "People of Eastwind Turbines without a role: liam@eastwindturbines.example."},
		{"people.csv", "fjord-fisheries,sara@", four + "fjord-fisheries,sara@", "Fjord Fisheries has 6 members and invitations, but the limit of members is 5."},
		{"people.csv", "ana@granitequarries.example", "", "A member of Granite Quarries has no e-mail address."},
	})
}

func expectCSVMistakes(t *testing.T, c cli, correct map[string]string, command string, mistakes []csvMistake) {
	t.Helper()
	for _, m := range mistakes {
		content, err := os.ReadFile(filepath.Join(c.Dir, m.file))
		if err != nil || !strings.Contains(string(content), m.old) {
			t.Fatalf("%s does not contain %q: %v", m.file, m.old, err)
		}
		c.write(m.file, strings.Replace(string(content), m.old, m.mistaken, 1))
	}
	output := strings.Join(strings.Fields(c.run(1, command, "-no-color")), " ")
	output = output[max(strings.Index(output, "Error: "), 0):]
	for _, m := range mistakes {
		if !strings.Contains(output, m.want) {
			t.Errorf("no error %q in:\n%s", m.want, output)
		}
	}
	if got := strings.Count(output, "Error: "); got != len(mistakes) {
		t.Errorf("%d errors, want %d:\n%s", got, len(mistakes), output)
	}
	for file, content := range correct {
		c.write(file, content)
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
