# The devices of the whole instance, by day, over the last four weeks.
data "losant_device_counts" "instance" {
  last = "4w"
}

output "devices_created" {
  value = sum(data.losant_device_counts.instance.counts[*].created)
}

# The devices of one organization in one month.
resource "losant_organization" "acme" {
  name = "Acme Farms"
}

data "losant_device_counts" "acme" {
  organization_id = losant_organization.acme.id
  start           = "2026-01-01T00:00:00Z"
  end             = "2026-01-31T23:59:59Z"
}

output "acme_devices_by_day" {
  value = { for day in data.losant_device_counts.acme.counts : substr(day.date, 0, 10) => day.total }
}
