locals {
  customers = {
    "Red Barn Dairy"     = "estate"
    "Hillcrest Orchards" = "acre"
  }
}

module "customer" {
  source   = "./modules/customer"
  for_each = local.customers

  name = each.key
  plan = each.value
}
