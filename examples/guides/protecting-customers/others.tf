# A trial may be destroyed, as long as it is empty.
resource "losant_organization" "trial" {
  name                = "Borealis Cold Chain (trial)"
  deletion_protection = false
}

resource "losant_organization" "vineyard" {
  name                = "Upland Vineyards"
  deletion_protection = false

  lifecycle {
    prevent_destroy = true
  }
}
