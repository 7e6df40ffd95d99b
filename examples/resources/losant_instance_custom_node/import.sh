# By ID.
terraform import losant_instance_custom_node.example 6556b3c2e4d5f6a7b8c9d0e1

# By exact name.
terraform import losant_instance_custom_node.example 'name:Convert Fahrenheit'

# In another instance: INSTANCE_ID/ in front.
terraform import losant_instance_custom_node.example 5f9b3c1de41a2b0007a3c9d1/6556b3c2e4d5f6a7b8c9d0e1
