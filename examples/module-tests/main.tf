terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

variable "name" {
  type        = string
  description = "Name of the customer."
}

variable "plan" {
  type        = string
  description = "What the customer has bought."

  validation {
    condition     = contains(["silver", "gold"], var.plan)
    error_message = "The plan must be silver or gold."
  }
}

variable "administrators" {
  type        = set(string)
  description = "E-mail addresses of those who manage the organization."
}

locals {
  plans = {
    silver = { device = 100, member = 10 }
    gold   = { device = 2000, member = 50 }
  }
}

resource "losant_organization" "this" {
  name   = var.name
  limits = local.plans[var.plan]
  tags   = { plan = [var.plan] }
}

resource "losant_organization_member" "administrators" {
  for_each = var.administrators

  organization_id = losant_organization.this.id
  email           = each.key
  role            = "admin"
}

output "id" {
  value = losant_organization.this.id
}
