import {
  to = losant_instance_member.example
  id = "jane@acmefarms.example"
}
