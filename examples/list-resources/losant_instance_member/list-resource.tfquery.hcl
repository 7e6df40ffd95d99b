# Everybody who can see or manage the instance.
list "losant_instance_member" "all" {
  provider = losant
}
