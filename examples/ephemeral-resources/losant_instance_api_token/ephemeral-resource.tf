# A token for this run that can manage organizations and nothing else.
ephemeral "losant_instance_api_token" "organizations" {
  scopes     = ["instance.get", "instanceOrgs.*", "instanceOrg.*"]
  expires_in = "30m"
}

provider "losant" {
  alias     = "organizations"
  api_token = ephemeral.losant_instance_api_token.organizations.token
}

resource "losant_organization" "acme" {
  provider = losant.organizations
  name     = "Acme Farms"
}
