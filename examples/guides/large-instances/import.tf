import {
  to = module.shard.losant_organization.customer["acme-farms"]
  id = "name:Acme Farms"
}
