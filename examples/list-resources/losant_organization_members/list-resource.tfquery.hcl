# The members of all organizations. "terraform query -generate-config-out=found.tf"
# writes a resource block and an import block for each organization.
list "losant_organization_members" "all" {
  provider         = losant
  include_resource = true
  limit            = 1000
}
