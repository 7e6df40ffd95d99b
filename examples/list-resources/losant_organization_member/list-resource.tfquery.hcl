# The administrators of one organization, including invited ones.
list "losant_organization_member" "admins" {
  provider = losant

  config {
    organization_id = "60106426dc03c6aad06540bb"
    role            = "admin"
    include_invited = true
  }
}

# Everybody in each organization of a plan: a list for each result of another list.
list "losant_organization" "gold" {
  provider = losant
  limit    = 1000

  config {
    tags = { plan = ["gold"] }
  }
}

list "losant_organization_member" "everybody" {
  for_each = toset([for organization in list.losant_organization.gold.data : organization.identity.id])

  provider         = losant
  include_resource = true
  limit            = 1000

  config {
    organization_id = each.key
    include_invited = true
  }
}
