# A customer of a reseller.
resource "losant_organization" "example" {
  name        = "Acme Farms"
  description = "Soil and climate monitoring for the Acme Farms group."
  referral_id = "crm-48213"

  # Limits that are not set here keep their current values.
  limits = {
    application = 5
    device      = 500
    member      = 25
    payload     = 2000000
    data_ttl    = 90 * 24 * 60 * 60
  }

  # A key can have several values.
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

# A trial: payloads stop at the end of the day, and no data is deleted. A destroy
# may delete it with everything in it, also if the provider block protects
# organizations.
resource "losant_organization" "trial" {
  name                   = "Borealis Cold Chain (trial)"
  payloads_enabled_until = "2035-06-30T23:59:59Z"
  on_equal_name          = "refuse"
  allow_data_loss        = ["destroy"]
  deletion_protection    = false

  limits = {
    device = 10
  }
}
