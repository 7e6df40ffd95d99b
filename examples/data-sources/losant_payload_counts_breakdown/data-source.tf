resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# One day of an organization by hour, including payloads that are not billed.
data "losant_payload_counts_breakdown" "acme" {
  organization_id      = losant_organization.acme.id
  start                = "2026-01-31T00:00:00Z"
  end                  = "2026-01-31T23:59:59Z"
  resolution           = "1h"
  include_non_billable = true
}

output "busiest_hour" {
  value = max(data.losant_payload_counts_breakdown.acme.counts[*].value...)
}

# The whole instance by day.
data "losant_payload_counts_breakdown" "instance" {
  last = "30d"
}

output "payloads_by_day" {
  value = { for day in data.losant_payload_counts_breakdown.instance.counts : substr(day.date, 0, 10) => day.value }
}
