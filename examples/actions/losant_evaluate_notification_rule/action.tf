# Run it by hand: terraform apply -invoke=action.losant_evaluate_notification_rule.payloads
action "losant_evaluate_notification_rule" "payloads" {
  config {
    notification_rule_id   = "60106426dc03c6aad0654000"
    ignore_frequency_check = true
  }
}
