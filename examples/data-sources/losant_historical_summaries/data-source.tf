# What all organizations used in a month.
data "losant_historical_summaries" "january" {
  month = "2026-01"
}

# An invoice for 2 cents per billable payload and 1.50 for each device, by the days that it existed.
output "invoices" {
  value = {
    for s in data.losant_historical_summaries.january.summaries :
    s.resource_name => coalesce(s.counts.payload, 0) * 0.02 + coalesce(s.counts.device_prorated, 0) * 1.5
  }
}
