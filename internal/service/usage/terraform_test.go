package usage_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// The usage of a planned organization is read after the organization is created,
// and again in the next plan.
func TestUsageIsReadAfterOrganizationIsCreated(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	const config = `
resource "losant_organization" "test" {
  name            = "Acme"
  limits          = { device = 10 }
  allow_data_loss = ["destroy"]
}
data "losant_organization_usage" "test" {
  organization_id = losant_organization.test.id
}
data "losant_device_counts" "test" {
  organization_id = losant_organization.test.id
  last            = "7d"
}
`
	unknown := func(address, attribute string) plancheck.PlanCheck {
		return plancheck.ExpectUnknownValue(address, tfjsonpath.New(attribute))
	}
	known := statecheck.ExpectKnownValue
	device := tfjsonpath.New("usage").AtMapKey("device")
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{
				Config:      "data \"losant_device_counts\" \"test\" {\n  last  = \"30d\"\n  start = \"2026-01-01T00:00:00Z\"\n}",
				ExpectError: regexp.MustCompile(`(?s)last\s+= "30d".*Attribute "start" cannot be specified when "last" is specified`),
			},
			{
				Config: config,
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{
						unknown("data.losant_organization_usage.test", "usage"),
						unknown("data.losant_device_counts.test", "counts"),
					},
					PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
				ConfigStateChecks: []statecheck.StateCheck{
					known("data.losant_organization_usage.test", device.AtMapKey("limit"), knownvalue.Int64Exact(10)),
					known("data.losant_organization_usage.test", device.AtMapKey("state"), knownvalue.StringExact("ok")),
					known("data.losant_device_counts.test", tfjsonpath.New("counts"), knownvalue.ListSizeExact(8)), // A range of 7 days covers parts of 8 days.
				},
			},
			{
				PreConfig: func() {
					id, _ := srv.Organizations()[0]["id"].(string)
					srv.SetSummary(id, mockserver.Doc{"deviceCount": 9})
				},
				Config: config,
				ConfigStateChecks: []statecheck.StateCheck{
					known("data.losant_organization_usage.test", device.AtMapKey("ratio"), knownvalue.Float64Exact(0.9)),
					known("data.losant_organization_usage.test", tfjsonpath.New("breached"), knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("device")})),
				},
			},
		},
	})
}

// Equal data sources share one request in a plan by Terraform.
func TestEqualDataSourcesShareOneRequest(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme"})
	w := workspace(t, srv, fstest.MapFS{"main.tf": {Data: []byte(`
data "losant_organization_usage" "test" {
  count           = 5
  organization_id = "` + id + `"
  threshold       = count.index / 10 + 0.1
}
data "losant_device_counts" "test" {
  count           = 5
  organization_id = "` + id + `"
  last            = ["30d", "720h", "4w2d", null, "2592000s"][count.index]
}
`)}})
	terraform(t, w, "init", "-no-color")
	terraform(t, w, "plan", "-no-color")
	got := map[string]int{}
	for _, r := range srv.Requests() {
		got[r.Method+" "+strings.TrimPrefix(r.Path, "/instances/"+srv.InstanceID())]++
	}
	expectEqual(t, "requests", map[string]int{"GET /orgs/" + id: 1, "GET /orgs/" + id + "/deviceCounts": 1}, got)
}

// A plan reads the allocation of many organizations with two requests.
func TestAllocationOfManyOrganizationsNeedsTwoRequests(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.WithSeed(300))
	srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"device": 100000}})
	w := workspace(t, srv, os.DirFS("../../../examples/data-sources/losant_limit_allocation"))
	terraform(t, w, "init", "-no-color")
	srv.ResetRequests()
	terraform(t, w, "plan", "-no-color", "-out=plan.bin")
	t.Logf("%d requests for %d organizations", len(srv.Requests()), len(srv.Organizations()))
	acctest.ExpectCount(t, srv, http.MethodGet, 2)
	terraform(t, w, "apply", "-no-color", "plan.bin")
	acctest.ExpectCount(t, srv, http.MethodGet, 2)
	t.Log(terraform(t, w, "output", "-no-color"))

	var got map[string]any
	if err := json.Unmarshal([]byte(terraform(t, w, "output", "-json", "devices")), &got); err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, org := range srv.Organizations() {
		devices, _ := valueAt(org["limits"], "device").(float64)
		sum += devices
	}
	expectEqual(t, "devices", map[string]any{"limit": 100000.0, "allocated": sum, "headroom": 100000 - sum, "over_allocated": true}, got)
}

// workspace returns a folder with a copy of a configuration, in which Terraform
// uses a build of the provider.
func workspace(t *testing.T, srv *mockserver.Server, from fs.FS) *tfcli.Workspace {
	t.Helper()
	m, err := tfcli.SharedMirror()
	if err != nil {
		t.Fatal(err)
	}
	w, err := m.Workspace(t.TempDir(), "LOSANT_API_URL="+srv.URL(), "LOSANT_API_TOKEN="+srv.Token(), "LOSANT_INSTANCE_ID="+srv.InstanceID())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(w.Dir, from); err != nil {
		t.Fatal(err)
	}
	if err := w.Write("versions.tf", "terraform {\n  required_providers {\n    losant = {\n      source = \"losant/losant\"\n    }\n  }\n}\n"); err != nil {
		t.Fatal(err)
	}
	return w
}

// terraform runs Terraform and returns its output. The test fails if Terraform
// fails.
func terraform(t *testing.T, w *tfcli.Workspace, args ...string) string {
	t.Helper()
	output, code, err := w.Run(t.Context(), args...)
	if err != nil || code != 0 {
		t.Fatalf("terraform %s: exit code %d, %v\n%s", strings.Join(args, " "), code, err, output)
	}
	return output
}
