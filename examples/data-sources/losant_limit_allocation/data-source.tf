data "losant_limit_allocation" "all" {}

# What is left to sell. Null if the instance has no such limit.
output "headroom" {
  value = {
    for name in ["application", "device", "member", "payload"] :
    name => data.losant_limit_allocation.all.limits[name].headroom
  }
}

output "sold_more_than_there_is" {
  value = [for name, limit in data.losant_limit_allocation.all.limits : name if limit.over_allocated]
}

output "large_customers" {
  value = length([
    for organization in data.losant_limit_allocation.all.organizations :
    organization if coalesce(organization.limits.device, 0) > 1000
  ])
}

output "devices" {
  value = data.losant_limit_allocation.all.limits["device"]
}
