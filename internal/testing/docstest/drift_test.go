package docstest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

const driftConfig = `terraform {
  required_providers {
    losant = { source = "losant/losant" }
  }
}

provider "losant" {
  drift_attribution = true
}

resource "losant_organization" "acme" {
  name   = "Acme Farms"
  limits = { device = 500 }
}

resource "losant_organization_members" "acme" {
  organization_id = losant_organization.acme.id
  members         = { "jo@acmefarms.example" = { role = "admin" } }
}

resource "losant_organization" "orchard" {
  name = "Hillcrest Orchards"
}

# An object of every other type.
resource "losant_organization" "others" {
  name = "Others"
}

resource "losant_organization_limits" "x" {
  organization_id = losant_organization.others.id
  limits          = { device = 10 }
}

resource "losant_organization_member" "x" {
  organization_id = losant_organization.others.id
  email           = "jo@acmefarms.example"
  role            = "admin"
}

resource "losant_organization_invitation" "x" {
  organization_id = losant_organization.others.id
  email           = "new@acmefarms.example"
  role            = "view"
}

resource "losant_instance_member" "x" {
  email = "jo@acmefarms.example"
  role  = "view"
}

resource "losant_instance_settings" "x" {
  default_organization_limits = { device = 10 }
}

resource "losant_instance_api_token" "x" {
  name   = "CI"
  scopes = ["instance.get"]
}

resource "losant_instance_notification_rule" "x" {
  name         = "80 %"
  target_query = jsonencode({})
  rule         = { type = "payloadUsage", threshold = 80 }
  email        = { subject_template = "80 %", body_template = "of your payloads", send_to_target = "admins" }
}

resource "losant_instance_custom_node" "x" {
  name       = "Node"
  definition = jsonencode({ nodes = [], triggers = [] })
}

data "losant_organizations" "all" {
  depends_on = [losant_organization.acme]
}

output "customers" {
  value = length(data.losant_organizations.all.organizations)
}

check "customers" {
  assert {
    condition     = length(data.losant_organizations.all.organizations) > 3
    error_message = "Few customers."
  }
}
`

var timeOfDay = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d UTC`)

// The script of the guide distinguishes no drift, drift and an error, and reports the
// drift of the guide's example.
func TestDriftReport(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AddAccount(mockserver.Doc{"email": "jo@acmefarms.example"})
	guide := readPage(t, "docs/guides/drift-detection-in-ci.md")
	pages, err := filepath.Glob(filepath.Join(root, "docs/resources/*.md"))
	if err != nil || len(pages) == 0 {
		t.Fatal(len(pages), err)
	}
	for _, page := range pages {
		expect(t, driftConfig, "\nresource \"losant_"+strings.TrimSuffix(filepath.Base(page), ".md")+"\" ")
	}
	r := newReader(t, environment(srv, srv.Token())...)
	r.save(guide)
	if err := r.Write("main.tf", driftConfig); err != nil {
		t.Fatal(err)
	}
	r.paste("terraform init\nterraform apply -auto-approve\n")
	ids := map[any]string{}
	for _, org := range srv.Organizations() {
		ids[org["name"]], _ = org["id"].(string)
	}
	drift := func() {
		srv.AuditAs("eve@acmefarms.example")
		srv.EditOrganization(ids["Acme Farms"], mockserver.Doc{"limits": mockserver.Doc{"device": 800}})
		srv.AddMember(ids["Acme Farms"], mockserver.Doc{"email": "mallory@nowhere.example", "role": "admin"})
		srv.RemoveOrganization(ids["Hillcrest Orchards"])
	}
	const head = "| customer | attribute | in code | in Losant | who | when |\n"
	_, example, found := strings.Cut(strings.Join(guide.text, "\n"), head)
	example, _, isTable := strings.Cut(example, "\n\n")
	if !found || !isTable {
		t.Fatal("the guide has no example")
	}
	example = timeOfDay.ReplaceAllString(head+example+"\n", "NOW")
	readToken := srv.AddToken("all.Instance.read")
	for _, want := range []struct {
		before func()
		exit   int
		report []string
	}{
		{func() {}, 0, []string{"# No drift\n\n12 objects, no differences.\n\n## Warnings\n\n", "\nFew customers.\n"}},
		{drift, 2, []string{"# Drift\n\n3 differences, 2 customers.\n\n" + example + "\n<details>\n", "# losant_organization.acme will be updated in-place", "Plan: 1 to add, 2 to change, 0 to destroy."}},
		{func() { srv.ExpireToken(readToken) }, 1, []string{"# The plan failed\n\n```text\nError: "}},
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
		expect(t, timeOfDay.ReplaceAllString(string(report), "NOW"), want.report...)
		if output != "" {
			t.Errorf("the script printed %s", output)
		}
	}
}

// The workflow runs the script of the guide, and no apply.
func TestDriftWorkflow(t *testing.T) {
	t.Parallel()
	for _, b := range readPage(t, "docs/guides/drift-detection-in-ci.md").blocks {
		if b.language != "yaml" {
			continue
		}
		expect(t, b.text, "run: sh drift.sh\n", "run: cat report.md >> \"$GITHUB_STEP_SUMMARY\"\n", "terraform_wrapper: false",
			"losant-drift_${DRIFT_VERSION}_linux_amd64.zip", "hashFiles('report.md')")
		if b.file != ".github/workflows/drift.yml" || strings.Contains(b.text, "apply") {
			t.Errorf("%s:\n%s", b.file, b.text)
		}
		return
	}
	t.Error("the guide has no workflow")
}
