import {
  to = losant_instance_api_token.example
  identity = {
    id = "6554f1a0c2b3d4e5f6a7b8c9"
  }
}
