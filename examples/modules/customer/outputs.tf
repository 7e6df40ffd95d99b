output "id" {
  description = "ID of the organization."
  value       = losant_organization.this.id
}

output "limits" {
  description = "The limits of the tier and of the customer."
  value       = local.limits
}

output "tags" {
  description = "All tags of the organization, including the default tags of the provider."
  value       = losant_organization.this.tags_all
}

output "trial_end" {
  description = "End of the trial as a timestamp, or null."
  value       = local.trial_end
}

output "statuses" {
  description = "Status of each person in members and invitations, by e-mail address: active, invited, pending, expired or accepted."
  value = merge(
    { for email, invitation in losant_organization_invitation.this : email => invitation.status },
    try(losant_organization_members.this[0].statuses, {}),
  )
}
