# A root module of its own, which manages nothing: it reads all customers, also those
# that Terraform does not manage.

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

locals {
  usage = data.losant_instance_usage.all
  bars  = [for n in range(21) : join("", [for i in range(20) : i < n ? "█" : "░"])]
}

output "page" {
  value = join("\n", concat(
    ["${length(local.usage.organizations)} customers, ${length(local.usage.breached)} limits above 90 %. The first are:"],
    [
      for b in slice(local.usage.breached, 0, 6) :
      format("  %-24s %-12s %s %3.0f %%", b.name, b.key, local.bars[floor(min(1, b.ratio) * 20)], b.ratio * 100)
    ],
  ))
}
