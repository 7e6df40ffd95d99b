package instance

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/people"
)

type memberModel struct {
	ID         types.String `tfsdk:"id"`
	InstanceID types.String `tfsdk:"instance_id"`
	Email      types.String `tfsdk:"email"`
	UserID     types.String `tfsdk:"user_id"`
	Role       types.String `tfsdk:"role"`
}

// memberIdentity holds what the person was first given by, for life: an identity
// must not change when the person changes the address.
type memberIdentity struct {
	InstanceID types.String `tfsdk:"instance_id"`
	Person     types.String `tfsdk:"person"`
}

func (m *memberModel) identity() memberIdentity {
	_, person, _ := strings.Cut(m.ID.ValueString(), "/")
	return memberIdentity{m.InstanceID, types.StringValue(person)}
}

// setID makes the id: by the e-mail address in lower case, or by the user id.
func (m *memberModel) setID() {
	person := m.UserID
	if !m.Email.IsNull() && !m.Email.IsUnknown() {
		person = types.StringValue(strings.ToLower(m.Email.ValueString()))
	}
	m.ID = types.StringValue(m.InstanceID.ValueString() + "/" + person.ValueString())
}

func (m *memberModel) givenByUserID() bool { return !strings.Contains(m.ID.ValueString(), "@") }

func (m *memberModel) find(roster *people.Roster) *losant.Member {
	return roster.Member(m.UserID.ValueString(), m.Email.ValueString())
}

func (m *memberModel) fromAPI(member *losant.Member, diags *diag.Diagnostics) {
	m.Email = people.Address(m.Email, m.givenByUserID(), member, m.place(), diags)
	m.UserID = types.StringValue(member.UserID)
	m.Role = types.StringValue(member.Role)
}

func (m *memberModel) toPost() losant.InstanceMemberPost {
	post := losant.InstanceMemberPost{Email: base.String(m.Email), Role: base.String(m.Role)}
	if post.Email == "" {
		post.UserID = base.String(m.UserID)
	}
	return post
}

// place and quote are for messages.
func (m *memberModel) place() string { return "instance " + m.InstanceID.ValueString() }

func (m *memberModel) quote() string {
	who := m.Email.ValueString()
	if who == "" {
		who = "user " + m.UserID.ValueString()
	}
	return who + " in " + m.place()
}
