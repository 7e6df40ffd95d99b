# All organizations. "terraform query -generate-config-out=found.tf" writes a
# resource block and an import block for each.
list "losant_organization" "all" {
  provider = losant
  limit    = 5000
}

# Organizations on two plans, with all their attributes.
list "losant_organization" "gold" {
  provider         = losant
  include_resource = true

  config {
    name = "Acme *"
    tags = { plan = ["gold", "platinum"] }
  }
}

# Any query in the query language of Losant.
list "losant_organization" "read_only" {
  provider = losant

  config {
    query = jsonencode({ isReadOnly = true })
  }
}
