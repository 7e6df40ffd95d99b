# All custom nodes of the instance. "terraform query -generate-config-out=found.tf"
# writes a resource block and an import block for each.
list "losant_instance_custom_node" "all" {
  provider         = losant
  include_resource = true
}
