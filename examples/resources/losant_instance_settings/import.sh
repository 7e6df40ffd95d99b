# By the id of the instance.
terraform import losant_instance_settings.example 5f9b3c1de41a2b0007a3c9d1
