resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# The payloads of one organization in one month, and where they came from.
data "losant_payload_counts" "acme" {
  organization_id = losant_organization.acme.id
  start           = "2026-01-01T00:00:00Z"
  end             = "2026-01-31T23:59:59Z"
}

output "device_state_by_origin" {
  value = { for entry in data.losant_payload_counts.acme.groups : entry.origin => entry.value if entry.group == "deviceState" }
}

# The payload bytes of the whole instance in the last 30 days.
data "losant_payload_counts" "traffic" {
  last     = "30d"
  as_bytes = true
}

output "gigabytes" {
  value = data.losant_payload_counts.traffic.total / 1e9
}

# The payloads of each sandbox, by the e-mail address of its user.
data "losant_instance_sandboxes" "all" {}

data "losant_payload_counts" "sandbox" {
  for_each = { for s in data.losant_instance_sandboxes.all.sandboxes : s.email => s.id }

  sandbox_id = each.value
  start      = "2026-01-01T00:00:00Z"
  end        = "2026-01-31T23:59:59Z"
}

output "payloads_by_sandbox" {
  value = { for email, counts in data.losant_payload_counts.sandbox : email => counts.total }
}
