# Everybody with an address of one domain.
data "losant_instance_sandboxes" "acme" {
  email = "*@acmefarms.example"
}

# People who have neither multi-factor authentication nor SSO.
data "losant_instance_sandboxes" "without_mfa" {
  two_factor_auth_enabled = false
  sso_linked              = false
}

output "without_mfa" {
  value = [for person in data.losant_instance_sandboxes.without_mfa.sandboxes : person.email]
}

resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# They become members at once, because they have an account.
resource "losant_organization_member" "acme" {
  for_each = toset(data.losant_instance_sandboxes.acme.sandboxes[*].email)

  organization_id = losant_organization.acme.id
  email           = each.key
  role            = "view"
}
