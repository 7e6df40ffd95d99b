# All customers on the gold plan in either of two regions.
data "losant_organizations" "gold" {
  tags = {
    plan   = ["gold"]
    region = ["emea", "amer"]
  }
}

output "gold_customers" {
  value = { for org in data.losant_organizations.gold.organizations : org.name => org.id }
}

# Organizations whose name begins with "Acme", and that do not require multi-factor
# authentication.
data "losant_organizations" "insecure" {
  name     = "Acme*"
  mfa_mode = "notRequired"
}

# A query of the Losant API, for conditions that the other filters do not have.
data "losant_organizations" "recently_changed" {
  query = jsonencode({
    lastUpdated = { "$gte" = "2026-01-01T00:00:00.000Z" }
    tags        = { plan = { "$in" = ["gold", "silver"] } }
  })
}
