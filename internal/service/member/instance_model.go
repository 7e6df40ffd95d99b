package member

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

type instanceModel struct {
	ID         types.String `tfsdk:"id"`
	InstanceID types.String `tfsdk:"instance_id"`
	Email      types.String `tfsdk:"email"`
	UserID     types.String `tfsdk:"user_id"`
	Role       types.String `tfsdk:"role"`
}

// instanceIdentity holds what the person was first given by, for life: an identity
// must not change when the person changes the address.
type instanceIdentity struct {
	InstanceID types.String `tfsdk:"instance_id"`
	Person     types.String `tfsdk:"person"`
}

func (m *instanceModel) identity() instanceIdentity {
	_, person, _ := strings.Cut(m.ID.ValueString(), "/")
	return instanceIdentity{m.InstanceID, types.StringValue(person)}
}

// setID makes the id: by the e-mail address in lower case, or by the user id.
func (m *instanceModel) setID() {
	person := m.UserID
	if !m.Email.IsNull() && !m.Email.IsUnknown() {
		person = types.StringValue(strings.ToLower(m.Email.ValueString()))
	}
	m.ID = types.StringValue(m.InstanceID.ValueString() + "/" + person.ValueString())
}

func (m *instanceModel) givenByUserID() bool { return !strings.Contains(m.ID.ValueString(), "@") }

func (m *instanceModel) find(roster *membership.Roster) *losant.Member {
	return roster.Member(m.UserID.ValueString(), m.Email.ValueString())
}

func (m *instanceModel) fromAPI(member *losant.Member, diags *diag.Diagnostics) {
	m.Email = email.Reconcile(m.Email, m.givenByUserID(), member, m.place(), diags)
	m.UserID = types.StringValue(member.UserID)
	m.Role = types.StringValue(member.Role)
}

func (m *instanceModel) toPost() losant.InstanceMemberPost {
	post := losant.InstanceMemberPost{Email: m.Email.ValueString(), Role: m.Role.ValueString()}
	if post.Email == "" {
		post.UserID = m.UserID.ValueString()
	}
	return post
}

// place and quote are for messages.
func (m *instanceModel) place() string { return "instance " + m.InstanceID.ValueString() }

func (m *instanceModel) displayName() string {
	who := m.Email.ValueString()
	if who == "" {
		who = "user " + m.UserID.ValueString()
	}
	return who + " in " + m.place()
}
