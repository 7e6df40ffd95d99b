data "losant_instance_sandboxes" "leaver" {
  email           = "jane@acmefarms.example"
  include_deleted = true
}

data "losant_organizations" "of_leaver" {
  for_each  = toset(data.losant_instance_sandboxes.leaver.sandboxes[*].id)
  member_id = each.key
}

data "losant_organization_members" "with_leaver" {
  for_each = setunion(
    flatten(data.losant_instance_sandboxes.leaver.sandboxes[*].organizations[*].id),
    flatten([for found in data.losant_organizations.of_leaver : found.organizations[*].id]),
  )

  organization_id = each.key
}

output "roles_of_leaver" {
  value = {
    for id, list in data.losant_organization_members.with_leaver : id => one([
      for person in list.members : person.role if lower(person.email) == "jane@acmefarms.example"
    ])
  }
}
