resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# Everybody in the organization. Whoever else is there shows up in the plan, by
# name, and is removed.
resource "losant_organization_members" "example" {
  organization_id = losant_organization.acme.id

  members = {
    "jane@acmefarms.example" = { role = "admin" }
    "bob@acmefarms.example"  = { role = "edit" }
    "eve@acmefarms.example"  = { role = "view" }
  }

  # The reseller's own support account comes and goes as it needs to.
  ignore = ["support@reseller.example"]
}
