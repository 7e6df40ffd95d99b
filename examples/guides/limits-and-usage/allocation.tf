data "losant_limit_allocation" "all" {
  depends_on = [module.customer]
}

output "allocation" {
  value = {
    for name in ["application", "device", "member", "payload"] :
    name => data.losant_limit_allocation.all.limits[name]
  }
}

check "not_oversold" {
  assert {
    condition     = !data.losant_limit_allocation.all.limits["device"].over_allocated
    error_message = "Sold devices exceed the limit of the instance by ${abs(data.losant_limit_allocation.all.limits["device"].headroom)}."
  }
}
