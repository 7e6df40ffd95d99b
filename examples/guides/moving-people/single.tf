locals {
  people = {
    "jane@example.com" = "edit"
    "bob@example.com"  = "view"
    "mary@example.com" = "view"
  }
}

resource "losant_organization_member" "people" {
  for_each        = local.people
  organization_id = var.organization_id
  email           = each.key
  role            = each.value
}

import {
  for_each = local.people
  to       = losant_organization_member.people[each.key]
  id       = "${var.organization_id}/${each.key}"
}

removed {
  from = losant_organization_members.all
  lifecycle { destroy = false }
}
