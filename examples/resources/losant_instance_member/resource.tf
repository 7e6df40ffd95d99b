# A person who manages the instance and all its organizations.
resource "losant_instance_member" "example" {
  email = "jane@acmefarms.example"
  role  = "admin"
}
