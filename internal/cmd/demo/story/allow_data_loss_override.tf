# Terraform merges an override file into the resource of the same name.
resource "losant_organization" "acme" {
  allow_data_loss = true
}
