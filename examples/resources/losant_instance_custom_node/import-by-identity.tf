import {
  to = losant_instance_custom_node.example
  identity = {
    id = "6556b3c2e4d5f6a7b8c9d0e1"
  }
}
