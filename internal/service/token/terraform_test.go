package token_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const addr = typeName + ".test"

func TestRotationCreatesBeforeItDestroys(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	config := func(month, status string) string {
		return fmt.Sprintf(`
			resource "losant_instance_api_token" "test" {
			  name   = "ci"
			  scopes = ["instance.get"]
			  status = %q
			  rotate = { month = %q }
			  lifecycle { create_before_destroy = true }
			}`, status, month)
	}
	action := func(want plancheck.ResourceActionType) resource.ConfigPlanChecks {
		return resource.ConfigPlanChecks{
			PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(addr, want), plancheck.ExpectSensitiveValue(addr, tfjsonpath.New("token"))},
			PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
		}
	}
	same, differ := statecheck.CompareValue(compare.ValuesSame()), statecheck.CompareValue(compare.ValuesDiffer())
	secret := tfjsonpath.New("token")
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{
				Config: config("1", "active"), ConfigPlanChecks: action(plancheck.ResourceActionCreate),
				ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(addr, secret), differ.AddStateValue(addr, secret)},
			},
			{
				Config: config("1", "inactive"), ConfigPlanChecks: action(plancheck.ResourceActionUpdate),
				ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(addr, secret)},
			},
			{
				PreConfig: srv.ResetRequests,
				Config:    config("2", "active"), ConfigPlanChecks: action(plancheck.ResourceActionCreateBeforeDestroy),
				ConfigStateChecks: []statecheck.StateCheck{differ.AddStateValue(addr, secret)},
			},
		},
	})
	var writes []string
	for _, r := range srv.Requests(http.MethodPost, http.MethodDelete) {
		writes = append(writes, r.Method)
	}
	if want := []string{"POST", "DELETE", "DELETE"}; !slices.Equal(writes, want) {
		t.Errorf("wrote %v, want %v", writes, want)
	}
	if left := otherTokens(srv); len(left) > 0 {
		t.Errorf("not deleted: %v", left)
	}
}

func TestMisspelledScopeIsFoundInTerraform(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{{
			Config:      "resource \"losant_instance_api_token\" \"test\" {\n  name = \"ci\"\n  scopes = [\"instanceOrgs.pots\"]\n}",
			ExpectError: regexp.MustCompile(`(?s)Invalid scope.*Did you\s+mean\s+"instanceOrgs.post"\?`),
		}},
	})
}

func TestEphemeralTokenIsRevokedAtTheEndOfTheRun(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	factories := acctest.Factories(srv)
	factories["echo"] = echoprovider.NewProviderServer()
	echoed := func(name string) tfjsonpath.Path { return tfjsonpath.New("data").AtMapKey(name) }
	resource.UnitTest(t, resource.TestCase{
		TerraformVersionChecks:   []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_10_0)},
		ProtoV6ProviderFactories: factories,
		Steps: []resource.TestStep{{
			Config: `
				ephemeral "losant_instance_api_token" "test" {
				  name   = "for this run"
				  scopes = ["instance.get"]
				}
				provider "echo" {
				  data = ephemeral.losant_instance_api_token.test
				}
				resource "echo" "test" {}`,
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("echo.test", echoed("name"), knownvalue.StringExact("for this run")),
				statecheck.ExpectKnownValue("echo.test", echoed("instance_id"), knownvalue.StringExact(srv.InstanceID())),
				statecheck.ExpectKnownValue("echo.test", echoed("token"), knownvalue.StringRegexp(regexp.MustCompile(`^mock-`))),
				statecheck.ExpectKnownValue("echo.test", echoed("expires_at"), knownvalue.StringRegexp(regexp.MustCompile(`^20.*Z$`))),
			},
		}},
	})
	if left := otherTokens(srv); len(left) > 0 {
		t.Errorf("not deleted: %v", left)
	}
	created, revoked := 0, 0
	for _, r := range srv.Requests() {
		switch {
		case r.Method == http.MethodPost:
			created++
		case r.Method == http.MethodDelete && strings.Contains(r.Path, "/tokens/"):
			revoked++
		}
	}
	if created == 0 || created != revoked {
		t.Errorf("%d tokens were created and %d revoked", created, revoked)
	}
}
