list "losant_organization" "all" {
  provider = losant
  limit    = 1000
}
