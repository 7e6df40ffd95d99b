resource "losant_organization" "acme" {
  name = "Acme Farms"
}

data "losant_organization_invitations" "acme" {
  organization_id = losant_organization.acme.id
}

output "expired" {
  value = {
    for invitation in data.losant_organization_invitations.acme.invitations :
    invitation.email => invitation.invited_at if invitation.status == "expired"
  }
}
