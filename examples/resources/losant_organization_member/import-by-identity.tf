import {
  to = losant_organization_member.example
  identity = {
    organization_id = "60106426dc03c6aad06540bb"
    person          = "jane@acmefarms.example"
  }
}
