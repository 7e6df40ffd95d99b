package instance_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestDataSourceReadsTheInstance(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.EditInstance(mockserver.Doc{
		"name": "Reseller", "allowAuditLogging": true, "mfaMode": "adminRequired",
		"limits": mockserver.Doc{"device": 123, "organization": 45}, "orgDefaultLimitConfig": mockserver.Doc{"device": 6},
	})
	const addr = "data.losant_instance.test"
	at := func(path tfjsonpath.Path, check knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue(addr, path, check)
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{
				Config: `data "losant_instance" "test" {}`,
				ConfigStateChecks: []statecheck.StateCheck{
					at(tfjsonpath.New("instance_id"), knownvalue.StringExact(srv.InstanceID())),
					at(tfjsonpath.New("name"), knownvalue.StringExact("Reseller")),
					at(tfjsonpath.New("allow_audit_logging"), knownvalue.Bool(true)),
					at(tfjsonpath.New("mfa_mode"), knownvalue.StringExact("adminRequired")),
					at(tfjsonpath.New("limits").AtMapKey("device"), knownvalue.Int64Exact(123)),
					at(tfjsonpath.New("limits").AtMapKey("organization"), knownvalue.Int64Exact(45)),
					at(tfjsonpath.New("default_organization_limits").AtMapKey("device"), knownvalue.Int64Exact(6)),
					at(tfjsonpath.New("default_organization_limits").AtMapKey("flow"), knownvalue.Null()),
				},
			},
			{
				Config:      `data "losant_instance" "test" { instance_id = "60106426dc03c6aad06540bb" }`,
				ExpectError: regexp.MustCompile(`Could not read instance 60106426dc03c6aad06540bb(.|\n)*404`),
			},
		},
	})
}

func TestListDataSourceListsTheInstancesOfAUser(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.EditInstance(mockserver.Doc{"name": "Reseller"})
	other := srv.AddInstance(mockserver.Doc{"name": "Another"})
	list := tfjsonpath.New("instances")
	const addr = "data.losant_instances.test"
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv, "LOSANT_API_TOKEN", srv.AddUserToken("all.User")),
		Steps: []resource.TestStep{
			{
				Config: `data "losant_instances" "test" {}`,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(addr, list, knownvalue.ListSizeExact(2)),
					statecheck.ExpectKnownValue(addr, list.AtSliceIndex(0).AtMapKey("id"), knownvalue.StringExact(other)),
				},
			},
			{
				Config: `data "losant_instances" "test" { name = "Res*" }`,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(addr, list, knownvalue.ListSizeExact(1)),
					statecheck.ExpectKnownValue(addr, list.AtSliceIndex(0).AtMapKey("name"), knownvalue.StringExact("Reseller")),
				},
			},
		},
	})
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{{
			Config:      `data "losant_instances" "test" {}`,
			ExpectError: regexp.MustCompile(`(?s)Could not list instances.*all.User.*instances.get`),
		}},
	})
}
