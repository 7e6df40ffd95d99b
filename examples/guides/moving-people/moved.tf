resource "losant_organization_member" "viewers" {
  for_each        = toset(["bob@example.com"])
  organization_id = var.organization_id
  email           = each.key
  role            = "view"
}

resource "losant_organization_member" "editors" {
  for_each        = toset(["jane@example.com"])
  organization_id = var.organization_id
  email           = each.key
  role            = "edit"
}

resource "losant_organization_member" "mary" {
  organization_id = var.organization_id
  email           = "mary@example.com"
  role            = "view"
}

moved {
  from = losant_organization_member.viewers["jane@example.com"]
  to   = losant_organization_member.editors["jane@example.com"]
}

moved {
  from = losant_organization_invitation.mary
  to   = losant_organization_member.mary
}
