resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# A person without a Losant account is invited, and followed to the membership.
resource "losant_organization_member" "example" {
  organization_id = losant_organization.acme.id
  email           = "jane@acmefarms.example"
  role            = "admin"
}

# One resource for each person.
resource "losant_organization_member" "viewers" {
  for_each        = toset(["bob@acmefarms.example", "eve@acmefarms.example"])
  organization_id = losant_organization.acme.id
  email           = each.key
  role            = "view"

  # Expired invitations are not sent again.
  resend_expired = false
}
