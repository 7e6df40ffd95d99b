removed {
  from = losant_organization_member.people
  lifecycle { destroy = false }
}
