data "losant_organization_usage" "customer" {
  for_each = module.customer

  organization_id = each.value.id
  threshold       = 0.9
}

check "customers_have_room" {
  assert {
    condition     = alltrue([for usage in data.losant_organization_usage.customer : length(usage.breached) == 0])
    error_message = "Customers close to a limit: ${join("; ", [for name, usage in data.losant_organization_usage.customer : "${name} (${join(", ", usage.breached)})" if length(usage.breached) > 0])}."
  }
}
