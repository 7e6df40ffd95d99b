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
  # The key of a customer never changes, even if the name does.
  customers = { for row in csvdecode(file("${path.module}/customers.csv")) : row.key => row }
  people    = { for row in csvdecode(file("${path.module}/people.csv")) : row.customer => row... }
}

module "customer" {
  source   = "../.."
  for_each = local.customers

  name        = each.value.name
  tier        = each.value.tier
  trial_end   = each.value.trial_end
  referral_id = each.value.crm_id
  crm         = { "Account Owner" = each.value["Account Owner"], Region = each.value["Region"] }
  members     = lookup(local.people, each.key, null)
}

output "trials" {
  description = "The end of each trial."
  value       = { for key, customer in module.customer : local.customers[key].name => customer.trial_end if customer.trial_end != null }
}
