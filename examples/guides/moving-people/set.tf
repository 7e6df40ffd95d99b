resource "losant_organization_members" "all" {
  organization_id = var.organization_id
  members = {
    "owner@example.com" = { role = "admin" }
    "jane@example.com"  = { role = "edit" }
    "bob@example.com"   = { role = "view" }
    "mary@example.com"  = { role = "view" }
  }
}

import {
  to = losant_organization_members.all
  id = var.organization_id
}

removed {
  from = losant_organization_member.viewers
  lifecycle { destroy = false }
}

removed {
  from = losant_organization_member.editors
  lifecycle { destroy = false }
}

removed {
  from = losant_organization_member.mary
  lifecycle { destroy = false }
}
