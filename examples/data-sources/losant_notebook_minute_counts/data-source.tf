resource "losant_organization" "acme" {
  name = "Acme Farms"
}

data "losant_notebook_minute_counts" "acme" {
  organization_id = losant_organization.acme.id
  last            = "30d"
}

output "notebook_minutes" {
  value = sum(data.losant_notebook_minute_counts.acme.counts[*].minutes)
}

output "failed_runs" {
  value = sum([for day in data.losant_notebook_minute_counts.acme.counts : day.errored + day.timeout])
}
