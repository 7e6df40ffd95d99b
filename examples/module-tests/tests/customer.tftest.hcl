variables {
  name           = "Acme Farms"
  plan           = "silver"
  administrators = ["jane@acmefarms.example"]
}

run "new_customer" {
  assert {
    condition     = losant_organization.this.limits.device == 100
    error_message = "A silver customer may have 100 devices."
  }

  # A new mock has no accounts, so everybody who is added is invited.
  assert {
    condition     = losant_organization_member.administrators["jane@acmefarms.example"].status == "invited"
    error_message = "The administrator is invited."
  }
}

run "upgrade" {
  variables {
    plan      = "gold"
    former_id = run.new_customer.id # In OpenTofu, only variables can use another run.
  }

  assert {
    condition     = output.id == var.former_id
    error_message = "Another plan must not replace the organization."
  }

  assert {
    condition     = losant_organization.this.limits.device == 2000
    error_message = "A gold customer may have 2000 devices."
  }
}

run "unknown_plan" {
  command = plan

  variables {
    plan = "platinum"
  }

  expect_failures = [var.plan]
}
