# A customer from before Terraform, found by its name.
import {
  to = losant_organization.acme
  id = "name:Acme Agriculture"
}

# Limits and switches that are not named here stay as they were found.
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
