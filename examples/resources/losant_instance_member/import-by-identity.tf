import {
  to = losant_instance_member.example
  identity = {
    person = "jane@acmefarms.example"
  }
}
