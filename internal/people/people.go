// Package people is what the resources for members and invitations share: who
// is in an organization, in which role, and how addresses compare.
package people

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Admin is the role of administrators, in organizations and instances.
const Admin = "admin"

// Roles of the members of an organization.
var Roles = []string{Admin, "edit", "collaborate", "view", "none"}

// InstanceRoles are the roles of the members of an instance.
var InstanceRoles = []string{Admin, "view"}

// DocRoles explains the roles of an organization.
const DocRoles = "`admin` (also manages the organization and its members), `edit` (creates applications and dashboards), " +
	"`collaborate` (edits existing ones), `view` (reads) or `none`."

var emailPattern = regexp.MustCompile(`^[^@\s]+@[^@\s]+$`)

// IsEmail accepts e-mail addresses.
func IsEmail() []validator.String {
	return []validator.String{
		stringvalidator.RegexMatches(emailPattern, "must be an e-mail address"),
		stringvalidator.UTF8LengthAtMost(1024),
	}
}

// KeepSameEmail plans the prior spelling of an address while the configuration
// means the same one.
func KeepSameEmail() planmodifier.String { return keepSameEmail{} }

type keepSameEmail struct{}

func (keepSameEmail) Description(context.Context) string {
	return "Letter case makes no other address."
}

func (m keepSameEmail) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (keepSameEmail) PlanModifyString(_ context.Context, req planmodifier.StringRequest, resp *planmodifier.StringResponse) {
	prior, planned := req.StateValue.ValueString(), req.PlanValue.ValueString()
	if prior != "" && losant.SameEmail(prior, planned) {
		resp.PlanValue = req.StateValue
	}
}

// Roster is everybody in an organization.
type Roster struct {
	Members     []*losant.Member
	Invitations []*losant.Invitation
}

// ReadRoster reads both lists. They are read once for all resources of a walk.
func ReadRoster(ctx context.Context, client *losant.Client, instanceID, organizationID string) (*Roster, error) {
	members, err := losant.Collect(client.Members.All(ctx, instanceID, organizationID))
	if err != nil {
		return nil, err
	}
	invitations, err := losant.Collect(client.Invitations.All(ctx, instanceID, organizationID))
	if err != nil {
		return nil, err
	}
	return &Roster{Members: members, Invitations: invitations}, nil
}

// Member finds a member by user id, or else by address; nil when there is none.
func (r *Roster) Member(userID, email string) *losant.Member {
	for _, m := range r.Members {
		if userID != "" && m.UserID == userID {
			return m
		}
	}
	for _, m := range r.Members {
		if email != "" && losant.SameEmail(m.Email, email) {
			return m
		}
	}
	return nil
}

// Invitation finds the invitation of an address, expired or not; nil when there
// is none. Of several, one that has not expired counts.
func (r *Roster) Invitation(email string) *losant.Invitation {
	var expired *losant.Invitation
	for _, i := range r.Invitations {
		switch {
		case email == "" || !losant.SameEmail(i.Email, email):
		case i.HasExpired:
			expired = i
		default:
			return i
		}
	}
	return expired
}

// OnlyAdministrator tells whether the user is an administrator, and no one else is.
func (r *Roster) OnlyAdministrator(userID string) bool {
	found := false
	for _, m := range r.Members {
		if m.Role != Admin {
			continue
		}
		if m.UserID != userID {
			return false
		}
		found = true
	}
	return found
}

// Taken counts what goes against the limit of members: members, and
// invitations that have not expired.
func (r *Roster) Taken() int {
	n := len(r.Members)
	for _, i := range r.Invitations {
		if !i.HasExpired {
			n++
		}
	}
	return n
}
