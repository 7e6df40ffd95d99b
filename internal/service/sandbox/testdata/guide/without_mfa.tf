data "losant_instance_sandboxes" "without_mfa" {
  two_factor_auth_enabled = false
  sso_linked              = false
}
