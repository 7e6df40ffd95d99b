list "losant_organization" "all" {
  provider = losant
  limit    = 1000
}

list "losant_organization_members" "all" {
  provider = losant
  limit    = 1000
}
