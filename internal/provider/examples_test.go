package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/go-version"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
)

// What the import examples name, to be replaced by what the mock server has.
const (
	exampleID       = "60106426dc03c6aad06540bb"
	exampleInstance = "5f9b3c1de41a2b0007a3c9d1"
)

// Every file of the examples is used: configurations are applied and then plan
// empty, import commands are run, import blocks are applied.
func TestExamples(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "examples")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		t.Run(filepath.ToSlash(name), func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			srv.EditInstance(mockserver.Doc{"allowAuditLogging": true})
			switch base := filepath.Base(path); {
			case base == "import.sh":
				importByCommand(t, srv, path, string(content))
			case strings.HasPrefix(base, "import-by-"):
				importByBlock(t, srv, path, string(content))
			case strings.HasSuffix(base, ".tf"):
				token := provider.EnvAPIToken + "=" + srv.AddUserToken("all.User")
				c := newCLI(t, srv, string(content), token)
				c.run(0, "apply", "-no-color", "-auto-approve")
				c.run(0, "plan", "-no-color", "-detailed-exitcode")
				c.run(0, "destroy", "-no-color", "-auto-approve")
				if left := srv.Organizations(); len(left) > 0 {
					t.Errorf("left behind: %v", left)
				}
			case base != "README.md":
				t.Errorf("no test uses this file")
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// importByCommand runs each command of the file by itself.
func importByCommand(t *testing.T, srv *mockserver.Server, path, script string) {
	t.Helper()
	ids := placeholders(srv)
	ran := 0
	for line := range strings.Lines(script) {
		words, isCommand := strings.CutPrefix(strings.TrimSpace(line), "terraform import ")
		if !isCommand {
			continue
		}
		address, id, _ := strings.Cut(words, " ")
		c := newCLI(t, srv, exampleResource(t, path))
		c.run(0, "import", "-no-color", address, ids.Replace(strings.Trim(id, "'")))
		ran++
	}
	if ran == 0 {
		t.Error("no command found")
	}
}

func importByBlock(t *testing.T, srv *mockserver.Server, path, block string) {
	t.Helper()
	c := newCLI(t, srv, exampleResource(t, path))
	if strings.Contains(block, "identity") && c.version().LessThan(version.Must(version.NewVersion("1.12"))) {
		t.Skip("import by identity needs Terraform 1.12; it is tested over the plugin protocol")
	}
	c.write("import.tf", placeholders(srv).Replace(block))
	if output := c.run(0, "apply", "-no-color", "-auto-approve"); !strings.Contains(output, "1 imported") {
		t.Errorf("nothing is imported:\n%s", output)
	}
}

// placeholders leads from the ids of the examples to an organization that the
// mock server has.
func placeholders(srv *mockserver.Server) *strings.Replacer {
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme Farms", "limits": mockserver.Doc{"dataTTL": 90 * 24 * 60 * 60}})
	return strings.NewReplacer(exampleID, id, exampleInstance, srv.InstanceID())
}

// exampleResource is the resource that the import examples beside it name.
func exampleResource(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(filepath.Dir(path), "resource.tf"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
