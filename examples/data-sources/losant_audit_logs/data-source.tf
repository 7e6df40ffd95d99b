resource "losant_organization" "acme" {
  name = "Acme Farms"
}

# Who changed the organization in the last week.
data "losant_audit_logs" "acme" {
  organization_id = losant_organization.acme.id
  last            = "7d"
  limit           = 500
}

output "changes" {
  value = [for entry in data.losant_audit_logs.acme.entries :
    "${entry.created_at} ${entry.actor_name}: ${entry.request_resource} ${entry.request_action}"
  ]
}

# What people deleted. Changes by API tokens are left out.
data "losant_audit_logs" "deleted_by_hand" {
  actor_type = "User"
  action     = "delete"
}
