import {
  to = losant_instance_settings.example
  identity = {
    instance_id = "5f9b3c1de41a2b0007a3c9d1"
  }
}
