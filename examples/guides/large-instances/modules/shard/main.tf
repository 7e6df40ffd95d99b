terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

variable "shard" {
  type = number
}

variable "shards" {
  type = number
}

locals {
  # A CSV file from Excel begins with the mark "\ufeff".
  customers = { for row in csvdecode(trimprefix(file("${path.root}/../customers.csv"), "\ufeff")) : row.key => row }

  # A stable hash of the key decides, unless the file names the shard.
  shard_of = {
    for key, row in local.customers :
    key => row.shard == "" ? parseint(substr(sha256(key), 0, 8), 16) % var.shards : tonumber(row.shard)
  }
}

resource "losant_organization" "customer" {
  for_each = { for key, row in local.customers : key => row if local.shard_of[key] == var.shard }

  name   = each.value.name
  limits = { device = tonumber(each.value.devices) }
}
