# Thirty customers from two CSV files. In your own repository, write
# source = "github.com/losant/terraform-provider-losant//examples/modules/customer?ref=vX.Y.Z"
terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

locals {
  # The key of a customer never changes, even if the name does. A CSV file from Excel
  # begins with the mark "\ufeff".
  customers = { for row in csvdecode(trimprefix(file("${path.module}/customers.csv"), "\ufeff")) : row.key => row }
  people    = { for row in csvdecode(trimprefix(file("${path.module}/people.csv"), "\ufeff")) : row.customer => row... }
  strangers = setsubtract(keys(local.people), keys(local.customers))
}

module "customer" {
  source   = "../.."
  for_each = local.customers

  name        = each.value.name
  tier        = each.value.tier
  trial_end   = each.value.trial_end
  referral_id = each.value.crm_id
  crm         = { "Account Owner" = each.value["Account Owner"], Region = each.value["Region"] }
  members     = lookup(local.people, each.key, []) # If there is no row, the plan fails.
}

output "customers" {
  description = "How many customers there are."
  value       = length(local.customers)

  precondition {
    condition     = length(local.strangers) == 0
    error_message = "people.csv has people of customers that are not in customers.csv: ${join(", ", local.strangers)}."
  }
}

output "trials" {
  description = "The end of each trial."
  value       = { for key, customer in module.customer : local.customers[key].name => customer.trial_end if customer.trial_end != null }
}
