terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

variable "email" {
  type        = string
  description = "E-mail address of the person who leaves."
}

data "losant_instance_sandboxes" "leaver" {
  email           = var.email
  include_deleted = true
}

# Losant does not document whether the ID of a sandbox is the user ID. So this
# configuration also uses the organizations that the sandbox lists.
data "losant_organizations" "leaver" {
  for_each  = toset(data.losant_instance_sandboxes.leaver.sandboxes[*].id)
  member_id = each.key
}

data "losant_organization_members" "leaver" {
  for_each = setunion(
    flatten(data.losant_instance_sandboxes.leaver.sandboxes[*].organizations[*].id),
    flatten([for found in data.losant_organizations.leaver : found.organizations[*].id]),
  )

  organization_id = each.key
}

locals {
  roles = merge([for id, all in data.losant_organization_members.leaver : {
    for person in all.members : id => person.role if lower(person.email) == lower(var.email)
  }]...)
}

import {
  for_each = local.roles
  to       = losant_organization_member.leaver[each.key]
  id       = "${each.key}/${var.email}"
}

resource "losant_organization_member" "leaver" {
  for_each = local.roles

  organization_id = each.key
  email           = var.email
  role            = each.value
}

output "roles" {
  value = local.roles
}
