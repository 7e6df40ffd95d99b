# A token for a pipeline. A new value in rotate replaces it. The new token is
# created before the old one is revoked.
resource "losant_instance_api_token" "example" {
  name        = "deployment pipeline"
  description = "Owned by the platform team."
  scopes      = ["instanceOrgs.*", "instanceOrg.*"]
  expires_at  = "2035-12-31T23:59:59Z"

  rotate = {
    quarter = "2026-Q4"
  }

  lifecycle {
    create_before_destroy = true
  }
}
