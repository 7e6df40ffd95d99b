package member

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

type setModel struct {
	ID             types.String `tfsdk:"id"`
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Members        types.Map    `tfsdk:"members"`
	Ignore         types.Set    `tfsdk:"ignore"`
	Statuses       types.Map    `tfsdk:"statuses"`
}

func (m *setModel) ref() losant.OrganizationRef {
	return base.OrganizationRef(m.InstanceID, m.OrganizationID)
}

func (m *setModel) identity() base.OrganizationIdentity {
	return base.OrganizationIdentity{InstanceID: m.InstanceID, OrganizationID: m.OrganizationID}
}

var entryType = types.ObjectType{AttrTypes: map[string]attr.Type{"role": types.StringType}}

// roles are the known entries of the map of members: roles by address.
func (m *setModel) roles() map[string]string {
	roles := make(map[string]string, len(m.Members.Elements()))
	for email, element := range m.Members.Elements() {
		if entry, ok := element.(types.Object); ok {
			role, _ := entry.Attributes()["role"].(types.String)
			roles[email] = role.ValueString()
		}
	}
	return roles
}

// ignores tells whether an address is left alone.
func (m *setModel) ignores(address string) bool {
	return email.Contains(base.Strings(m.Ignore), address)
}

// userIDs are the accounts behind the addresses of the map, kept beside the
// state: somebody who changes the own address must not be taken for another
// person, removed and invited anew.
type userIDs map[string]string

const userIDsKey = "user_ids"

func (u userIDs) encode() []byte {
	raw, _ := json.Marshal(u) //nolint:errchkjson // A map of strings is always JSON.
	return raw
}

func decodeUserIDs(raw []byte) userIDs {
	var ids userIDs
	if json.Unmarshal(raw, &ids) != nil {
		return nil
	}
	return ids
}

// fromRoster takes over who is in the organization, but for those who are
// ignored. Addresses keep the spelling that they have in the map.
func (m *setModel) fromRoster(roster *membership.Roster, known userIDs, diags *diag.Diagnostics) userIDs {
	listed := slices.Sorted(maps.Keys(m.Members.Elements()))
	entries, statuses, accounts := map[string]attr.Value{}, map[string]attr.Value{}, userIDs{}
	enter := func(email, role, status string) {
		if i := slices.IndexFunc(listed, func(l string) bool { return losant.SameEmail(l, email) }); i >= 0 {
			email = listed[i]
		}
		entries[email] = types.ObjectValueMust(entryType.AttrTypes, map[string]attr.Value{"role": types.StringValue(role)})
		statuses[email] = types.StringValue(status)
	}
	for _, i := range roster.Invitations {
		if current := roster.Invitation(i.Email); current == i && !m.ignores(i.Email) {
			enter(i.Email, i.Role, invitationStatus(i))
		}
	}
	for _, member := range roster.Members {
		address := member.Email
		if m.ignores(address) {
			continue
		}
		if former := known.emailOf(member.UserID); former != "" && !email.Contains(listed, address) && email.Contains(listed, former) {
			diags.AddWarning(former+" has another e-mail address now",
				fmt.Sprintf("The user %s of organization %s changed it to %s. Rename the key in members; nothing else happens by it.",
					member.UserID, m.OrganizationID.ValueString(), address))
			address = former
		}
		enter(address, member.Role, statusActive)
		accounts[strings.ToLower(address)] = member.UserID
	}
	m.Members = types.MapValueMust(entryType, entries)
	m.Statuses = types.MapValueMust(types.StringType, statuses)
	return accounts
}

func invitationStatus(i *losant.Invitation) string {
	if i.HasExpired {
		return statusExpired
	}
	return statusInvited
}

// of returns the account that an address of the map was known to belong to.
func (u userIDs) of(email string) string { return u[strings.ToLower(email)] }

// emailOf returns the address that an account was known by.
func (u userIDs) emailOf(userID string) string {
	for email, id := range u {
		if id == userID {
			return email
		}
	}
	return ""
}
