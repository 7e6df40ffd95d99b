resource "losant_organization" "acme" {
  name = "Acme Farms"
  limits = {
    storage = provider::losant::byte_size("1.5GiB") # 1610612736
  }
}
