resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# What sales has agreed. The platform team owns other limits elsewhere.
resource "losant_organization_limits" "example" {
  organization_id = losant_organization.acme.id

  limits = {
    device  = 500
    member  = 25
    payload = 2000000
  }
}
