package member

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// Statuses of a person in an organization.
const (
	statusActive  = "active"
	statusInvited = "invited"
	statusExpired = "expired"
	statusGone    = membership.StatusGone
)

const (
	docStatus        = "`active`, `invited`, or `expired` (invited, but the invitation has expired)."
	docManagedStatus = "`active`, `invited`, `expired` (invited, but the invitation has expired), or " + membership.DocGone + "."
)

type model struct {
	personModel

	OrganizationID types.String `tfsdk:"organization_id"`
	ResendExpired  types.Bool   `tfsdk:"resend_expired"`
	Reinvite       types.Bool   `tfsdk:"reinvite"`
	Status         types.String `tfsdk:"status"`
	InvitationID   types.String `tfsdk:"invitation_id"`
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
	return identity{m.InstanceID, m.OrganizationID, m.identifier()}
}

func (i *identity) importID() membership.ImportID {
	return membership.ImportID{
		InstanceID: i.InstanceID.ValueString(), OrganizationID: i.OrganizationID.ValueString(), Person: i.Person.ValueString(),
	}
}

// parentName returns how messages name the organization.
func (m *model) parentName() string { return organizationName(m.OrganizationID) }

func organizationName(id types.String) string {
	if id.IsUnknown() {
		return "an organization whose ID is not known yet"
	}
	return "organization " + id.ValueString()
}

// displayName returns how messages name the person.
func (m *model) displayName() string { return m.name() + " in " + m.parentName() }

// fromRoster fills in the membership or the invitation. It returns false if the
// person has neither.
func (m *model) fromRoster(roster *membership.Roster, diags *diag.Diagnostics) bool {
	if member := m.find(roster); member != nil {
		m.fromMember(member, diags)
		return true
	}
	if invitation := roster.Invitation(m.Email.ValueString()); invitation != nil {
		m.fromInvitation(invitation)
		return true
	}
	return false
}

func (m *model) fromMember(member *losant.Member, diags *diag.Diagnostics) {
	m.personModel.fromMember(member, m.parentName(), diags)
	m.Status = types.StringValue(statusActive)
	m.InvitationID = types.StringNull()
}

// fromInvitation of an import does not resend an expired invitation.
func (m *model) fromInvitation(invitation *losant.Invitation) {
	if isImport := m.Role.IsNull(); isImport && invitation.HasExpired {
		m.ResendExpired = types.BoolValue(false)
	}
	m.UserID = types.StringNull()
	m.Role = types.StringValue(invitation.Role)
	m.Status = types.StringValue(invitationStatus(invitation))
	m.InvitationID = types.StringValue(invitation.ID)
}

func (m *model) isGone() bool { return m.Status.ValueString() == statusGone }

// staysAsGone reports whether the state keeps a person who is neither a member nor
// invited: reinvite is false, and the person was invited when last seen.
func (m *model) staysAsGone() bool { return staysAsGone(m.Reinvite, m.Status.ValueString()) }

func staysAsGone(reinvite types.Bool, status string) bool {
	return !membership.Reinvites(reinvite) && (status == statusInvited || status == statusExpired || status == statusGone)
}

// markGone takes over that the invitation was rejected or revoked.
func (m *model) markGone() {
	m.Status, m.InvitationID, m.UserID = types.StringValue(statusGone), types.StringNull(), types.StringNull()
}

// invitesAgain reports whether the plan invites a person who is gone.
func (m *model) invitesAgain(prior *model) bool {
	return membership.Reinvites(m.Reinvite) || !m.Role.Equal(prior.Role)
}

func invitationStatus(i *losant.Invitation) string {
	if i.HasExpired {
		return statusExpired
	}
	return statusInvited
}

// needsResend reports whether a plan sends the invitation again.
func (m *model) needsResend(plan *model) bool {
	switch m.Status.ValueString() {
	case statusInvited:
		return !m.Role.Equal(plan.Role)
	case statusExpired:
		return !m.Role.Equal(plan.Role) || plan.ResendExpired.IsNull() || plan.ResendExpired.ValueBool()
	}
	return false
}
