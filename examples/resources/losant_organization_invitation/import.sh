# By e-mail address: ORG_ID/EMAIL.
terraform import losant_organization_invitation.example 60106426dc03c6aad06540bb/sam@acmefarms.example

# By the id of the invitation: ORG_ID/INVITATION_ID.
terraform import losant_organization_invitation.example 60106426dc03c6aad06540bb/62b1c0de4f5a6b7c8d9e0f10

# In another instance: INSTANCE_ID/ in front of either.
terraform import losant_organization_invitation.example 5f9b3c1de41a2b0007a3c9d1/60106426dc03c6aad06540bb/sam@acmefarms.example
