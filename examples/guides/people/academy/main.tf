terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

resource "losant_organization" "academy" {
  name = "Acme Academy"
}

data "losant_instance_sandboxes" "acme" {
  email = "*@acmefarms.example"
}

resource "losant_organization_member" "academy" {
  for_each = toset(data.losant_instance_sandboxes.acme.sandboxes[*].email)

  organization_id = losant_organization.academy.id
  email           = each.key
  role            = "view"
}
