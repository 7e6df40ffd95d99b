terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

# Reads LOSANT_API_TOKEN and LOSANT_INSTANCE_ID from the environment.
provider "losant" {
  default_tags = {
    managed-by = ["terraform"]
  }
}
