resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# By ID.
data "losant_organization" "acme" {
  id = losant_organization.acme.id
}

# By exact name. depends_on is needed only if the same configuration creates the
# organization.
data "losant_organization" "by_name" {
  name       = "Acme Farms"
  depends_on = [losant_organization.acme]
}

output "acme_device_limit" {
  value = data.losant_organization.acme.limits.device
}

output "acme_usage_period_ends" {
  value = data.losant_organization.by_name.current_period_end
}
