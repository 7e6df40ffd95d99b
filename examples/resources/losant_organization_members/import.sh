# By the id of the organization.
terraform import losant_organization_members.example 60106426dc03c6aad06540bb

# In another instance: INSTANCE_ID/ORG_ID.
terraform import losant_organization_members.example 5f9b3c1de41a2b0007a3c9d1/60106426dc03c6aad06540bb
