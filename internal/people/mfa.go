package people

import (
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// MFAModes in the order of strictness.
var MFAModes = []string{"notRequired", "adminRequired", "required"}

// Person is what counts of somebody when a mode of multi-factor authentication
// is applied.
type Person struct {
	Email, Role string
	// Protected: by multi-factor authentication of the account, or by SSO.
	Protected bool
}

// Falls tells whether a mode does not allow the person in that role.
func (p Person) Falls(mode string) bool {
	return !p.Protected && (mode == "required" || mode == "adminRequired" && p.Role == Admin)
}

// CheckMFA refuses a role that the organization's mode does not allow to a
// member. Of people who are only invited nothing is known.
func CheckMFA(at path.Path, org *losant.Organization, member *losant.Member, role string) diag.Diagnostics {
	person := PersonOf(member)
	person.Role = role
	if !person.Falls(org.MFAMode) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, person.Email+" has no multi-factor authentication",
		fmt.Sprintf("The organization %s has mfa_mode = %q, which does not allow the role %s without it (or SSO).",
			base.Quote(org.Name, org.ID), org.MFAMode, role))}
}

// Impact is what a mode does to people.
type Impact struct {
	Removed, Downgraded     []string // e-mail addresses, sorted
	RemainingAdministrators int
}

// ImpactOf applies a mode: "required" removes whom it does not allow,
// "adminRequired" takes the role of administrator from them.
func ImpactOf(mode string, all []Person) Impact {
	var impact Impact
	for _, p := range all {
		switch {
		case p.Falls(mode) && mode == "required":
			impact.Removed = append(impact.Removed, p.Email)
		case p.Falls(mode):
			impact.Downgraded = append(impact.Downgraded, p.Email)
		case p.Role == Admin:
			impact.RemainingAdministrators++
		}
	}
	slices.Sort(impact.Removed)
	slices.Sort(impact.Downgraded)
	return impact
}

// PersonOf returns what counts of a member.
func PersonOf(m *losant.Member) Person {
	return Person{Email: m.Email, Role: m.Role, Protected: m.TwoFactorAuthEnabled || m.SSOLinked}
}
