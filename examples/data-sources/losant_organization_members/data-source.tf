resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# Everybody, including invited people.
data "losant_organization_members" "all" {
  organization_id = losant_organization.acme.id
  include_invited = true
}

output "not_joined_yet" {
  value = [for person in data.losant_organization_members.all.members : person.email if person.status != "active"]
}

# Administrators without multi-factor authentication.
data "losant_organization_members" "administrators" {
  organization_id = losant_organization.acme.id
  role            = "admin"
}

output "unprotected_administrators" {
  value = [
    for person in data.losant_organization_members.administrators.members :
    person.email if !person.two_factor_auth_enabled && !person.sso_linked
  ]
}
