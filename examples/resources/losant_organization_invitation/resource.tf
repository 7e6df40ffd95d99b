resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# The person has to accept, even with a Losant account.
resource "losant_organization_invitation" "example" {
  organization_id = losant_organization.acme.id
  email           = "sam@acmefarms.example"
  role            = "edit"
}

# Only the owner of this address can accept the invitation. It is not sent again
# when it has expired or was rejected.
resource "losant_organization_invitation" "auditor" {
  organization_id   = losant_organization.acme.id
  email             = "auditor@audits.example"
  role              = "view"
  disallow_transfer = true
  resend_expired    = false
  reinvite          = false
}

output "not_accepted_yet" {
  value = [
    for invitation in [losant_organization_invitation.example, losant_organization_invitation.auditor] :
    invitation.email if invitation.status != "accepted"
  ]
}
