terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

provider "losant" {
  default_tags = {
    managed-by = ["terraform"]
    plan       = ["basic"]
  }
}

# Its tags are region, managed-by and plan = basic.
resource "losant_organization" "borealis" {
  name = "Borealis Cold Chain"

  tags = {
    region = ["emea", "apac"]
  }
}

# Its own plan tag wins. It still has the default tag managed-by.
resource "losant_organization" "acme" {
  name = "Acme Farms"

  tags = {
    plan = ["gold"]
  }
}

# All tags in Losant, including the default tags.
output "acme_tags" {
  value = losant_organization.acme.tags_all
}

# Who is on the gold plan?
data "losant_organizations" "gold" {
  tags = {
    plan = ["gold"]
  }

  depends_on = [losant_organization.acme, losant_organization.borealis]
}

output "gold_customers" {
  value = data.losant_organizations.gold.organizations[*].name
}
