package membership

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// CheckMFA refuses a role that the organization's MFA mode does not allow for a
// member. The accounts of invited people are not known, so they are not checked.
func CheckMFA(at path.Path, org *losant.Organization, member *losant.Member, role string) diag.Diagnostics {
	if !violatesMFA(member, role, org.MFAMode) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, member.Email+" has no multi-factor authentication",
		fmt.Sprintf("The organization %s has mfa_mode = %q, which allows the role %q only with multi-factor authentication or SSO. "+
			"Ask the person to turn it on, or choose another role.",
			base.DisplayName(org.Name, org.ID), org.MFAMode, role))}
}

// violatesMFA reports whether an MFA mode does not allow a role for a member.
func violatesMFA(m *losant.Member, role, mode string) bool {
	protected := m.TwoFactorAuthEnabled || m.SSOLinked
	return !protected && (mode == "required" || mode == "adminRequired" && role == losant.RoleAdmin)
}

// Impact is what an MFA mode does to members.
type Impact struct {
	Removed, Downgraded     []string // e-mail addresses, sorted
	RemainingAdministrators int
}

// ImpactOf returns what an MFA mode does to members. The mode "required" removes
// those whom it does not allow, "adminRequired" takes the role of administrator
// from them.
func ImpactOf(mode string, members []*losant.Member) Impact {
	var impact Impact
	for _, m := range members {
		switch {
		case violatesMFA(m, m.Role, mode) && mode == "required":
			impact.Removed = append(impact.Removed, m.Email)
		case violatesMFA(m, m.Role, mode):
			impact.Downgraded = append(impact.Downgraded, m.Email)
		case m.Role == losant.RoleAdmin:
			impact.RemainingAdministrators++
		}
	}
	slices.Sort(impact.Removed)
	slices.Sort(impact.Downgraded)
	return impact
}

// IsStricterMFA reports whether an MFA mode is stricter than another.
func IsStricterMFA(mode, than string) bool {
	modes := losant.MFAModes()
	return slices.Index(modes, mode) > slices.Index(modes, than)
}
