resource "losant_instance_settings" "example" {
  # What a new organization gets unless it names other limits.
  default_organization_limits = {
    application = 5
    device      = 100
    member      = 10
  }

  mfa_mode = "notRequired"

  # The usage of the past month, by organization, on the first of each.
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
