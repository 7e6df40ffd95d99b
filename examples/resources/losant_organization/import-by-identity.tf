import {
  to = losant_organization.example
  identity = {
    id = "60106426dc03c6aad06540bb"
  }
}
