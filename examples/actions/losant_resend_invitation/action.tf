# Run it by hand: terraform apply -invoke=action.losant_resend_invitation.sam
action "losant_resend_invitation" "sam" {
  config {
    organization_id = "60106426dc03c6aad06540bb"
    email           = "sam@acmefarms.example"
  }
}

# The same, by the ID of the invitation.
action "losant_resend_invitation" "by_id" {
  config {
    organization_id = "60106426dc03c6aad06540bb"
    invitation_id   = "62b1c0de4f5a6b7c8d9e0f10"
  }
}
