package invitation

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// Where an invitation stands.
const (
	statusPending  = "pending"
	statusExpired  = "expired"
	statusAccepted = "accepted"
)

type model struct {
	ID               types.String `tfsdk:"id"`
	InstanceID       types.String `tfsdk:"instance_id"`
	OrganizationID   types.String `tfsdk:"organization_id"`
	Email            types.String `tfsdk:"email"`
	Role             types.String `tfsdk:"role"`
	DisallowTransfer types.Bool   `tfsdk:"disallow_transfer"`
	ResendExpired    types.Bool   `tfsdk:"resend_expired"`
	Status           types.String `tfsdk:"status"`
	InvitationID     types.String `tfsdk:"invitation_id"`
	InvitedAt        types.String `tfsdk:"invited_at"`
	UserID           types.String `tfsdk:"user_id"`
}

type identity struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Email          types.String `tfsdk:"email"`
}

func (m *model) ref() losant.OrganizationRef {
	return base.OrganizationRef(m.InstanceID, m.OrganizationID)
}

func (m *model) identity() identity {
	return identity{m.InstanceID, m.OrganizationID, types.StringValue(strings.ToLower(m.Email.ValueString()))}
}

// setID makes the id, which letter case in the address does not change.
func (m *model) setID() {
	m.ID = types.StringValue(m.OrganizationID.ValueString() + "/" + strings.ToLower(m.Email.ValueString()))
}

// fromRoster takes over where the person stands, and tells false when the
// person is neither member nor invited. Whoever is a member has accepted.
func (m *model) fromRoster(roster *membership.Roster) bool {
	if member := roster.Member(m.UserID.ValueString(), m.Email.ValueString()); member != nil {
		m.fromMember(member)
		return true
	}
	if invitation := roster.Invitation(m.Email.ValueString()); invitation != nil {
		m.fromInvitation(invitation)
		return true
	}
	return false
}

// fromMember keeps the role that the person was invited to: what becomes of it
// later is not the invitation's concern.
func (m *model) fromMember(member *losant.Member) {
	if m.Role.IsNull() {
		m.Role = types.StringValue(member.Role)
	}
	m.Status = types.StringValue(statusAccepted)
	m.UserID = types.StringValue(member.UserID)
	m.InvitationID = types.StringNull()
	if m.InvitedAt.IsUnknown() {
		m.InvitedAt = types.StringNull()
	}
}

func (m *model) fromInvitation(invitation *losant.Invitation) {
	m.Role = types.StringValue(invitation.Role)
	if invitation.DisallowTransfer != m.DisallowTransfer.ValueBool() {
		m.DisallowTransfer = types.BoolValue(invitation.DisallowTransfer)
	}
	m.Status = types.StringValue(statusPending)
	if invitation.HasExpired {
		m.Status = types.StringValue(statusExpired)
	}
	m.InvitationID = base.OptionalString(invitation.ID)
	m.InvitedAt = base.OptionalString(invitation.InviteDate)
	m.UserID = types.StringNull()
}

func (m *model) toPost() losant.InvitationPost {
	return losant.InvitationPost{Email: m.Email.ValueString(), Role: m.Role.ValueString(), DisallowTransfer: base.BoolPointer(m.DisallowTransfer)}
}

func (m *model) isAccepted() bool { return m.Status.ValueString() == statusAccepted }

func (m *model) isExpired() bool { return m.Status.ValueString() == statusExpired }

// resends tells whether an invitation that has expired is sent again.
func (m *model) resends() bool { return m.ResendExpired.IsNull() || m.ResendExpired.ValueBool() }

// needsResend reports whether the invitation that is present is to be sent again: its role
// differs, or it has expired and is to be renewed.
func (m *model) needsResend(present *model) bool {
	return !present.isAccepted() && (!present.Role.Equal(m.Role) || present.isExpired() && m.resends())
}

// became takes over what came of the plan. What is configured stays as planned.
func (m *model) became(present model) {
	present.Role, present.DisallowTransfer = m.Role, m.DisallowTransfer
	*m = present
}

// who, place, role and quote are for messages.
func (m *model) who() string {
	if m.Email.IsUnknown() {
		return "somebody whose address is not known yet"
	}
	return m.Email.ValueString()
}

func (m *model) place() string {
	if m.OrganizationID.IsUnknown() {
		return "an organization that is not made yet"
	}
	return "organization " + m.OrganizationID.ValueString()
}

func (m *model) role() string {
	if m.Role.IsUnknown() {
		return "not known yet"
	}
	return m.Role.ValueString()
}

func (m *model) displayName() string { return m.who() + " to " + m.place() }
