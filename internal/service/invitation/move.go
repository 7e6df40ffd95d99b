package invitation

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/membership"
)

// MoveState moves a losant_organization_member to this resource. An active member
// becomes an accepted invitation.
func (r *invitationResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{membership.MoveFrom(membership.TypeOrganizationMember, moveMember)}
}

func moveMember(ctx context.Context, from membership.Moved, resp *resource.MoveStateResponse) {
	if from.Email.ValueString() == "" {
		resp.Diagnostics.AddError("Could not move user "+from.UserID.ValueString()+" to an invitation",
			"An invitation needs an e-mail address, and the state of the member has none. Remove the moved block.")
		return
	}
	state := model{
		ID: from.ID, InstanceID: from.InstanceID, OrganizationID: from.OrganizationID, Email: from.Email, Role: from.Role,
		ResendExpired: from.ResendExpired, Reinvite: from.Reinvite, Status: types.StringValue(statusPending), InvitationID: from.InvitationID, UserID: from.UserID,
	}
	switch {
	case from.UserID.ValueString() != "":
		state.Status = types.StringValue(statusAccepted)
	case from.Status.ValueString() == statusExpired, from.Status.ValueString() == statusGone:
		state.Status = from.Status
	}
	resp.Diagnostics.Append(resp.TargetIdentity.Set(ctx, state.identity())...)
	resp.Diagnostics.Append(resp.TargetState.Set(ctx, &state)...)
}
