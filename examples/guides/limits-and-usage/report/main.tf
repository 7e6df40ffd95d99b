terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

data "losant_instance_usage" "all" {
  threshold = 0.9
}

output "report" {
  value     = data.losant_instance_usage.all.report
  sensitive = true
}
