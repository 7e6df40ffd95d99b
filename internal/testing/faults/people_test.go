package faults_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/provider"
	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// People move between resources in one apply, in every way that once lost them:
// with create_before_destroy, under other keys, to another type, and to an
// authoritative set. The run has one resource after the other or all at once.
func TestPeopleStayWhenTheyMove(t *testing.T) {
	t.Parallel()
	m, err := tfcli.SharedMirror()
	if err != nil {
		t.Fatal(err)
	}
	for _, parallelism := range []string{"-parallelism=1", "-parallelism=10"} {
		t.Run(parallelism, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			orgs := map[string]string{}
			for _, name := range []string{"replaced", "renamed", "invited", "set"} {
				orgs[name] = srv.AddOrganization(mockserver.Doc{"name": name})
				srv.AddMember(orgs[name], mockserver.Doc{"email": "owner@acme.example", "role": "admin"})
			}
			for _, address := range peopleOf(8) {
				srv.AddAccount(mockserver.Doc{"email": address})
			}
			c := newCLI(t, m, "", provider.EnvAPIURL+"="+srv.URL(), provider.EnvAPIToken+"="+srv.Token(), provider.EnvInstanceID+"="+srv.InstanceID())
			write := func(config string) {
				for name, id := range orgs {
					config = strings.ReplaceAll(config, "ORG_"+name, `"`+id+`"`)
				}
				if err := c.Write("people.tf", config); err != nil {
					t.Fatal(err)
				}
			}
			write(movingBefore)
			c.run("init", "-no-color")
			c.run("apply", "-no-color", "-auto-approve")
			write(movingAfter)
			c.run("apply", "-no-color", "-auto-approve", parallelism, "-replace=losant_organization_member.replaced", "-replace=losant_instance_member.replaced")
			c.run("plan", "-no-color", "-detailed-exitcode")
			for name, want := range map[string]int{"replaced": 2, "renamed": 9, "set": 9, "invited": 1} {
				if got := srv.Members(orgs[name]); len(got) != want {
					t.Errorf("%s: %d members, want %d: %v", name, len(got), want, got)
				}
			}
			if got := srv.Invitations(orgs["invited"]); len(got) != 2 {
				t.Errorf("the invitations are %v", got)
			}
			if got := srv.InstanceMembers(); len(got) != 1 {
				t.Errorf("the members of the instance are %v", got)
			}
		})
	}
}

func peopleOf(n int) []string {
	var people []string
	for i := range n {
		people = append(people, fmt.Sprintf("person%d@acme.example", i))
	}
	return people
}

const movingCommon = `
locals {
  people = [for i in range(8) : "person${i}@acme.example"]
}

resource "losant_organization_member" "replaced" {
  organization_id = ORG_replaced
  email           = "person0@acme.example"
  role            = "edit"
  lifecycle { create_before_destroy = true }
}

resource "losant_instance_member" "replaced" {
  email = "person0@acme.example"
  role  = "view"
  lifecycle { create_before_destroy = true }
}

resource "losant_organization_members" "set" {
  organization_id = ORG_set
  members = merge({ "owner@acme.example" = { role = "admin" } }, { for p in local.people : p => { role = "view" } })
}
`

const movingBefore = movingCommon + `
resource "losant_organization_member" "viewers" {
  for_each        = toset(local.people)
  organization_id = ORG_renamed
  email           = each.key
  role            = "view"
}

resource "losant_organization_invitation" "invited" {
  for_each        = toset(["a@acme.example", "b@acme.example"])
  organization_id = ORG_invited
  email           = each.key
  role            = "view"
}

resource "losant_organization_member" "single" {
  for_each        = toset(local.people)
  organization_id = ORG_set
  email           = each.key
  role            = "view"
}
`

const movingAfter = movingCommon + `
resource "losant_organization_member" "editors" {
  for_each        = { for p in local.people : upper(p) => p }
  organization_id = ORG_renamed
  email           = each.value
  role            = "edit"
}

resource "losant_organization_member" "invited" {
  for_each        = toset(["a@acme.example", "b@acme.example"])
  organization_id = ORG_invited
  email           = each.key
  role            = "view"
}
`
