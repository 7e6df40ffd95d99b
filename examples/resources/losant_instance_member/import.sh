# By e-mail address.
terraform import losant_instance_member.example jane@acmefarms.example

# By user ID.
terraform import losant_instance_member.example 5f1a2b3c4d5e6f7a8b9c0d1e

# In another instance: INSTANCE_ID/ in front of either.
terraform import losant_instance_member.example 5f9b3c1de41a2b0007a3c9d1/jane@acmefarms.example
