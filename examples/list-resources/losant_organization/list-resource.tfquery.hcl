# All organizations. "terraform query -generate-config-out=found.tf" writes them
# down as resources, each with the import block that adopts it.
list "losant_organization" "all" {
  provider = losant
  limit    = 5000
}

# Those of one plan, with all their attributes.
list "losant_organization" "gold" {
  provider         = losant
  include_resource = true

  config {
    name = "Acme *"
    tags = { plan = ["gold", "platinum"] }
  }
}

# Anything that the query language of Losant can say.
list "losant_organization" "read_only" {
  provider = losant

  config {
    query = jsonencode({ isReadOnly = true })
  }
}
