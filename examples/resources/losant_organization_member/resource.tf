resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# Somebody who has no Losant account yet is invited, and followed from there.
resource "losant_organization_member" "example" {
  organization_id = losant_organization.acme.id
  email           = "jane@acmefarms.example"
  role            = "admin"
}

# One resource for each of several people.
resource "losant_organization_member" "viewers" {
  for_each        = toset(["bob@acmefarms.example", "eve@acmefarms.example"])
  organization_id = losant_organization.acme.id
  email           = each.key
  role            = "view"

  # An invitation that has expired is left for people to sort out.
  resend_expired = false
}
