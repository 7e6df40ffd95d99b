package provider_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// mirrorDir is the folder of the mirror, or "" before it is built.
var mirrorDir string

// mirror builds the provider program once, for the tests that need it. It also
// initializes a folder that needs only this provider.
var mirror = sync.OnceValues(func() (*tfcli.Mirror, error) {
	var err error
	if mirrorDir, err = os.MkdirTemp("", "losant-mirror-"); err != nil {
		return nil, err
	}
	ctx := context.Background()
	m, err := tfcli.BuildMirror(ctx, mirrorDir)
	if err != nil {
		return nil, err
	}
	w, err := m.Workspace(initializedDir())
	if err != nil {
		return nil, err
	}
	if err := w.Write("versions.tf", "terraform {\n  required_providers {\n    losant = { source = \"losant/losant\" }\n  }\n}\n"); err != nil {
		return nil, err
	}
	if output, code, err := w.Run(ctx, "init", "-no-color"); err != nil || code != 0 {
		return nil, fmt.Errorf("terraform init: exit code %d: %w\n%s", code, err, output)
	}
	return m, nil
})

func initializedDir() string { return filepath.Join(mirrorDir, "initialized") }

func removeMirror() {
	if mirrorDir != "" {
		_ = os.RemoveAll(mirrorDir)
	}
}

// cli runs the real Terraform. Its provider runs in the test's process, anew for each
// command, because starting it would take most of the time.
type cli struct {
	*tfcli.Workspace
	t *testing.T
	// startsProvider makes Terraform start the provider itself.
	startsProvider bool
}

// Run runs Terraform and returns its output and its exit code.
func (c cli) Run(args ...string) (output string, exitCode int, err error) {
	w := *c.Workspace
	if !c.startsProvider && !slices.Contains([]string{"init", "test"}, args[0]) {
		attached, stop, err := acctest.Attach(c.Getenv)
		if err != nil {
			return "", 0, err
		}
		defer stop()
		w.Env = append(slices.Clone(w.Env), attached)
	}
	return w.Run(c.t.Context(), args...)
}

// newCLI returns an initialised folder with a configuration, and an environment
// that points at the mock server.
func newCLI(t *testing.T, srv *mockserver.Server, config string, env ...string) cli {
	t.Helper()
	m, err := mirror()
	if err != nil {
		t.Fatal(err)
	}
	env = append([]string{
		provider.EnvAPIURL + "=" + srv.URL(), provider.EnvAPIToken + "=" + srv.Token(), provider.EnvInstanceID + "=" + srv.InstanceID(),
	}, env...)
	w, err := m.Workspace(t.TempDir(), env...)
	if err != nil {
		t.Fatal(err)
	}
	c := cli{Workspace: w, t: t}
	if strings.Contains(config, "required_providers") {
		c.write("main.tf", config)
		c.run(0, "init", "-no-color")
		return c
	}
	if err := os.CopyFS(c.Dir, os.DirFS(initializedDir())); err != nil {
		t.Fatal(err)
	}
	c.write("main.tf", config)
	return c
}

func (c cli) write(name, content string) {
	c.t.Helper()
	if err := c.Write(name, content); err != nil {
		c.t.Fatal(err)
	}
}

// run runs Terraform and fails the test if the exit code is not the expected one.
func (c cli) run(want int, args ...string) string {
	c.t.Helper()
	output, got, err := c.Run(args...)
	if err != nil || got != want {
		c.t.Fatalf("terraform %s: exit code %d, want %d: %v\n%s", strings.Join(args, " "), got, want, err, output)
	}
	return output
}

// with returns the same folder with more environment variables.
func (c cli) with(env ...string) cli {
	w := *c.Workspace
	w.Env = slices.Concat(w.Env, env)
	c.Workspace = &w
	return c
}

// expectEmptyPlan fails the test unless the plan is empty. Outputs that contain
// recent events may differ between two plans.
func (c cli) expectEmptyPlan(outputsMayDiffer bool) {
	c.t.Helper()
	output, code, err := c.Run("plan", "-no-color", "-detailed-exitcode")
	if differs := code == 2 && outputsMayDiffer && strings.Contains(output, "without changing any real infrastructure"); err != nil || code != 0 && !differs {
		c.t.Errorf("exit code %d: %v\n%s", code, err, output)
	}
}

// expectAbsent fails the test if a secret is in a file of the folder.
func (c cli) expectAbsent(secret string) {
	c.t.Helper()
	files := 0
	err := filepath.WalkDir(c.Dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Type()&fs.ModeSymlink != 0 {
			return err
		}
		content, err := os.ReadFile(path)
		if strings.Contains(string(content), secret) {
			c.t.Errorf("the token is in %s", entry.Name())
		}
		files++
		return err
	})
	if err != nil || files < 4 {
		c.t.Errorf("%d files read: %v", files, err)
	}
}

