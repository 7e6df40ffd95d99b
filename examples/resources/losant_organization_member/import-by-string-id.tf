import {
  to = losant_organization_member.example
  id = "60106426dc03c6aad06540bb/jane@acmefarms.example"
}
