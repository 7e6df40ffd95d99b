terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

# What you sell, and what the page calls it.
locals {
  products = {
    application = "Applications"
    device      = "Devices"
    member      = "Members"
    payload     = "Payloads"
  }
}

# Today, the last whole month, and the month before it.
locals {
  today        = plantimestamp()
  last_month   = formatdate("YYYY-MM", timeadd(formatdate("YYYY-MM-01'T'00:00:00Z", local.today), "-24h"))
  month_before = formatdate("YYYY-MM", timeadd("${local.last_month}-01T00:00:00Z", "-24h"))
}

data "losant_instance" "this" {}

data "losant_organizations" "all" {}

data "losant_limit_allocation" "all" {}

data "losant_instance_usage" "all" {
  threshold = 0.8
}

data "losant_historical_summaries" "month" {
  for_each = toset([local.last_month, local.month_before])

  month = each.key
}
