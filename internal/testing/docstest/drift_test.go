package docstest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// The script of the guide distinguishes no drift, drift and an error.
func TestDriftReport(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	guide := readPage(t, "docs/guides/drift-detection-in-ci.md")
	r := newReader(t, environment(srv, srv.Token())...)
	r.save(guide)
	const config = "terraform {\n  required_providers {\n    losant = { source = \"losant/losant\" }\n  }\n}\nresource \"losant_organization\" \"acme\" {\n  name = \"Acme\"\n}\n"
	if err := r.Write("main.tf", config); err != nil {
		t.Fatal(err)
	}
	r.paste("terraform init\nterraform apply -auto-approve\n")
	readToken := srv.AddToken("all.Instance.read")
	for _, want := range []struct {
		before func()
		exit   int
		report []string
	}{
		{func() {}, 0, []string{"# No drift\n", "No changes. "}},
		{
			func() {
				srv.EditOrganization(srv.Organizations()[0]["id"].(string), mockserver.Doc{"name": "Acme Inc."}) //nolint:forcetypeassert // IDs are strings.
			},
			2,
			[]string{"# Drift\n\n- `losant_organization.acme` will be updated in-place\n", `~ name `, `"Acme Inc." -> "Acme"`},
		},
		{func() { srv.ExpireToken(readToken) }, 1, []string{"# The plan failed\n", "Error: "}},
	} {
		want.before()
		output, exit, err := r.Shell(t.Context(), "export LOSANT_API_TOKEN="+readToken+"\n. ./drift.sh")
		if err != nil || exit != want.exit {
			t.Fatalf("exit code %d, want %d: %v\n%s", exit, want.exit, err, output)
		}
		report, err := os.ReadFile(filepath.Join(r.Dir, "report.md"))
		if err != nil {
			t.Fatal(err)
		}
		expect(t, string(report), want.report...)
	}
}

// The workflow runs the script of the guide, and no apply.
func TestDriftWorkflow(t *testing.T) {
	t.Parallel()
	for _, b := range readPage(t, "docs/guides/drift-detection-in-ci.md").blocks {
		if b.language != "yaml" {
			continue
		}
		expect(t, b.text, "run: sh drift.sh\n", "run: cat report.md >> \"$GITHUB_STEP_SUMMARY\"\n", "terraform_wrapper: false")
		if b.file != ".github/workflows/drift.yml" || strings.Contains(b.text, "apply") {
			t.Errorf("%s:\n%s", b.file, b.text)
		}
		return
	}
	t.Error("the guide has no workflow")
}
