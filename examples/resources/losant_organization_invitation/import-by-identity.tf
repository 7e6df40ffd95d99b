import {
  to = losant_organization_invitation.example
  identity = {
    organization_id = "60106426dc03c6aad06540bb"
    person          = "sam@acmefarms.example"
  }
}
