# A customer from before Terraform, imported by name.
import {
  to = losant_organization.acme
  id = "name:Acme Agriculture"
}

# Limits and settings that are not set here keep their current values.
resource "losant_organization" "acme" {
  name                       = "Acme Agriculture"
  description                = "Agriculture customer of Acme."
  referral_id                = "crm-10060"
  allowed_invitation_domains = ["acme.example.com"]

  tags = {
    region = ["emea"]
    stage  = ["staging"]
  }
}
