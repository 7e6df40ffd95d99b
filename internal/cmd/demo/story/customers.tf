# Greenfield resells Losant to farms. Each customer is an organization.

terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

# The address, the token and the instance come from the environment.
provider "losant" {
  drift_attribution = true

  default_tags = {
    managed-by = ["terraform"]
  }
}

# What Greenfield sells. Limits that are not named keep the instance's defaults.
locals {
  plans = {
    acre   = { application = 1, device = 50, member = 5 }
    estate = { application = 5, device = 500, member = 40 }
  }
}

resource "losant_organization" "dairy" {
  name        = "Red Barn Dairy"
  description = "Milk tanks and cow collars."
  referral_id = "crm-2071"
  limits      = local.plans.estate
  mfa_mode    = "adminRequired"

  tags = {
    plan   = ["estate"]
    region = ["amer"]
  }
}

resource "losant_organization" "orchard" {
  name                       = "Hillcrest Orchards"
  description                = "Frost alarms and irrigation."
  referral_id                = "crm-2115"
  limits                     = local.plans.estate
  allowed_invitation_domains = ["hillcrest.example"]

  tags = {
    plan   = ["estate"]
    region = ["amer", "emea"]
  }

  banner = {
    level   = "info"
    message = "Harvest support: **+1 555 0100**"
  }
}

# Harvest is over: payloads rest until spring, and nothing is lost.
resource "losant_organization" "vineyard" {
  name             = "Stony Creek Vineyards"
  referral_id      = "crm-2240"
  limits           = local.plans.acre
  payloads_enabled = false

  tags = {
    plan = ["acre"]
  }
}