// generate generates resource blocks for import blocks. Terraform 1.16.0 to 1.16.2
// needs the provider in them, which must not be there for the apply.
func (c cli) generate(imports string) {
	c.t.Helper()
	c.write("main.tf", strings.ReplaceAll(imports, "import {\n", "import {\n  provider = losant\n"))
	c.run(0, "plan", "-no-color", "-generate-config-out=generated.tf")
	c.write("main.tf", imports)
}

// Configuration that Terraform generates for an existing organization needs no
// editing.
func TestGeneratedConfigurationPlansEmpty(t *testing.T) {
	t.Parallel()
	for name, doc := range map[string]mockserver.Doc{
		"bare": {"name": "Acme"},
		"full": {
			"name": "Acme \"Farms\" ${x}", "description": "Grows\nthings.", "iconColor": "#112233", "referralId": "c-17",
			"limits": mockserver.Doc{"device": 10, "payload": 0}, "whitelistedEmailDomains": []any{"acme.example", "acme.test"},
			"tags":       []any{mockserver.Doc{"key": "region", "value": "us"}, mockserver.Doc{"key": "region", "value": "eu"}},
			"disabledAt": "2099-01-31T00:00:00.000Z", "mfaMode": "required", "isReadOnly": true,
			"banner": mockserver.Doc{"level": "warning", "message": "Careful."},
		},
		"disabled": {"name": "Acme", "disabledAt": true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			id := srv.AddOrganization(doc)
			c := newCLI(t, srv, "")
			c.generate("import {\n  to = losant_organization.found\n  id = \"" + id + "\"\n}\n")
			output := c.run(0, "apply", "-no-color", "-auto-approve")
			if !strings.Contains(output, "1 imported, 0 added, 0 changed, 0 destroyed") {
				t.Errorf("the import makes changes:\n%s", output)
			}
			c.run(0, "plan", "-no-color", "-detailed-exitcode")
			if writes := srv.Requests("POST", "PATCH", "DELETE"); len(writes) > 0 {
				t.Errorf("sent %v", writes)
			}
		})
	}
}

func TestGeneratedConfigurationOfEveryResourcePlansEmpty(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.AddMember(org, mockserver.Doc{"email": "jane@acme.example", "role": "admin"})
	srv.Invite(org, mockserver.Doc{"email": "guest@acme.example", "role": "view"})
	user := srv.AddInstanceMember(mockserver.Doc{"email": "root@acme.example", "role": "admin"})
	srv.EditInstance(mockserver.Doc{"orgDefaultLimitConfig": mockserver.Doc{"device": 5}, "reportConfigs": []any{mockserver.Doc{"cron": "0 6 1 * *"}}})
	token := srv.AddInstanceToken(mockserver.Doc{"name": "ci", "scope": []any{"instanceOrg.get", "instance.*"}, "expirationDate": "2035-01-01T00:00:00Z"})
	usage := mockserver.Doc{"ruleType": "payloadUsage", "thresholdType": "percentOfLimit", "threshold": 80.5}
	bare := srv.AddNotificationRule(mockserver.Doc{"name": "bare", "ruleConfig": usage})
	full := srv.AddNotificationRule(mockserver.Doc{
		"name": "full", "description": "d", "targetQueryJson": `{ "name": {"$contains": "a\"b"} }`, "callbackUrl": "https://acme.example", "enabled": false, "ruleConfig": usage,
		"emailConfig": mockserver.Doc{"subjectTemplate": "${s} {{x}}", "bodyTemplate": "", "sendToAddresses": []any{"a@acme.example"}},
	})
	bareNode := srv.AddCustomNode(mockserver.Doc{"name": "bare"})
	fullNode := srv.AddCustomNode(mockserver.Doc{
		"name": "full", "description": "d", "shortDescription": "s", "category": "data", "iconData": "data:image/png;base64,AA==", "docsUrl": "https://acme.example",
		"minimumAgentVersion": "1.40.0", "customNodeSupports": []any{"edge"},
		"nodes":            []any{mockserver.Doc{"type": "DebugNode", "config": mockserver.Doc{"message": "${x} %{y} \"z\""}}},
		"customNodeConfig": mockserver.Doc{"outputCount": 1, "resultMode": "none", "fields": []any{}},
	})
	imports := [][2]string{
		{"losant_instance_custom_node.bare", bareNode},
		{"losant_instance_custom_node.full", fullNode},
		{"losant_instance_notification_rule.bare", bare},
		{"losant_instance_notification_rule.full", full},
		{"losant_instance_api_token.found", token},
		{"losant_instance_member.found", user},
		{"losant_instance_settings.found", srv.InstanceID()},
		{"losant_organization.found", org},
		{"losant_organization_invitation.found", org + "/guest@acme.example"},
		{"losant_organization_limits.found", org},
		{"losant_organization_member.by_address", org + "/jane@acme.example"},
		{"losant_organization_member.invited", org + "/guest@acme.example"},
	}
	// Older versions, and OpenTofu, write the keys of nested maps without quotes.
	if !acctest.CoreIsOlderThan(t, "1.11") && !acctest.IsOpenTofu(t) {
		imports = append(imports, [2]string{"losant_organization_members.found", org})
	}
	var config strings.Builder
	for _, i := range imports {
		fmt.Fprintf(&config, "import {\n  to = %s\n  id = %q\n}\n", i[0], i[1])
	}
	c := newCLI(t, srv, "")
	c.generate(config.String())
	if output := c.run(0, "apply", "-no-color", "-auto-approve"); !strings.Contains(output, fmt.Sprintf("%d imported, 0 added, 0 changed, 0 destroyed", len(imports))) {
		t.Errorf("the import makes changes:\n%s", output)
	}
	c.run(0, "plan", "-no-color", "-detailed-exitcode")
	c.run(0, "plan", "-no-color", "-detailed-exitcode", "-refresh-only")
	if writes := srv.Requests("POST", "PATCH", "DELETE"); len(writes) > 0 {
		t.Errorf("sent %v", writes)
	}
}

