terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

resource "losant_organization" "acme" {
  name = "Acme Farms"
}
