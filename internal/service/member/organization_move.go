package member

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/membership"
)

// MoveState moves an invitation to this resource.
func (r *memberResource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{membership.MoveFrom(membership.TypeInvitation, moveInvitation)}
}

func moveInvitation(ctx context.Context, from membership.Moved, resp *resource.MoveStateResponse) {
	state := model{
		personModel:    personModel{ID: from.ID, InstanceID: from.InstanceID, Email: from.Email, UserID: from.UserID, Role: from.Role},
		OrganizationID: from.OrganizationID, ResendExpired: from.ResendExpired, Reinvite: from.Reinvite,
		Status: types.StringValue(statusInvited), InvitationID: from.InvitationID,
	}
	switch {
	case from.UserID.ValueString() != "":
		state.Status = types.StringValue(statusActive)
	case from.Status.ValueString() == statusExpired, from.Status.ValueString() == statusGone:
		state.Status = from.Status
	}
	resp.Diagnostics.Append(resp.TargetIdentity.Set(ctx, state.identity())...)
	resp.Diagnostics.Append(resp.TargetState.Set(ctx, &state)...)
}
