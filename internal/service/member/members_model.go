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

type membersModel struct {
	ID             types.String `tfsdk:"id"`
	InstanceID     types.String `tfsdk:"instance_id"`
	OrganizationID types.String `tfsdk:"organization_id"`
	Members        types.Map    `tfsdk:"members"`
	Ignore         types.Set    `tfsdk:"ignore"`
	Reinvite       types.Bool   `tfsdk:"reinvite"`
	Statuses       types.Map    `tfsdk:"statuses"`
}

func (m *membersModel) ref() losant.OrganizationRef {
	return base.OrganizationRef(m.InstanceID, m.OrganizationID)
}

func (m *membersModel) identity() base.OrganizationIdentity {
	return base.OrganizationIdentity{InstanceID: m.InstanceID, OrganizationID: m.OrganizationID}
}

var entryType = types.ObjectType{AttrTypes: map[string]attr.Type{"role": types.StringType}}

// parentName returns how messages name the organization.
func (m *membersModel) parentName() string { return organizationName(m.OrganizationID) }

// people returns the listed people as claims know them.
func (m *membersModel) people(ids userIDs) []membership.Person {
	var people []membership.Person
	for address := range m.Members.Elements() {
		people = append(people, m.person(address, ids.userID(address)))
	}
	return people
}

// person returns a person as claims know them.
func (m *membersModel) person(address, userID string) membership.Person {
	if m.OrganizationID.IsUnknown() {
		return membership.Person{}
	}
	return membership.Person{
		InstanceID: m.InstanceID.ValueString(), OrganizationID: m.OrganizationID.ValueString(), Email: address, UserID: userID,
	}
}

// roles returns the role of each member by e-mail address.
func (m *membersModel) roles() map[string]string {
	roles := make(map[string]string, len(m.Members.Elements()))
	for address, element := range m.Members.Elements() {
		if entry, ok := element.(types.Object); ok {
			role, _ := entry.Attributes()["role"].(types.String)
			roles[address] = role.ValueString()
		}
	}
	return roles
}

// ignores reports whether an address is in ignore, or matches a pattern there.
func (m *membersModel) ignores(address string) bool {
	return email.Matches(base.Strings(m.Ignore), address)
}

// userIDs holds the user IDs of members by e-mail address in lower case. The
// private state keeps them to recognize members whose address has changed.
// Otherwise such a member would be removed and invited again.
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

// fromRoster fills in the members and invitations except those who are ignored,
// and returns the members' user IDs. Addresses keep the letter case that they have
// in the map. The prior user IDs identify members whose address has changed. People
// who are gone keep their entry. An import ignores expired invitations, which it would
// otherwise plan to send again.
func (m *membersModel) fromRoster(roster *membership.Roster, prior userIDs, diags *diag.Diagnostics) userIDs {
	if isImport := m.Members.IsNull(); isImport {
		m.Ignore = expiredInvitations(roster)
	}
	listed := slices.Sorted(maps.Keys(m.Members.Elements()))
	entries, statuses, ids := map[string]attr.Value{}, map[string]attr.Value{}, userIDs{}
	set := func(address, role, status string) {
		if i := slices.IndexFunc(listed, func(l string) bool { return losant.SameEmail(l, address) }); i >= 0 {
			address = listed[i]
		}
		entries[address] = types.ObjectValueMust(entryType.AttrTypes, map[string]attr.Value{"role": types.StringValue(role)})
		statuses[address] = types.StringValue(status)
	}
	for _, i := range roster.Invitations {
		if current := roster.Invitation(i.Email); current == i && !m.ignores(i.Email) {
			set(i.Email, i.Role, invitationStatus(i))
		}
	}
	for _, member := range roster.Members {
		address := member.Email
		if m.ignores(address) {
			continue
		}
		if former := prior.address(member.UserID); former != "" && !email.Contains(listed, address) && email.Contains(listed, former) {
			diags.AddWarning(former+" changed their e-mail address",
				fmt.Sprintf("The user %s of %s now has the address %s. Update the key in members to match; nothing else changes.",
					member.UserID, m.parentName(), address))
			address = former
		}
		set(address, member.Role, statusActive)
		ids[strings.ToLower(address)] = member.UserID
	}
	for address, entry := range m.Members.Elements() {
		status, _ := m.status(address)
		if _, isThere := entries[address]; !isThere && staysAsGone(m.Reinvite, status) && !m.ignores(address) {
			entries[address], statuses[address] = entry, types.StringValue(statusGone)
		}
	}
	m.Members = types.MapValueMust(entryType, entries)
	m.Statuses = types.MapValueMust(types.StringType, statuses)
	return ids
}

// expiredInvitations returns the addresses of expired invitations, or null if there
// are none.
func expiredInvitations(roster *membership.Roster) types.Set {
	var addresses []attr.Value
	for _, i := range roster.Invitations {
		if roster.Invitation(i.Email) == i && i.HasExpired && roster.Member("", i.Email) == nil {
			addresses = append(addresses, types.StringValue(i.Email))
		}
	}
	if addresses == nil {
		return types.SetNull(types.StringType)
	}
	return types.SetValueMust(types.StringType, addresses)
}

// userID returns the user ID of an address, or "" if it is not known.
func (u userIDs) userID(address string) string { return u[strings.ToLower(address)] }

// address returns the address of a user ID, or "" if it is not known.
func (u userIDs) address(userID string) string {
	for address, id := range u {
		if id == userID {
			return address
		}
	}
	return ""
}
