# The invitations that nobody has accepted yet.
list "losant_organization_invitation" "open" {
  provider         = losant
  include_resource = true

  config {
    organization_id = "60106426dc03c6aad06540bb"
  }
}
