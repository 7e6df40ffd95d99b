resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# Who would be removed if the organization required multi-factor authentication
# for everybody?
data "losant_mfa_impact" "acme" {
  organization_id = losant_organization.acme.id
  mfa_mode        = "required"
}

output "to_be_warned" {
  value = data.losant_mfa_impact.acme.removed
}

# The same for the members of the instance itself.
data "losant_mfa_impact" "instance" {
  mfa_mode = "adminRequired"
}

check "an_administrator_remains" {
  assert {
    condition     = data.losant_mfa_impact.instance.remaining_administrators > 0
    error_message = "Nobody could manage the instance any more."
  }
}
