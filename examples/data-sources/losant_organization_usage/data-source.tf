resource "losant_organization" "acme" {
  name = "Acme Farms"
  limits = {
    device  = 500
    member  = 25
    payload = 2000000
  }
}

# How much Acme uses of each limit. The warning starts at 90 % of a limit.
data "losant_organization_usage" "acme" {
  organization_id = losant_organization.acme.id
  threshold       = 0.9
}

output "devices_left" {
  value = data.losant_organization_usage.acme.usage.device.limit - data.losant_organization_usage.acme.usage.device.used
}

output "payloads_by_type" {
  value = data.losant_organization_usage.acme.payloads_by_type
}

# Warns in each plan while a limit is nearly used up.
check "acme_has_room" {
  assert {
    condition     = length(data.losant_organization_usage.acme.breached) == 0
    error_message = "Acme Farms needs more of: ${join(", ", data.losant_organization_usage.acme.breached)}."
  }
}
