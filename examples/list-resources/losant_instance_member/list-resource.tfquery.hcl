# Everybody who can view or manage the instance.
list "losant_instance_member" "all" {
  provider = losant
}
