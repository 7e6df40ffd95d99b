package provider_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/protocol"
	"github.com/losant/terraform-provider-losant/internal/provider"
)

// What the import examples name, to be replaced by what the mock server has.
const (
	exampleID       = "60106426dc03c6aad06540bb"
	exampleInstance = "5f9b3c1de41a2b0007a3c9d1"
	exampleUser     = "5f1a2b3c4d5e6f7a8b9c0d1e"
	exampleInvite   = "62b1c0de4f5a6b7c8d9e0f10"
	exampleToken    = "6554f1a0c2b3d4e5f6a7b8c9"
	exampleRule     = "6555a2b1d3c4e5f6a7b8c9d0"
)

// elsewhere are the examples that the tests of internal/testing/docstest use, by the guides
// that they belong to.
var elsewhere = []string{"../../examples/guides/adopting", "../../examples/guides/drift-detection-in-ci", "../../examples/module-tests"}

// Every file of the examples is used: configurations are applied and then plan
// empty, import commands are run, import blocks are applied.
func TestExamples(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "examples")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if slices.Contains(elsewhere, filepath.ToSlash(path)) {
				return fs.SkipDir
			}
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
			case strings.HasSuffix(base, ".tfquery.hcl"):
				runQuery(t, srv, string(content))
			case strings.HasSuffix(base, ".tf"):
				var env []string
				if strings.Contains(path, "losant_instances") { // Only users can list them.
					env = append(env, provider.EnvAPIToken+"="+srv.AddUserToken("all.User"))
				}
				if strings.Contains(path, "losant_instance_member") { // Nobody can be invited to an instance.
					srv.AddAccount(mockserver.Doc{"email": "jane@acmefarms.example"})
				}
				if strings.Contains(string(content), "provider::") && newCLI(t, srv, "").older("1.8") {
					t.Skip("provider functions need Terraform 1.8")
				}
				if strings.Contains(string(content), "ephemeral \"") && newCLI(t, srv, "").older("1.10") {
					t.Skip("ephemeral resources need Terraform 1.10")
				}
				if strings.Contains(path, "actions") {
					if checkNewKinds(t, string(content)); newCLI(t, srv, "").older("1.14") {
						return
					}
				}
				c := newCLI(t, srv, string(content), env...)
				c.run(0, "apply", "-no-color", "-auto-approve")
				c.planEmpty(strings.Contains(path, "_counts") || strings.Contains(path, "_audit_logs"))
				if strings.Contains(path, "examples/resources/") {
					c.with(protocol.EnvPlanShortcut + "=off").planEmpty(false)
				}
				c.run(0, "destroy", "-no-color", "-auto-approve")
				if left := slices.Concat(srv.Organizations(), srv.InstanceTokens()[1:], srv.NotificationRules()); len(left) > 0 {
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
	ids := found(srv)
	ran := 0
	for line := range strings.Lines(script) {
		words, isCommand := strings.CutPrefix(strings.TrimSpace(line), "terraform import ")
		if !isCommand {
			continue
		}
		address, id, _ := strings.Cut(words, " ")
		c := newCLI(t, srv, exampleResource(t, path, ids))
		c.run(0, "import", "-no-color", address, ids.Replace(strings.Trim(id, "'")))
		ran++
	}
	if ran == 0 {
		t.Error("no command found")
	}
}

func importByBlock(t *testing.T, srv *mockserver.Server, path, block string) {
	t.Helper()
	ids := found(srv)
	c := newCLI(t, srv, exampleResource(t, path, ids))
	if strings.Contains(block, "identity") && c.older("1.12") {
		t.Skip("import by identity needs Terraform 1.12; it is tested over the plugin protocol")
	}
	c.write("import.tf", ids.Replace(block))
	if output := c.run(0, "apply", "-no-color", "-auto-approve"); !strings.Contains(output, "1 imported") {
		t.Errorf("nothing is imported:\n%s", output)
	}
}

// found makes what the import examples name, and leads from their ids to it.
func found(srv *mockserver.Server) *strings.Replacer {
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme Farms", "limits": mockserver.Doc{"dataTTL": 90 * 24 * 60 * 60}})
	user := srv.AddMember(id, mockserver.Doc{"email": "jane@acmefarms.example", "role": "admin", "twoFactorAuthEnabled": true})
	srv.AddInstanceMember(mockserver.Doc{"email": "jane@acmefarms.example", "role": "admin"})
	invitation := srv.Invite(id, mockserver.Doc{"email": "sam@acmefarms.example", "role": "edit"})
	token := srv.AddInstanceToken(mockserver.Doc{
		"name": "deployment pipeline", "description": "Owned by the platform team.", "scope": []any{"instanceOrgs.*", "instanceOrg.*"},
		"expirationDate": "2035-12-31T23:59:59Z",
	})
	rule := srv.AddNotificationRule(mockserver.Doc{
		"name": "payloads", "ruleConfig": mockserver.Doc{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit", "threshold": 90},
	})
	return strings.NewReplacer(exampleToken, token, exampleRule, rule, exampleID, id, exampleInstance, srv.InstanceID(), exampleUser, user, exampleInvite, invitation, "losant_organization.acme.id", `"`+id+`"`)
}

// exampleResource is the resource that the import examples beside it name.
func exampleResource(t *testing.T, path string, found *strings.Replacer) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(filepath.Dir(path), "resource.tf"))
	if err != nil {
		t.Fatal(err)
	}
	return found.Replace(string(content))
}
