# All instances of the user whose API token the provider uses.
data "losant_instances" "all" {}

output "instance_ids" {
  value = { for instance in data.losant_instances.all.instances : instance.name => instance.id }
}

# Instances whose name begins with "Reseller".
data "losant_instances" "reseller" {
  name = "Reseller*"
}
