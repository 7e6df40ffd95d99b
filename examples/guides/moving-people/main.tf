terraform {
  required_providers {
    losant = { source = "losant/losant" }
  }
}

variable "organization_id" {
  type = string
}
