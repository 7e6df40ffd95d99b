# Jo has a Losant account and is a member at once; Sam has none, and is invited.
resource "losant_organization_member" "jo" {
  organization_id = losant_organization.dairy.id
  email           = "jo@redbarn.example"
  role            = "admin"
}

resource "losant_organization_member" "sam" {
  organization_id = losant_organization.dairy.id
  email           = "sam@redbarn.example"
  role            = "edit"
}

# Everybody in the orchard's organization: nobody else is to be in it.
resource "losant_organization_members" "orchard" {
  organization_id = losant_organization.orchard.id
  members         = { "kim@hillcrest.example" = { role = "admin" } }
}
