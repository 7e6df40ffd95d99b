data "losant_instance_usage" "all" {
  threshold = 0.9
}

# Customers that use more than 90 % of a limit, the worst first.
output "near_their_limits" {
  value = [for b in data.losant_instance_usage.all.breached : "${b.name}: ${b.used} of ${b.limit} (${b.key})"]
}

# A page for a mail or a job summary: terraform output -raw report
output "report" {
  value = data.losant_instance_usage.all.report
}
