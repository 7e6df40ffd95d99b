# A custom node that every organization of the instance can use in its workflows.
resource "losant_instance_custom_node" "example" {
  name              = "Convert Fahrenheit"
  short_description = "Converts degrees Fahrenheit to degrees Celsius."
  category          = "data"
  docs_url          = "https://docs.example.com/nodes/convert-fahrenheit"
  supports          = ["cloud"]

  definition = jsonencode({
    triggers = [{
      key       = "start"
      type      = "customNodeStart"
      meta      = { category = "trigger", name = "customNodeStart", label = "Node Start", x = 60, y = 40 }
      outputIds = [["convert"]]
    }]

    nodes = [{
      id     = "convert"
      type   = "MathNode"
      config = { statements = [{ expression = "({{ data.fahrenheit }} - 32) * 5 / 9", resultPath = "data.celsius" }] }
      meta   = { category = "logic", name = "math", label = "Math", x = 60, y = 180 }
    }]

    customNodeConfig = {
      outputCount = 1
      resultMode  = "optional"
      fields      = [{ type = "numberTemplate", id = "fahrenheit", label = "Degrees Fahrenheit", required = true }]
    }
  })
}
