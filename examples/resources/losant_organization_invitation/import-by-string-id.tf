import {
  to = losant_organization_invitation.example
  id = "60106426dc03c6aad06540bb/sam@acmefarms.example"
}
