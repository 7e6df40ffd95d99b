data "losant_instance_sandboxes" "acme" {
  email = "*@acmefarms.example"
}

resource "losant_organization_member" "acme" {
  for_each = toset(data.losant_instance_sandboxes.acme.sandboxes[*].email)

  organization_id = losant_organization.acme.id
  email           = each.key
  role            = "view"
}
