# Notifies the account team and the customer's administrators when a paying
# organization has used 80 % of its payloads.
resource "losant_instance_notification_rule" "example" {
  name        = "payloads at 80 %"
  description = "Owned by the account team."

  target_query = jsonencode({
    tags = { plan = { "$in" = ["gold", "silver"] } }
  })

  rule = {
    type          = "payloadUsage"
    threshold     = 80
    max_frequency = "billingCycle"
  }

  email = {
    subject_template  = "80 % of your payloads are used"
    body_template     = "Four fifths of this billing cycle's payloads are used."
    send_to_target    = "admins"
    send_to_addresses = ["accounts@example.com"]
  }

  callback_url = "https://hooks.example.com/losant"
}
