terraform {
  required_providers {
    losant = {
      source = "losant/losant"
    }
  }
}

provider "losant" {
  default_tags = {
    managed-by = ["terraform"]
    plan       = ["basic"]
  }
}

# Has the tags region, managed-by and plan = basic.
resource "losant_organization" "borealis" {
  name = "Borealis Cold Chain"

  tags = {
    region = ["emea", "apac"]
  }
}

# Its own plan wins. It is still managed-by terraform.
resource "losant_organization" "acme" {
  name = "Acme Farms"

  tags = {
    plan = ["gold"]
  }
}

# Everything that Losant knows, the default tags too.
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
