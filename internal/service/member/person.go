package member

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/resourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// personModel holds the attributes that losant_organization_member and
// losant_instance_member share.
type personModel struct {
	ID         types.String `tfsdk:"id"`
	InstanceID types.String `tfsdk:"instance_id"`
	Email      types.String `tfsdk:"email"`
	UserID     types.String `tfsdk:"user_id"`
	Role       types.String `tfsdk:"role"`
}

// setID sets the id to that of the parent and the person's identifier. It never
// changes, even if the person accepts an invitation or changes their address,
// because an identity must not change.
func (m *personModel) setID(parentID string) {
	m.ID = types.StringValue(parentID + "/" + identifierOf(m.Email.ValueString(), m.UserID.ValueString()))
}

// identifierOf returns the e-mail address in lower case, or else the user ID.
func identifierOf(address, userID string) string {
	if address == "" {
		return userID
	}
	return strings.ToLower(address)
}

// identifier returns what identifies the person in the id.
func (m *personModel) identifier() types.String {
	return membership.Identifier(m.ID)
}

func (m *personModel) identifiedByUserID() bool { return !strings.Contains(m.ID.ValueString(), "@") }

// name returns how messages name the person, without the parent.
func (m *personModel) name() string {
	if address := m.Email.ValueString(); address != "" {
		return address
	}
	return "user " + m.UserID.ValueString()
}

func (m *personModel) fromMember(member *losant.Member, parent string, diags *diag.Diagnostics) {
	m.Email = email.Reconcile(m.Email, m.identifiedByUserID(), member, parent, diags)
	m.UserID = types.StringValue(member.UserID)
	m.Role = types.StringValue(member.Role)
}

// postedBy returns the field by which a request adds the person. If both are set,
// it is the user ID, which does not change.
func (m *personModel) postedBy() (address, userID string) {
	if userID = m.UserID.ValueString(); userID != "" {
		return "", userID
	}
	return m.Email.ValueString(), ""
}

// find returns the person among the members of a roster, or nil. The address of a
// resource that is identified by a user ID can be that of somebody else by now.
func (m *personModel) find(roster *membership.Roster) *losant.Member {
	userID, address := m.UserID.ValueString(), m.Email.ValueString()
	if userID != "" && m.identifiedByUserID() {
		address = ""
	}
	return roster.Member(userID, address)
}

// checkIdentifiers refuses an address and a user ID that a roster shows to be of
// different people. Before a creation, both are known only if both are configured.
func (m *personModel) checkIdentifiers(roster *membership.Roster, parent string) diag.Diagnostics {
	userID, address := m.UserID.ValueString(), m.Email.ValueString()
	if userID == "" || address == "" {
		return nil
	}
	fact := ""
	if member := roster.Member("", address); member != nil && member.UserID != userID {
		fact = address + " has the user ID " + member.UserID
	} else if member := roster.Member(userID, ""); member != nil && member.Email != "" && !losant.SameEmail(member.Email, address) {
		fact = "the user " + userID + " has the address " + member.Email
	}
	if fact == "" {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("user_id"), address+" is not the address of user "+userID,
		"In "+parent+", "+fact+". Set email and user_id of the same person, or only one of them.")}
}

// noUserIDError says that a person with a pending invitation has no user ID yet.
func noUserIDError(name, parent string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(path.Root("user_id"), name+" is invited to "+parent,
		"Somebody with a pending invitation has no user ID. Remove user_id until the invitation is accepted. "+
			"To add the Losant account without an invitation, revoke the invitation first.")
}

// fromAdded takes over a person whom a request has added.
func (m *personModel) fromAdded(member *losant.Member, parent string, diags *diag.Diagnostics) {
	address, ignored := m.Email.ValueString(), diag.Diagnostics{}
	if address == "" || member.Email == "" || losant.SameEmail(address, member.Email) {
		m.fromMember(member, parent, diags)
		return
	}
	m.fromMember(member, parent, &ignored)
	diags.AddAttributeWarning(path.Root("email"), address+" is not the address of user "+member.UserID,
		fmt.Sprintf("The user %s was added to %s, and has the address %s. If that is the right person, set email to this address. "+
			"Otherwise, correct user_id, or remove it.", member.UserID, parent, member.Email))
}

// What happens to a person in the warning about an adoption: in a plan, and in an
// apply.
const (
	willBeManaged = "will be managed by this resource"
	isNowManaged  = "is now managed by this resource"
)

// adoptionWarning warns that a person already belongs to a parent. The arguments
// are the current role, what happens to the person, and what changes.
func adoptionWarning(name, parent, current, happens string, changes []string) diag.Diagnostic {
	ifReplaced := ""
	if happens == willBeManaged { // The plan of a tainted resource cannot be distinguished from that of a creation.
		ifReplaced = " If this plan first destroys a resource of the same person, for example to replace it, the person is removed and then added again."
	}
	if len(changes) > 0 {
		happens += "; " + strings.Join(changes, " and ")
	}
	return diag.NewWarningDiagnostic(name+" already belongs to "+parent,
		fmt.Sprintf("The person (%s) %s. Destroying the resource removes the person.%s", current, happens, ifReplaced))
}

// roleChangeNote returns the part of a message that says that the role changes, or
// nothing if it does not change.
func roleChangeNote(before, after types.String) []string {
	if after.IsUnknown() || before.Equal(after) {
		return nil
	}
	return []string{fmt.Sprintf("the role changes to %q", after.ValueString())}
}

// personAttributes returns the attributes of personModel. Further attributes can
// be added.
func personAttributes(parent, docEmail, docUserID string, role schema.StringAttribute) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"id":          computedFromState("ID of the " + parent + ", a slash, and what originally identified the person: the e-mail address in lower case, or the user ID."),
		"instance_id": base.InstanceID(),
		"email": schema.StringAttribute{
			MarkdownDescription: docEmail + " Set `email` or `user_id`, or both of the same person. Case-insensitive. " +
				"Changing this forces a new resource, unless the new address belongs to the same person.",
			Optional:      true,
			Computed:      true,
			Validators:    email.Validators(),
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), email.KeepSame()},
		},
		"user_id": schema.StringAttribute{
			MarkdownDescription: docUserID + " Set `email` or `user_id`, or both of the same person. Changing this forces a new resource.",
			Optional:            true,
			Computed:            true,
			Validators:          []validator.String{base.IsID()},
			PlanModifiers:       []planmodifier.String{stringplanmodifier.UseStateForUnknown(), stringplanmodifier.RequiresReplaceIfConfigured()},
		},
		"role": role,
	}
}

// computedFromState is a computed text that is known from the state until
// ModifyPlan plans a change.
func computedFromState(doc string) schema.StringAttribute {
	return schema.StringAttribute{
		MarkdownDescription: doc, Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

// emailOrUserID requires email or user_id. Terraform generates both for somebody
// who is a member.
func emailOrUserID() []resource.ConfigValidator {
	return []resource.ConfigValidator{resourcevalidator.AtLeastOneOf(path.MatchRoot("email"), path.MatchRoot("user_id"))}
}
