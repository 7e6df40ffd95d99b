resource "losant_instance_custom_node" "convert" {
  name = "Convert Fahrenheit"

  definition = jsonencode({
    triggers = [{ type = "customNodeStart", outputIds = [["debug"]] }]
    nodes    = [{ id = "debug", type = "DebugNode", config = { message = "converted" } }]
  })
}

# The runs of the last week, by day.
data "losant_instance_custom_node_stats" "convert" {
  custom_node_id = losant_instance_custom_node.convert.id
  last           = "7d"
  resolution     = "1d"
}

output "runs_of_the_week" {
  value = sum(concat([0], data.losant_instance_custom_node_stats.convert.metrics[*].runs))
}
