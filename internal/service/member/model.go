package member

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// Where a person stands.
const (
	statusActive  = "active"
	statusInvited = "invited"
	statusExpired = "expired"
)

type model struct {
	ID             types.String `tfsdk:"id"`
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Email          types.String `tfsdk:"email"`
	UserID         types.String `tfsdk:"user_id"`
	Role           types.String `tfsdk:"role"`
	ResendExpired  types.Bool   `tfsdk:"resend_expired"`
	Status         types.String `tfsdk:"status"`
	InvitationID   types.String `tfsdk:"invitation_id"`
}

// identity holds what the person was first given by, for life: an identity must
// not change when an invited person accepts, or changes the address.
type identity struct {
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Person         types.String `tfsdk:"person"`
}

func (m *model) ref() losant.OrganizationRef {
	return base.OrganizationRef(m.InstanceID, m.OrganizationID)
}

func (m *model) identity() identity {
	_, person, _ := strings.Cut(m.ID.ValueString(), "/")
	return identity{m.InstanceID, m.OrganizationID, types.StringValue(person)}
}

// newID makes the id of a person: by the e-mail address in lower case, or by
// the user id.
func newID(organizationID, email, userID string) string {
	if email == "" {
		return organizationID + "/" + userID
	}
	return organizationID + "/" + strings.ToLower(email)
}

// givenByUserID tells whether the person was first given by the user id.
func (m *model) givenByUserID() bool { return !strings.Contains(m.ID.ValueString(), "@") }

// fromRoster takes over where the person stands, and tells false when the
// person is neither member nor invited.
func (m *model) fromRoster(roster *membership.Roster, diags *diag.Diagnostics) bool {
	if member := roster.Member(m.UserID.ValueString(), m.Email.ValueString()); member != nil {
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
	m.Email = email.Reconcile(m.Email, m.givenByUserID(), member, "organization "+m.OrganizationID.ValueString(), diags)
	m.UserID = types.StringValue(member.UserID)
	m.Role = types.StringValue(member.Role)
	m.Status = types.StringValue(statusActive)
	m.InvitationID = types.StringNull()
}

func (m *model) fromInvitation(invitation *losant.Invitation) {
	m.UserID = types.StringNull()
	m.Role = types.StringValue(invitation.Role)
	m.Status = types.StringValue(statusInvited)
	if invitation.HasExpired {
		m.Status = types.StringValue(statusExpired)
	}
	m.InvitationID = types.StringValue(invitation.ID)
}

// displayName returns how messages name the person.
func (m *model) displayName() string {
	who := m.Email.ValueString()
	if who == "" {
		who = "user " + m.UserID.ValueString()
	}
	return fmt.Sprintf("%s in organization %s", who, m.OrganizationID.ValueString())
}

// resends tells whether an expired invitation is sent again.
func (m *model) resends() bool { return m.ResendExpired.IsNull() || m.ResendExpired.ValueBool() }
