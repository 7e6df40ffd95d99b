# Run it against losant-mock: terraform init && terraform test

variables {
  name    = "Acme Farms"
  tier    = "silver"
  limits  = { device = 150 }
  crm     = { "Account Owner" = "Kim Lee", Region = "emea; amer;", "Second Contact" = "" }
  members = [{ email = "Jane@acmefarms.example ", role = "admin" }]
  banner  = { message = "Support: support@reseller.example" }

  invitations = { "auditor@audits.example" = { role = "view" } }
}

run "trial" {
  variables {
    tier      = "trial"
    trial_end = "2035-06-30"
  }

  assert {
    condition     = losant_organization.this.payloads_enabled_until == "2035-06-30T23:59:59Z" && !losant_organization.this.deletion_protection
    error_message = "A trial ends with its last day, and may be destroyed."
  }
}

run "customer" {
  variables {
    former_id = run.trial.id # In OpenTofu, only variables can use another run.
  }

  assert {
    condition     = output.id == var.former_id && losant_organization.this.payloads_enabled && losant_organization.this.payloads_enabled_until == null
    error_message = "The trial becomes a customer in place, and payloads are processed."
  }

  assert {
    condition     = losant_organization.this.deletion_protection
    error_message = "A customer must be protected."
  }

  assert {
    condition     = output.limits == tomap({ application = 2, device = 150, member = 10, payload = 500000 })
    error_message = "The customer's own limit must take precedence over the tier's."
  }

  assert {
    condition = output.tags == tomap({
      tier            = toset(["silver"])
      "Account-Owner" = toset(["Kim Lee"])
      Region          = toset(["amer", "emea"])
    })
    error_message = "The tags differ from the CRM export: ${jsonencode(output.tags)}."
  }

  # A new mock has no accounts, so everybody is invited.
  assert {
    condition     = output.statuses == { "jane@acmefarms.example" = "invited", "auditor@audits.example" = "pending" }
    error_message = "The people differ: ${jsonencode(output.statuses)}."
  }
}

run "wrong_variables" {
  command = plan

  variables {
    name      = "Acme Farms "
    limits    = { device = "many" }
    trial_end = "June"
  }

  expect_failures = [var.name, var.limits, var.trial_end]
}

run "wrong_tier_and_people" {
  command = plan

  variables {
    tier    = "platinum"
    members = [{ email = null, role = null }, { email = "Auditor@audits.example", role = "edit" }, { email = "auditor@audits.example", role = "owner" }]
  }

  expect_failures = [losant_organization.this]
}

# The last apply permits the destruction at the end of the test. An empty text, as from
# a CSV file, is not set.
run "leaves" {
  variables {
    protected        = false
    payloads_enabled = false

    limits      = { device = "" }
    banner      = { message = "" }
    mfa_mode    = ""
    description = ""
    referral_id = ""
    trial_end   = ""
  }

  assert {
    condition     = output.limits["device"] == 100 && losant_organization.this.banner == null && losant_organization.this.mfa_mode == "notRequired"
    error_message = "An empty text must be treated as not set."
  }

  assert {
    condition     = !losant_organization.this.payloads_enabled
    error_message = "A customer who leaves is suspended."
  }
}
