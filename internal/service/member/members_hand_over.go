package member

import (
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// handOverWarning says whom the organization waits for before its only active
// administrator can be removed or get another role.
func (m *membersModel) handOverWarning(administrator string, org *losant.Organization) diag.Diagnostics {
	roles := m.roles()
	successors := slices.DeleteFunc(slices.Sorted(maps.Keys(roles)), func(address string) bool {
		return roles[address] != losant.RoleAdmin || losant.SameEmail(address, administrator)
	})
	if len(successors) == 0 {
		return nil // The roles are not known yet.
	}
	names := strings.Join(successors, " or ")
	next := "Waiting for " + names + " to accept the invitation. Then apply again."
	if !slices.ContainsFunc(successors, func(address string) bool { return !m.isGone(address) }) {
		next = "The invitation of " + names + " was rejected or revoked, and reinvite is false. Make somebody else an administrator, or set reinvite to true."
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic(administrator+" is kept until another administrator has accepted",
		"Losant requires an active administrator in organization "+base.DisplayName(org.Name, org.ID)+
			", and "+administrator+" is the only one. "+next)}
}
