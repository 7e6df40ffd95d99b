resource "losant_instance_notification_rule" "payloads" {
  name         = "payloads at 80 %"
  target_query = jsonencode({})
  callback_url = "https://hooks.example.com/losant"
  rule         = { type = "payloadUsage", threshold = 80 }
}

# The last ten notifications that the rule has sent in 2026 or later.
data "losant_instance_notification_rule_deliveries" "payloads" {
  notification_rule_id = losant_instance_notification_rule.payloads.id
  since                = "2026-01-01T00:00:00Z"
  limit                = 10
}

output "organizations_notified" {
  value = distinct([for d in data.losant_instance_notification_rule_deliveries.payloads.deliveries : d.organization_name])
}
