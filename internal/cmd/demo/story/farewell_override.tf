# Terraform merges an override file into the resources that it names.
resource "losant_organization" "acme" {
  allow_data_loss = ["destroy"]
}
