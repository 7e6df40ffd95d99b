# By token ID.
terraform import losant_instance_api_token.example 6554f1a0c2b3d4e5f6a7b8c9

# In another instance: INSTANCE_ID/ in front.
terraform import losant_instance_api_token.example 5f9b3c1de41a2b0007a3c9d1/6554f1a0c2b3d4e5f6a7b8c9
