resource "losant_instance_settings" "example" {
  # The limits of new organizations that do not set their own.
  default_organization_limits = {
    application = 5
    device      = 100
    member      = 10
  }

  mfa_mode = "notRequired"

  # A report on the first of each month: last month's usage by organization.
  report_configs = [
    {
      cron              = "0 6 1 * *"
      timezone          = "America/New_York"
      emails            = ["billing@reseller.example"]
      resource_group_by = "organization"
      date_group_by     = "month"
      periods           = 1
    },
  ]
}
