terraform {
  required_version = ">= 1.5"

  required_providers {
    losant = {
      source  = "losant/losant"
      version = ">= 0.1.0"
    }
  }
}
