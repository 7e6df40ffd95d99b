resource "losant_organization_member" "viewers" {
  for_each        = toset(["jane@example.com", "bob@example.com"])
  organization_id = var.organization_id
  email           = each.key
  role            = "view"
}

resource "losant_organization_invitation" "mary" {
  organization_id = var.organization_id
  email           = "mary@example.com"
  role            = "view"
}
