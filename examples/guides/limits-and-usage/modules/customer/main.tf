terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

variable "name" {
  type = string
}

variable "plan" {
  type = string
  validation {
    condition     = contains(["acre", "estate"], var.plan)
    error_message = "The plan must be \"acre\" or \"estate\"."
  }
}

# The limits of each plan. All other limits keep the defaults of the instance.
locals {
  plans = {
    acre   = { application = 1, device = 50, member = 5, payload = 200000 }
    estate = { application = 5, device = 500, member = 40, payload = 2000000 }
  }
}

resource "losant_organization" "this" {
  name   = var.name
  limits = local.plans[var.plan]

  tags = {
    plan = [var.plan]
  }
}

output "id" {
  value = losant_organization.this.id
}
