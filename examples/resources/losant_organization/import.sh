# By id, in the provider's instance.
terraform import losant_organization.example 60106426dc03c6aad06540bb

# By id, in another instance: INSTANCE_ID/ORG_ID.
terraform import losant_organization.example 5f9b3c1de41a2b0007a3c9d1/60106426dc03c6aad06540bb

# By exact name, when only one organization has it. INSTANCE_ID/ may stand in front here too.
terraform import losant_organization.example 'name:Acme Farms'
