resource "losant_instance_custom_node" "convert" {
  name = "Convert Fahrenheit"

  definition = jsonencode({
    triggers = [{ type = "customNodeStart", outputIds = [["debug"]] }]
    nodes    = [{ id = "debug", type = "DebugNode", config = { message = "converted" } }]
  })
}

# The ten newest errors of the last week.
data "losant_instance_custom_node_errors" "convert" {
  custom_node_id = losant_instance_custom_node.convert.id
  last           = "7d"
  limit          = 10
}

output "errors_of_the_week" {
  value = [for e in data.losant_instance_custom_node_errors.convert.errors : "${e.date}: ${coalesce(e.message, e.name, "no message")}"]
}
