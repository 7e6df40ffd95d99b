resource "losant_instance_custom_node" "source" {
  name = "Convert Fahrenheit"

  definition = jsonencode({
    triggers = [{ type = "customNodeStart", outputIds = [["debug"]] }]
    nodes    = [{ id = "debug", type = "DebugNode", config = { message = "converted" } }]
  })
}

# By exact name. depends_on is needed only if the same configuration creates the
# custom node.
data "losant_instance_custom_node" "source" {
  name       = "Convert Fahrenheit"
  depends_on = [losant_instance_custom_node.source]
}

# Copies the custom node.
resource "losant_instance_custom_node" "copy" {
  name       = "Convert Fahrenheit (copy)"
  definition = data.losant_instance_custom_node.source.definition
}
