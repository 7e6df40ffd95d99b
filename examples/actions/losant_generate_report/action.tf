# Run it by hand: terraform apply -invoke=action.losant_generate_report.january
action "losant_generate_report" "january" {
  config {
    email             = "billing@reseller.example"
    resource_group_by = "organization"
    date_group_by     = "day"
    start             = "2026-01-01T00:00:00Z"
    end               = "2026-01-31T23:59:59Z"
  }
}

# Or run it whenever an organization changes, and send the report to your own system.
action "losant_generate_report" "to_billing" {
  config {
    callback_url    = "https://billing.reseller.example/losant"
    include_sandbox = false
  }
}

resource "losant_organization" "acme" {
  name = "Acme Farms"

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.losant_generate_report.to_billing]
    }
  }
}
