package organization_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// The protocol tests apply all mixes. Terraform itself applies these, all at once.
func TestMixesPlanEmptyInTerraform(t *testing.T) {
	t.Parallel()
	var config strings.Builder
	for name, attributes := range map[string]string{
		"minimal": ``,
		"empty strings": `description = ""
referral_id = ""`,
		"empty collections": `tags = {}
allowed_invitation_domains = []`,
		"empty limits": `limits = {}`,
		"null limits":  `limits = { device = null, flow = 0 }`,
		"zero limits":  `limits = { device = 0, payload = 0, system_interval = 5 }`,
		"flags off": `read_only = false
audit_log_enabled = false
payloads_enabled = true`,
		"flags on": `read_only = true
audit_log_enabled = true
payloads_enabled = false`,
		"date in a zone": `payloads_enabled_until = "2099-06-01T12:00:00.5+02:00"`,
		"banner":         `banner = { level = "critical", message = "**Maintenance** tonight" }`,
		"unicode": `description = "Größe: 5 µm – 日本"
tags = { k = ["ß", "日本"] }`,
		"attributes that only the provider uses": `allow_data_loss = ["data_ttl", "destroy"]
deletion_protection = false
on_equal_name = "refuse"
timeouts = { create = "1m", read = "1m", update = "1m", delete = "1m" }`,
		"mode and color": `mfa_mode = "adminRequired"
icon_color = "red"`,
	} {
		fmt.Fprintf(&config, "resource \"losant_organization\" %q {\n  name = %[1]q\n  %[2]s\n}\n", strings.ReplaceAll(name, " ", "_"), attributes)
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(auditableServer(t)),
		Steps:                    []resource.TestStep{{Config: config.String(), ConfigPlanChecks: emptyPlan}},
	})
}

func TestUnsetLimitChangedOutsideTerraformIsNoDrift(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	const config = `resource "losant_organization" "test" {
  name   = "Acme"
  limits = { device = 10 }
}`
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: config, ConfigPlanChecks: emptyPlan},
			{
				PreConfig: func() {
					acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"device": 10.0}})
					srv.EditOrganization(onlyID(t, srv), mockserver.Doc{"limits": mockserver.Doc{"flow": 1}})
				},
				Config: config,
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(addr, tfjsonpath.New("limits"), knownvalue.MapSizeExact(1)),
				},
			},
			{
				PreConfig: func() {
					srv.EditOrganization(onlyID(t, srv), mockserver.Doc{"limits": mockserver.Doc{"device": 11}})
				},
				Config: config,
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{
						plancheck.ExpectResourceAction(addr, plancheck.ResourceActionUpdate),
						plancheck.ExpectKnownValue(addr, tfjsonpath.New("limits").AtMapKey("device"), knownvalue.Int64Exact(10)),
					},
					PostApplyPostRefresh: emptyPlan.PostApplyPostRefresh,
				},
			},
			{
				PreConfig: func() {
					acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"limits": mockserver.Doc{"device": 10.0}})
				},
				// A limit that is taken out shows in the plan, but sends nothing.
				Config: `resource "losant_organization" "test" { name = "Acme" }`,
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, plancheck.ResourceActionUpdate)},
					PostApplyPostRefresh: emptyPlan.PostApplyPostRefresh,
				},
			},
			{
				PreConfig: func() {
					acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"limits": mockserver.Doc{"device": 10.0}})
				},
				Config:           `resource "losant_organization" "test" { name = "Acme" }`,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			},
		},
	})
}

