terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

locals {
  # A CSV file from Excel begins with the mark "\ufeff".
  people = csvdecode(trimprefix(file("people.csv"), "\ufeff"))
}

resource "losant_organization" "customer" {
  for_each = toset(local.people[*].organization)
  name     = each.key
}

resource "losant_organization_members" "customer" {
  for_each = losant_organization.customer

  organization_id = each.value.id
  members         = { for row in local.people : row.email => { role = row.role } if row.organization == each.key }
  ignore          = ["*@reseller.example"]
}

output "not_accepted_yet" {
  value = { for name, all in losant_organization_members.customer : name => [for email, status in all.statuses : email if status != "active"] }
}
