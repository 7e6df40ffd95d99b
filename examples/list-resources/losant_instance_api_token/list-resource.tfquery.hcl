# All API tokens of the instance. Their secrets are not listed.
list "losant_instance_api_token" "all" {
  provider = losant
}
