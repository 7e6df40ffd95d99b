resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# The limits that sales owns. The platform team manages other limits elsewhere.
resource "losant_organization_limits" "example" {
  organization_id = losant_organization.acme.id

  limits = {
    device  = 500
    member  = 25
    payload = 2000000
  }
}
