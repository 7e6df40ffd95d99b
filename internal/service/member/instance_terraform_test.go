package member_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestInstanceMemberThroughTerraform(t *testing.T) {
	t.Parallel()
	srv := startWithOwner(t)
	user := srv.AddAccount(mockserver.Doc{"email": jane})
	const addr = instanceType + ".test"
	config := func(email, role string) string {
		return fmt.Sprintf("resource \"losant_instance_member\" \"test\" {\n  email = %q\n  role  = %q\n}\n", email, role)
	}
	checks := func(before ...plancheck.PlanCheck) resource.ConfigPlanChecks {
		return resource.ConfigPlanChecks{PreApply: before, PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: config(jane, "view"), ConfigPlanChecks: checks()},
			{Config: config("Jane@acme.example", "view"), ConfigPlanChecks: checks(plancheck.ExpectEmptyPlan())},
			{
				PreConfig:        func() { srv.EditAccount(jane, mockserver.Doc{"email": "doe@acme.example"}) },
				Config:           config("doe@acme.example", "admin"),
				ConfigPlanChecks: checks(plancheck.ExpectResourceAction(addr, plancheck.ResourceActionUpdate)),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(addr, tfjsonpath.New("id"), knownvalue.StringExact(srv.InstanceID()+"/"+jane)),
					statecheck.ExpectKnownValue(addr, tfjsonpath.New("user_id"), knownvalue.StringExact(user)),
				},
			},
		},
	})
	if role := instanceRoleOf(srv, "doe@acme.example"); role != "" {
		t.Errorf("the person still has the role %s", role)
	}
}

func TestInstanceMembersDataSource(t *testing.T) {
	t.Parallel()
	srv, owner := onlyAdministrator(t)
	srv.EditAccount(jane, mockserver.Doc{"firstName": "Jane", "lastName": "Doe", "ssoLinked": true})
	adam := srv.AddInstanceMember(mockserver.Doc{"email": "Adam@acme.example", "role": "view", "twoFactorAuthEnabled": true})
	text := knownvalue.StringExact
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{
				Config:      `data "losant_instance_members" "test" { instance_id = "60106426dc03c6aad06540bb" }`,
				ExpectError: regexp.MustCompile(`(?s)Could not list the members of instance 60106426dc03c6aad06540bb.*404`),
			},
			{
				Config: `data "losant_instance_members" "test" {}`,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue("data.losant_instance_members.test", tfjsonpath.New("instance_id"), text(srv.InstanceID())),
					statecheck.ExpectKnownValue("data.losant_instance_members.test", tfjsonpath.New("members"), knownvalue.ListExact([]knownvalue.Check{
						knownvalue.ObjectPartial(map[string]knownvalue.Check{
							"user_id": text(adam), "email": text("Adam@acme.example"), "role": text("view"), "two_factor_auth_enabled": knownvalue.Bool(true),
						}),
						knownvalue.ObjectExact(map[string]knownvalue.Check{
							"user_id": text(owner), "email": text(jane), "role": text("admin"), "first_name": text("Jane"), "last_name": text("Doe"),
							"two_factor_auth_enabled": knownvalue.Bool(false), "sso_linked": knownvalue.Bool(true),
						}),
					})),
				},
			},
		},
	})
}
