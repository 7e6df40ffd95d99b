# The instance of the provider block.
data "losant_instance" "current" {}

# Half of the devices that the instance allows.
output "device_limit_of_a_large_customer" {
  value = floor(data.losant_instance.current.limits.device / 2)
}

output "audit_logs_allowed" {
  value = data.losant_instance.current.allow_audit_logging
}
