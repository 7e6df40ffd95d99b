# By e-mail address: ORG_ID/EMAIL. The person may be a member, or invited.
terraform import losant_organization_member.example 60106426dc03c6aad06540bb/jane@acmefarms.example

# By user ID: ORG_ID/USER_ID.
terraform import losant_organization_member.example 60106426dc03c6aad06540bb/5f1a2b3c4d5e6f7a8b9c0d1e

# In another instance: INSTANCE_ID/ in front of either.
terraform import losant_organization_member.example 5f9b3c1de41a2b0007a3c9d1/60106426dc03c6aad06540bb/jane@acmefarms.example
