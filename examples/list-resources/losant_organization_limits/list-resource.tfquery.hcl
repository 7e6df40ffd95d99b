# The limits of the organizations on one plan.
list "losant_organization_limits" "gold" {
  provider         = losant
  include_resource = true
  limit            = 1000

  config {
    tags = { plan = ["gold"] }
  }
}
