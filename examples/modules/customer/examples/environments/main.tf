# One organization for each environment. for_each takes the place of workspaces:
# one plan shows all environments, and one state contains them.
terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

locals {
  # What differs. All other arguments of the module are the same everywhere.
  environments = {
    development = { tier = "trial", protected = false, read_only = false }
    staging     = { tier = "silver", protected = false, read_only = true }
    production  = { tier = "gold", protected = true, read_only = true }
  }
}

module "environment" {
  source   = "../.."
  for_each = local.environments

  name      = "Acme Farms (${each.key})"
  tier      = each.value.tier
  protected = each.value.protected
  read_only = each.value.read_only
  tags      = { environment = [each.key] }

  banner = each.key == "production" ? null : {
    message = "This is the ${each.key} environment."
  }

  members = [
    { email = "jane@acmefarms.example", role = "admin" },
    { email = "bob@acmefarms.example", role = each.key == "production" ? "view" : "edit" },
  ]
}

output "ids" {
  value = { for name, environment in module.environment : name => environment.id }
}
