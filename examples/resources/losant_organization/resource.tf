# A customer of a reseller, with a plan of its own.
resource "losant_organization" "example" {
  name        = "Acme Farms"
  description = "Soil and climate monitoring for the Acme Farms group."
  referral_id = "crm-48213"

  # Limits that are not named here are left as they are.
  limits = {
    application = 5
    device      = 500
    member      = 25
    payload     = 2000000
    data_ttl    = 90 * 24 * 60 * 60
  }

  # A key may carry several values.
  tags = {
    plan   = ["gold"]
    region = ["emea", "amer"]
  }

  mfa_mode                   = "adminRequired"
  allowed_invitation_domains = ["acmefarms.example"]

  banner = {
    level   = "info"
    message = "Support: **support@reseller.example**"
  }
}

# A trial: payloads stop at the end of the given day, and nothing is lost.
resource "losant_organization" "trial" {
  name                   = "Borealis Cold Chain (trial)"
  payloads_enabled_until = "2035-06-30T23:59:59Z"

  limits = {
    device = 10
  }
}
