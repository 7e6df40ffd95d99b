resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# Everybody in the organization. The plan names anybody else, and the apply removes
# them.
resource "losant_organization_members" "example" {
  organization_id = losant_organization.acme.id

  members = {
    "jane@acmefarms.example" = { role = "admin" }
    "bob@acmefarms.example"  = { role = "edit" }
    "eve@acmefarms.example"  = { role = "view" }
  }

  # The reseller's support account joins and leaves as needed.
  ignore = ["support@reseller.example"]
}
