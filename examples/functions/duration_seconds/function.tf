resource "losant_organization" "acme" {
  name = "Acme Farms"
  limits = {
    data_ttl = provider::losant::duration_seconds("90d") # 7776000
  }
}