func TestDefaultTagsAreMergedIntoTagsAll(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	config := func(defaults, own string) string {
		return fmt.Sprintf("provider \"losant\" {\n  default_tags = %s\n}\nresource \"losant_organization\" \"test\" {\n  name = \"Acme\"\n  tags = %s\n}", defaults, own)
	}
	all := func(check knownvalue.Check) []statecheck.StateCheck {
		return []statecheck.StateCheck{statecheck.ExpectKnownValue(addr, tfjsonpath.New("tags_all"), check)}
	}
	one := func(value string) knownvalue.Check {
		return knownvalue.SetExact([]knownvalue.Check{knownvalue.StringExact(value)})
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{
				Config:            config(`{ owner = ["platform"], tier = ["basic"] }`, `{ tier = ["gold"] }`),
				ConfigStateChecks: all(knownvalue.MapExact(map[string]knownvalue.Check{"owner": one("platform"), "tier": one("gold")})),
				ConfigPlanChecks:  emptyPlan,
			},
			{
				Config:            config(`{ owner = ["platform"], tier = ["basic"] }`, `null`),
				ConfigStateChecks: all(knownvalue.MapExact(map[string]knownvalue.Check{"owner": one("platform"), "tier": one("basic")})),
				ConfigPlanChecks:  emptyPlan,
			},
			{
				Config:            config(`{ owner = ["devops"] }`, `{ owner = ["devops"] }`),
				ConfigStateChecks: all(knownvalue.MapExact(map[string]knownvalue.Check{"owner": one("devops")})),
				ConfigPlanChecks:  emptyPlan,
			},
			{
				PreConfig: func() {
					srv.EditOrganization(onlyID(t, srv), mockserver.Doc{"tags": []any{mockserver.Doc{"key": "rogue", "value": "x"}}})
				},
				Config: config(`{ owner = ["devops"] }`, `null`),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, plancheck.ResourceActionUpdate)},
					PostApplyPostRefresh: emptyPlan.PostApplyPostRefresh,
				},
				ConfigStateChecks: all(knownvalue.MapExact(map[string]knownvalue.Check{"owner": one("devops")})),
			},
			{Config: config(`null`, `null`), ConfigStateChecks: all(knownvalue.MapExact(nil)), ConfigPlanChecks: emptyPlan},
			{Config: config(`{ owner = [] }`, `null`), ExpectError: regexp.MustCompile(`Tag "owner" has an empty value`)},
			{Config: config(`{ a = formatlist("%03d", range(60)) }`, `{ b = formatlist("%03d", range(60)) }`), ExpectError: regexp.MustCompile(`Too many tags(.|\n)*this(\s|│)+one(\s|│)+has(\s|│)+120`)},
		},
	})
}

func TestDestroyIsRefusedUnlessTheOrganizationIsEmpty(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	const guarded = `resource "losant_organization" "test" { name = "Acme" }`
	const unguarded = `resource "losant_organization" "test" {
  name            = "Acme"
  allow_data_loss = ["destroy"]
}`
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: guarded, ConfigPlanChecks: emptyPlan},
			{
				PreConfig: func() {
					srv.SetSummary(onlyID(t, srv), mockserver.Doc{"appCount": 2})
				},
				Config:      guarded,
				Destroy:     true,
				ExpectError: regexp.MustCompile(`Refused to destroy organization "Acme"(.|\n)*2 applications`),
			},
			{
				PreConfig: func() {
					acctest.ExpectCount(t, srv, http.MethodDelete, 0)
					srv.ResetRequests()
				},
				Config:           unguarded,
				ConfigPlanChecks: emptyPlan,
			},
			{
				PreConfig: func() { acctest.ExpectCount(t, srv, http.MethodPatch, 0) },
				Config:    unguarded,
				Destroy:   true,
			},
		},
	})
	acctest.ExpectCount(t, srv, http.MethodDelete, 1)
}

// Besides the reads that all creations share, each needs a POST and a GET.
func TestManyCreationsShareTheReadsOfTheirChecks(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	const many = 20
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{{
			Config: fmt.Sprintf(`resource "losant_organization" "test" {
  count  = %d
  name   = "Acme ${count.index}"
  limits = { device = count.index }
}`, many),
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(addr+"[0]", tfjsonpath.New("id"), knownvalue.NotNull())},
		}},
	})
	acctest.ExpectCount(t, srv, http.MethodPost, many)
	singles := 0
	for _, r := range srv.Requests(http.MethodGet) {
		if regexp.MustCompile(`/orgs/[0-9a-f]{24}$`).MatchString(r.Path) && r.Query.Get("summaryInclude") == "" {
			singles++
		}
	}
	// Each organization is read after its creation, and in each of the plans after that.
	if singles > 4*many {
		t.Errorf("%d single reads for %d creations", singles, many)
	}
}

func TestIdentityIsStoredAndImportable(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	resource.UnitTest(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_12_0)},
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{
				Config: `resource "losant_organization" "test" { name = "Acme" }`,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectIdentityValueMatchesState(addr, tfjsonpath.New("id")),
					statecheck.ExpectIdentityValueMatchesState(addr, tfjsonpath.New("instance_id")),
				},
			},
			{ResourceName: addr, ImportState: true, ImportStateKind: resource.ImportBlockWithResourceIdentity},
		},
	})
}

func onlyID(t *testing.T, srv *mockserver.Server) string {
	t.Helper()
	orgs := srv.Organizations()
	if len(orgs) != 1 {
		t.Fatalf("%d organizations", len(orgs))
	}
	id, _ := orgs[0]["id"].(string)
	return id
}
