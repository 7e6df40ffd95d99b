terraform {
  required_version = ">= 1.16"

  required_providers {
    losant = {
      source = "losant/losant"
    }
  }
}

# The invitation of the resource that the action is called from.
action "losant_resend_invitation" "again" {
  config {
    organization_id = caller.organization_id
    email           = caller.email
  }
}

action "losant_generate_report" "last" {
  config {
    email = "billing@reseller.example"
  }
}

resource "losant_organization" "trial" {
  name = "Acme Trial"

  lifecycle {
    action_trigger {
      events     = [before_destroy]
      actions    = [action.losant_generate_report.last]
      on_failure = continue
    }
  }
}

resource "losant_organization_invitation" "trial" {
  for_each = toset(["jane@acmefarms.example", "sam@acmefarms.example"])

  organization_id = losant_organization.trial.id
  email           = each.key
  role            = "admin"

  lifecycle {
    action_trigger {
      events    = [after_update]
      condition = false # Only by hand.
      actions   = [action.losant_resend_invitation.again]
    }
  }
}

# A destroy keeps this organization in Losant, and only stops managing it.
resource "losant_organization" "production" {
  name = "Acme Production"

  lifecycle {
    destroy = false
  }
}
