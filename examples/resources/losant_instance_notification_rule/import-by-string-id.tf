import {
  to = losant_instance_notification_rule.example
  id = "6555a2b1d3c4e5f6a7b8c9d0"
}
