terraform {
  required_providers {
    losant = {
      source = "losant/losant"
    }
  }
}
