package invitation

import (
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// The status of an invitation.
const (
	statusPending  = "pending"
	statusExpired  = "expired"
	statusAccepted = "accepted"
	statusGone     = membership.StatusGone
)

type model struct {
	ID               types.String `tfsdk:"id"`
	InstanceID       types.String `tfsdk:"instance_id"`
	OrganizationID   types.String `tfsdk:"organization_id"`
	Email            types.String `tfsdk:"email"`
	Role             types.String `tfsdk:"role"`
	DisallowTransfer types.Bool   `tfsdk:"disallow_transfer"`
	ResendExpired    types.Bool   `tfsdk:"resend_expired"`
	Reinvite         types.Bool   `tfsdk:"reinvite"`
	Status           types.String `tfsdk:"status"`
	InvitationID     types.String `tfsdk:"invitation_id"`
	InvitedAt        types.String `tfsdk:"invited_at"`
	UserID           types.String `tfsdk:"user_id"`
}

type identity struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Person         types.String `tfsdk:"person"`
}

func (m *model) ref() losant.OrganizationRef {
	return base.OrganizationRef(m.InstanceID, m.OrganizationID)
}

func (m *model) identity() identity {
	return identity{m.InstanceID, m.OrganizationID, membership.Identifier(m.ID)}
}

// identify returns the person as claims know them. Nothing is known of a person in an
// organization whose ID is not known yet.
func (m *model) identify() membership.Person {
	if m.OrganizationID.IsUnknown() {
		return membership.Person{}
	}
	return membership.Person{
		InstanceID: m.InstanceID.ValueString(), OrganizationID: m.OrganizationID.ValueString(),
		Email: m.Email.ValueString(), UserID: m.UserID.ValueString(),
	}
}

// managed returns the person with the resource, as claims know them.
func (m *model) managed(isCreation bool) []membership.Managed {
	return []membership.Managed{{
		Person: m.identify(), Manager: membership.Manager{Type: membership.TypeInvitation, Role: m.Role.ValueString(), IsCreation: isCreation},
	}}
}

// setID sets the id. The letter case of the address does not change it.
func (m *model) setID() {
	m.ID = types.StringValue(m.OrganizationID.ValueString() + "/" + strings.ToLower(m.Email.ValueString()))
}

// fromRoster takes over the status of the person, and reports whether the person
// is a member or invited. A member counts as accepted.
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

// fromMember keeps the role of the invitation. The invitation does not manage the
// role of a member.
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

// fromInvitation of an import does not resend an expired invitation.
func (m *model) fromInvitation(invitation *losant.Invitation) {
	if isImport := m.Role.IsNull(); isImport && invitation.HasExpired {
		m.ResendExpired = types.BoolValue(false)
	}
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

func (m *model) isGone() bool { return m.Status.ValueString() == statusGone }

// staysAsGone reports whether the state keeps a person who is neither a member nor
// invited: reinvite is false, and the person was invited when last seen.
func (m *model) staysAsGone() bool {
	return !membership.Reinvites(m.Reinvite) && m.Status.ValueString() != "" && !m.isAccepted()
}

// markGone takes over that the invitation was rejected or revoked.
func (m *model) markGone() {
	m.Status, m.InvitationID, m.UserID = types.StringValue(statusGone), types.StringNull(), types.StringNull()
}

// invitesAgain reports whether the plan invites a person who is gone.
func (m *model) invitesAgain(prior *model) bool {
	return membership.Reinvites(m.Reinvite) || !m.Role.Equal(prior.Role)
}

func (m *model) isExpired() bool { return m.Status.ValueString() == statusExpired }

// resendsExpired reports whether an expired invitation is sent again.
func (m *model) resendsExpired() bool { return m.ResendExpired.IsNull() || m.ResendExpired.ValueBool() }

// needsResend reports whether the current invitation must be sent again: its role
// differs, or it has expired.
func (m *model) needsResend(current *model) bool {
	return !current.isAccepted() && (!current.Role.Equal(m.Role) || current.isExpired() && m.resendsExpired())
}

// fillFrom takes over the current values of computed attributes.
func (m *model) fillFrom(current model) {
	current.Role, current.DisallowTransfer = m.Role, m.DisallowTransfer
	*m = current
}

// personName returns the person for messages.
func (m *model) personName() string {
	if m.Email.IsUnknown() {
		return "an address that is not known yet"
	}
	return m.Email.ValueString()
}

// organizationName returns the organization for messages.
func (m *model) organizationName() string {
	if m.OrganizationID.IsUnknown() {
		return "an organization whose ID is not known yet"
	}
	return "organization " + m.OrganizationID.ValueString()
}

// roleName returns the role for messages.
func (m *model) roleName() string {
	if m.Role.IsUnknown() {
		return "not known yet"
	}
	return strconv.Quote(m.Role.ValueString())
}

// displayName returns the person and the organization for messages.
func (m *model) displayName() string { return m.personName() + " to " + m.organizationName() }
