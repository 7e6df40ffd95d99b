package member_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// emails expects a list of people with these addresses.
func emails(all ...string) knownvalue.Check {
	checks := []knownvalue.Check{}
	for _, email := range all {
		checks = append(checks, knownvalue.ObjectPartial(map[string]knownvalue.Check{"email": knownvalue.StringExact(email)}))
	}
	return knownvalue.ListExact(checks)
}

func TestMembersDataSource(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	user := srv.AddMember(org, mockserver.Doc{"email": "Jane@acme.example", "role": "edit", "firstName": "Jane", "lastName": "Doe", "ssoLinked": true})
	pending := srv.Invite(org, mockserver.Doc{"email": "guest@acme.example", "role": "edit"})
	srv.Invite(org, mockserver.Doc{"email": "zoe@acme.example"})
	srv.ExpireInvitation(org, "zoe@acme.example")
	config := func(org string, filter ...string) string {
		return fmt.Sprintf("data \"losant_organization_members\" \"test\" {\n  organization_id = %q\n%s\n}", org, strings.Join(filter, "\n"))
	}
	at := func(path tfjsonpath.Path, check knownvalue.Check) statecheck.StateCheck {
		return statecheck.ExpectKnownValue("data.losant_organization_members.test", path, check)
	}
	members, text := tfjsonpath.New("members"), knownvalue.StringExact
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{Config: config("60106426dc03c6aad06540bb"), ExpectError: regexp.MustCompile(`(?s)Could not list the members of organization.*404`)},
			{Config: config(org, `role = "owner"`), ExpectError: regexp.MustCompile(`(?s)role value must be one of.*collaborate`)},
			{
				Config: config(org),
				ConfigStateChecks: []statecheck.StateCheck{
					at(members, emails("Jane@acme.example", owner)),
					at(members.AtSliceIndex(0), knownvalue.ObjectExact(map[string]knownvalue.Check{
						"user_id": text(user), "email": text("Jane@acme.example"), "first_name": text("Jane"), "last_name": text("Doe"), "role": text("edit"),
						"two_factor_auth_enabled": knownvalue.Bool(false), "sso_linked": knownvalue.Bool(true),
						"status": text("active"), "invitation_id": knownvalue.Null(),
					})),
				},
			},
			{
				PreConfig: func() {
					for _, r := range srv.Requests(http.MethodGet) {
						if strings.HasSuffix(r.Path, "/invites") {
							t.Errorf("read %s without being asked to", r.Path)
						}
					}
				},
				Config: config(org, "include_invited = true"),
				ConfigStateChecks: []statecheck.StateCheck{
					at(members, emails("guest@acme.example", "Jane@acme.example", owner, "zoe@acme.example")),
					at(members.AtSliceIndex(0), knownvalue.ObjectExact(map[string]knownvalue.Check{
						"user_id": knownvalue.Null(), "email": text("guest@acme.example"), "first_name": knownvalue.Null(), "last_name": knownvalue.Null(), "role": text("edit"),
						"two_factor_auth_enabled": knownvalue.Null(), "sso_linked": knownvalue.Null(),
						"status": text("invited"), "invitation_id": text(pending),
					})),
					at(members.AtSliceIndex(3).AtMapKey("status"), text("expired")),
				},
			},
			{
				Config:            config(org, "include_invited = true", `role = "edit"`),
				ConfigStateChecks: []statecheck.StateCheck{at(members, emails("guest@acme.example", "Jane@acme.example"))},
			},
			{Config: config(org, `role = "none"`), ConfigStateChecks: []statecheck.StateCheck{at(members, emails())}},
		},
	})
}

func TestMFAImpactDataSource(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	for _, m := range srv.InstanceMembers() {
		if email, _ := m["email"].(string); m["role"] != "admin" {
			srv.RemoveInstanceMember(email)
		}
	}
	before := len(srv.InstanceMembers())
	srv.AddInstanceMember(mockserver.Doc{"email": "ivy@reseller.example", "role": "admin"})
	srv.AddInstanceMember(mockserver.Doc{"email": "sso@reseller.example", "role": "admin", "ssoLinked": true})
	for email, role := range map[string]string{"b@acme.example": "admin", "a@acme.example": "admin", "c@acme.example": "view"} {
		srv.AddMember(org, mockserver.Doc{"email": email, "role": role})
	}
	srv.Invite(org, mockserver.Doc{"email": jane, "role": "admin"})
	list := func(all ...string) knownvalue.Check {
		checks := []knownvalue.Check{}
		for _, s := range all {
			checks = append(checks, knownvalue.StringExact(s))
		}
		return knownvalue.ListExact(checks)
	}
	step := func(org, mode string, removed, downgraded, remaining knownvalue.Check) resource.TestStep {
		at := func(name string, check knownvalue.Check) statecheck.StateCheck {
			return statecheck.ExpectKnownValue("data.losant_mfa_impact.test", tfjsonpath.New(name), check)
		}
		return resource.TestStep{
			Config:            fmt.Sprintf("data \"losant_mfa_impact\" \"test\" {\n  %s\n  mfa_mode = %q\n}", org, mode),
			ConfigStateChecks: []statecheck.StateCheck{at("removed", removed), at("downgraded", downgraded), at("remaining_administrators", remaining)},
		}
	}
	in := fmt.Sprintf("organization_id = %q", org)
	count := func(n int) knownvalue.Check { return knownvalue.Int64Exact(int64(n)) }
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: acctest.Factories(srv),
		Steps: []resource.TestStep{
			{
				Config:      "data \"losant_mfa_impact\" \"test\" {\n  organization_id = \"60106426dc03c6aad06540bb\"\n  mfa_mode = \"required\"\n}",
				ExpectError: regexp.MustCompile(`(?s)Could not list the members of organization.*404`),
			},
			{Config: `data "losant_mfa_impact" "test" { mfa_mode = "always" }`, ExpectError: regexp.MustCompile("adminRequired")},
			step(in, "notRequired", list(), list(), count(3)),
			step(in, "adminRequired", list(), list("a@acme.example", "b@acme.example"), count(1)),
			step(in, "required", list("a@acme.example", "b@acme.example", "c@acme.example"), list(), count(1)),
			step("", "notRequired", list(), list(), count(before+2)),
			step("", "adminRequired", list(), list("ivy@reseller.example"), count(before+1)),
		},
	})
	acctest.ExpectWrites(t, srv)
}
