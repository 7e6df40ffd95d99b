data "losant_instance_members" "all" {}

output "instance_administrators" {
  value = [for person in data.losant_instance_members.all.members : person.email if person.role == "admin"]
}
