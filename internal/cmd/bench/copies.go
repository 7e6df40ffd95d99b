package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

const floorConfig = `
resource "terraform_data" "this" {
  count = %d
  input = {
    name        = "Customer ${count.index}"
    description = "Customer number ${count.index}"
    customer    = "c-${count.index}"
    device      = 500
    member      = 50
  }
}
`

// The members use the ID of their organization. With a reference, Terraform would
// evaluate all organizations for each member.
const config = `
terraform {
  required_providers {
    losant = { source = "losant/losant" }
  }
}

resource "losant_organization" "this" {
  count       = %d
  name        = "Customer ${count.index}"
  description = "Customer number ${count.index}"
  tags        = { customer = ["c-${count.index}"], tier = ["gold"] }
  limits      = { device = 500, member = 50 }
}

resource "losant_organization_member" "this" {
  count           = %d
  organization_id = %s
  email           = "person-${count.index}@acme.example"
  role            = "view"
}
`

// oneOrganization is the ID of the first organization in HCL.
const oneOrganization = "losant_organization.this[0].id"

type attributes = map[string]any

// copyAll copies the one existing object of each type until there are as many as the
// case has.
func (c testcase) copyAll(b *bed, body mockserver.Doc) error {
	for _, org := range b.mock.Organizations() {
		b.mock.RemoveOrganization(fmt.Sprint(org["id"]))
	}
	b.mock.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"organization": c.organizations + c.others}})
	ids := make([]string, c.organizations)
	for i := range c.organizations + c.others {
		body["name"], body["description"] = fmt.Sprintf("Customer %d", i), fmt.Sprintf("Customer number %d", i)
		body["tags"] = []any{mockserver.Doc{"key": "customer", "value": fmt.Sprintf("c-%d", i)}, mockserver.Doc{"key": "tier", "value": "gold"}}
		if id := b.mock.AddOrganization(body); i < c.organizations {
			ids[i] = id
		}
	}
	users := make([]string, c.organizations*c.members)
	for i := range users {
		users[i] = b.mock.AddMember(ids[i/c.members], mockserver.Doc{"email": email(i), "role": "view"})
	}
	counts := map[string]int{"losant_organization": c.organizations, "losant_organization_member": len(users)}
	err := multiply(b.Dir, counts, func(kind string, i int, a attributes) {
		if kind == "losant_organization" {
			shown := b.mock.Organization(ids[i])
			a["id"], a["name"], a["description"], a["created_at"] = ids[i], shown["name"], shown["description"], shown["creationDate"]
			tags := map[string][]string{"customer": {fmt.Sprintf("c-%d", i)}, "tier": {"gold"}}
			a["tags"], a["tags_all"] = tags, tags
			return
		}
		org := ids[i/c.members]
		a["id"], a["organization_id"], a["email"], a["user_id"] = org+"/"+email(i), org, email(i), users[i]
		a["status"], a["invitation_id"] = "active", nil
	})
	if err != nil {
		return err
	}
	text, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	if err := b.Write("ids.json", string(text)); err != nil {
		return err
	}
	reference := fmt.Sprintf(`jsondecode(file("ids.json"))[floor(count.index / %d)]`, max(1, c.members))
	return b.Write("main.tf", fmt.Sprintf(config, c.organizations, len(users), reference))
}

// template returns the request body of the first organization.
func (b *bed) template() mockserver.Doc {
	for _, req := range b.mock.Requests(http.MethodPost) {
		if body := req.JSON(); body["name"] != nil {
			return maps.Clone(body)
		}
	}
	return mockserver.Doc{}
}

func email(i int) string { return fmt.Sprintf("person-%d@acme.example", i) }

// multiply replaces the instances of each resource type in the state by count copies
// of the first. Edit changes each copy.
func multiply(dir string, counts map[string]int, edit func(kind string, i int, a attributes)) error {
	file := filepath.Join(dir, "terraform.tfstate")
	text, err := os.ReadFile(file) //nolint:gosec // The benchmark has created the folder.
	if err != nil {
		return err
	}
	var state map[string]any
	if err := json.Unmarshal(text, &state); err != nil {
		return err
	}
	resources, _ := state["resources"].([]any)
	state["resources"] = slices.DeleteFunc(resources, func(r any) bool {
		resource, _ := r.(map[string]any)
		kind, _ := resource["type"].(string)
		instances, _ := resource["instances"].([]any)
		if len(instances) == 0 {
			return true
		}
		first, _ := instances[0].(map[string]any)
		own, _ := first["attributes"].(map[string]any)
		delete(first, "dependencies")
		copies := make([]any, counts[kind])
		for i := range copies {
			a := maps.Clone(own)
			edit(kind, i, a)
			instance := maps.Clone(first)
			instance["index_key"], instance["attributes"] = i, a
			copies[i] = instance
		}
		resource["instances"] = copies
		return len(copies) == 0
	})
	if text, err = json.Marshal(state); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}
