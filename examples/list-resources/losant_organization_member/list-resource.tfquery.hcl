# The administrators of one organization, including invited ones.
list "losant_organization_member" "admins" {
  provider = losant

  config {
    organization_id = "60106426dc03c6aad06540bb"
    role            = "admin"
    include_invited = true
  }
}
