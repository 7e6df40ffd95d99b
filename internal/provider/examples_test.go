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
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// The ids in the import examples, which exampleIDs replaces.
const (
	exampleID         = "60106426dc03c6aad06540bb"
	exampleInstance   = "5f9b3c1de41a2b0007a3c9d1"
	exampleUser       = "5f1a2b3c4d5e6f7a8b9c0d1e"
	exampleInvitation = "62b1c0de4f5a6b7c8d9e0f10"
	exampleToken      = "6554f1a0c2b3d4e5f6a7b8c9"
	exampleRule       = "6555a2b1d3c4e5f6a7b8c9d0"
	exampleNode       = "6556b3c2e4d5f6a7b8c9d0e1"
)

// testedElsewhere lists the examples that the tests in internal/testing/docstest use, and
// the module that TestCustomerModule uses.
var testedElsewhere = []string{
	"../../examples/guides/adopting", "../../examples/guides/drift-detection-in-ci", "../../examples/guides/large-instances", "../../examples/guides/limits-and-usage",
	"../../examples/guides/monthly-report", "../../examples/guides/moving-people",
	"../../examples/guides/people", "../../examples/guides/protecting-customers",
	"../../examples/module-tests", customerModule,
}

// The test applies each configuration and expects an empty plan, runs each import
// command, and applies each import block.
func TestEveryExampleWorks(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "examples")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if slices.Contains(testedElsewhere, filepath.ToSlash(path)) {
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
				if strings.Contains(path, "losant_instances") { // Only users can list instances.
					env = append(env, provider.EnvAPIToken+"="+srv.AddUserToken("all.User"))
				}
				if strings.Contains(path, "losant_instance_member") { // An instance has no invitations.
					srv.AddAccount(mockserver.Doc{"email": "jane@acmefarms.example"})
				}
				if strings.Contains(path, "losant_instance_sandboxes") { // Somebody who becomes a member.
					srv.AddAccount(mockserver.Doc{"email": "jane@acmefarms.example"})
				}
				if strings.Contains(string(content), "provider::") && acctest.CoreIsOlderThan(t, "1.8") {
					t.Skip("provider functions need Terraform 1.8")
				}
				if strings.Contains(string(content), "ephemeral \"") && acctest.CoreIsOlderThan(t, "1.10") {
					t.Skip("ephemeral resources need Terraform 1.10")
				}
				if strings.Contains(path, "actions") {
					if checkNewBlocks(t, string(content)); acctest.CoreIsOlderThan(t, "1.14") {
						return
					}
				}
				c := newCLI(t, srv, string(content), env...)
				c.startsProvider = strings.Contains(string(content), "alias ") // One process serves one provider block.
				c.run(0, "apply", "-no-color", "-auto-approve")
				c.expectEmptyPlan(strings.Contains(path, "_counts") || strings.Contains(path, "_audit_logs"))
				if strings.Contains(path, "examples/resources/") {
					c.with(protocol.EnvShortcuts + "=off").expectEmptyPlan(false)
				}
				c.run(0, "destroy", "-no-color", "-auto-approve")
				if left := slices.Concat(srv.Organizations(), srv.InstanceTokens()[1:], srv.NotificationRules(), srv.CustomNodes()); len(left) > 0 {
					t.Errorf("not deleted: %v", left)
				}
			case base != "README.md":
				t.Error("no test uses this file")
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// importByCommand runs each command of the file in a new folder.
func importByCommand(t *testing.T, srv *mockserver.Server, path, script string) {
	t.Helper()
	ids := exampleIDs(srv)
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
		t.Error("found no command")
	}
}

func importByBlock(t *testing.T, srv *mockserver.Server, path, block string) {
	t.Helper()
	ids := exampleIDs(srv)
	c := newCLI(t, srv, exampleResource(t, path, ids))
	if strings.Contains(block, "identity") && acctest.CoreIsOlderThan(t, "1.12") {
		t.Skip("import by identity needs Terraform 1.12; other tests call it over the plugin protocol")
	}
	c.write("import.tf", ids.Replace(block))
	if output := c.run(0, "apply", "-no-color", "-auto-approve"); !strings.Contains(output, "1 imported") {
		t.Errorf("want one import, got:\n%s", output)
	}
}

// exampleIDs creates the objects in the import examples, and returns a replacer from
// their ids to the created ones.
func exampleIDs(srv *mockserver.Server) *strings.Replacer {
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
	node := srv.AddCustomNode(mockserver.Doc{"name": "Convert Fahrenheit"})
	return strings.NewReplacer(exampleToken, token, exampleRule, rule, exampleNode, node, exampleID, id, exampleInstance, srv.InstanceID(), exampleUser, user, exampleInvitation, invitation, "losant_organization.acme.id", `"`+id+`"`)
}

// exampleResource returns the resource of an import example.
func exampleResource(t *testing.T, path string, ids *strings.Replacer) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(filepath.Dir(path), "resource.tf"))
	if err != nil {
		t.Fatal(err)
	}
	return ids.Replace(string(content))
}
