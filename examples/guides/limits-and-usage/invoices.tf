variable "month" {
  type    = string
  default = "2025-12"
}

data "losant_historical_summaries" "month" {
  month = var.month
}

locals {
  invoices = [
    for s in data.losant_historical_summaries.month.summaries : {
      customer = replace(s.resource_name, "/([|\\\\])/", "\\$1")
      payloads = coalesce(s.counts.payload, 0)
      devices  = coalesce(s.counts.device_prorated, 0)
    }
  ]
}

output "invoices" {
  value = join("\n", concat(
    ["| customer | payloads | devices | amount |", "| --- | ---: | ---: | ---: |"],
    [for i in local.invoices : format("| %s | %d | %.2f | %.2f |", i.customer, i.payloads, i.devices, i.payloads / 1000 * 0.2 + i.devices * 1.5)],
  ))
}
