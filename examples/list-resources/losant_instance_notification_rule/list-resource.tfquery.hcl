# All notification rules of the instance.
list "losant_instance_notification_rule" "all" {
  provider         = losant
  include_resource = true
}
