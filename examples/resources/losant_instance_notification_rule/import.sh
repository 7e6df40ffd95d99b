# By rule ID.
terraform import losant_instance_notification_rule.example 6555a2b1d3c4e5f6a7b8c9d0

# In another instance: INSTANCE_ID/ in front.
terraform import losant_instance_notification_rule.example 5f9b3c1de41a2b0007a3c9d1/6555a2b1d3c4e5f6a7b8c9d0
