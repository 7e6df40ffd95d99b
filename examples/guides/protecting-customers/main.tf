terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

# Every organization is protected, unless it says otherwise.
provider "losant" {
  deletion_protection = true
}

variable "acme_protected" {
  type    = bool
  default = true
}

variable "retention_days" {
  type    = number
  default = 90
}

variable "allow_data_loss" {
  type    = set(string)
  default = []
}
