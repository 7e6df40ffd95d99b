resource "losant_organization" "acme" {
  name                = "Acme Farms"
  deletion_protection = var.acme_protected
  allow_data_loss     = var.allow_data_loss
  on_equal_name       = "refuse"

  limits = {
    data_ttl = var.retention_days * 24 * 60 * 60
  }
}