// Terraform drops the warnings about the new object of a replacement.
func TestPlanOfReplacementAnnouncesTheInvitation(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	org := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	srv.AddMember(org, mockserver.Doc{"email": "owner@acme.example", "role": "admin"})
	const config = "resource \"losant_organization_invitation\" \"test\" {\n  organization_id = %q\n  email = %q\n  role = \"view\"\n}\n"
	c := newCLI(t, srv, fmt.Sprintf(config, org, "jane@acme.example"))
	c.run(0, "apply", "-no-color", "-auto-approve")
	c.write("main.tf", fmt.Sprintf(config, org, "joan@acme.example"))
	output := c.run(0, "plan", "-no-color")
	if n := strings.Count(output, "Warning: Applying invites joan@acme.example"); n != 1 {
		t.Errorf("%d warnings:\n%s", n, output)
	}
	c.run(0, "taint", "-no-color", "losant_organization_invitation.test")
	c.write("main.tf", fmt.Sprintf(config, org, "jane@acme.example"))
	if output := c.run(0, "plan", "-no-color"); !strings.Contains(output, "Losant sends a new one") {
		t.Errorf("the plan of a tainted invitation does not announce the e-mail:\n%s", output)
	}
}

// This covers logs of all levels, the state, plan files and messages.
func TestTokenIsNeverWritten(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	token := srv.Token()
	srv.Fail(mockserver.Fault{Method: "PATCH", Status: 400, Body: `{"type":"Validation","message":"token ` + token + ` is fine, the rest is not"}`, Times: -1})
	const config = "resource \"losant_organization\" \"test\" {\n  name = \"Acme\"\n  %s\n}\n"
	c := newCLI(t, srv, strings.ReplaceAll(config, "%s", ""), "TF_LOG=TRACE", "TF_LOG_PATH=trace.log")
	c.startsProvider = true
	output := c.run(0, "plan", "-no-color", "-out=plan.bin")
	output += c.run(0, "apply", "-no-color", "plan.bin")
	c.write("main_override.tf", strings.ReplaceAll(config, "%s", `description = "rejected"`))
	output += c.run(1, "apply", "-no-color", "-auto-approve")
	c.write("output.txt", output)
	if !strings.Contains(output, "the rest is not") {
		t.Fatalf("the error is not in the output:\n%s", output)
	}
	c.expectAbsent(token)
	log, err := os.ReadFile(filepath.Join(c.Dir, "trace.log"))
	if err != nil || !strings.Contains(string(log), "/orgs") {
		t.Errorf("the log does not show the provider's requests: %v", err)
	}
}

// A second provider uses the ephemeral token.
func TestEphemeralTokenIsNeverWritten(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	if acctest.CoreIsOlderThan(t, "1.10") {
		t.Skip("ephemeral resources need Terraform 1.10")
	}
	example, err := os.ReadFile(filepath.Join("..", "..", "examples", "ephemeral-resources", "losant_instance_api_token", "ephemeral-resource.tf"))
	if err != nil {
		t.Fatal(err)
	}
	c := newCLI(t, srv, string(example), "TF_LOG=TRACE", "TF_LOG_PATH=trace.log")
	c.startsProvider = true
	output := c.run(0, "plan", "-no-color", "-out=plan.bin")
	output += c.run(0, "apply", "-no-color", "plan.bin")
	c.write("output.txt", output)
	secrets := map[string]bool{}
	for _, r := range srv.Requests() {
		secrets[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")] = true
	}
	if len(secrets) != 3 {
		t.Errorf("%d tokens were used, want 3: the provider's own, one of the plan and one of the apply", len(secrets))
	}
	for secret := range secrets {
		c.expectAbsent(secret)
	}
	if left := srv.InstanceTokens(); len(left) > 1 {
		t.Errorf("not deleted: %v", left)
	}
}
