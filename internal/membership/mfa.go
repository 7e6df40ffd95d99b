package membership

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// CheckMFA refuses a role that the organization's MFA mode does not allow for a
// member. Of invited people, the accounts are not known.
func CheckMFA(at path.Path, org *losant.Organization, member *losant.Member, role string) diag.Diagnostics {
	if !violatesMFA(member, role, org.MFAMode) {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, member.Email+" has no multi-factor authentication",
		fmt.Sprintf("The organization %s has mfa_mode = %q, which allows the role %q only with multi-factor authentication or SSO. "+
			"Ask the person to turn it on, or choose another role.",
			base.DisplayName(org.Name, org.ID), org.MFAMode, role))}
}

var mfaWords = regexp.MustCompile(`(?i)multi-?factor|two-?factor|\bmfa\b|\b2fa\b`)

// AddRefusal adds the error of a request that adds or invites a person, at the
// attribute that it is about: the role if the person lacks multi-factor
// authentication, what identifies the person, or none, as for an organization that is
// full. It reports whether the error is about the person.
func AddRefusal(diags *diag.Diagnostics, fields base.Fields, action string, err error, body any) (isAboutPerson bool) {
	d := base.ErrorDiagnostic(action, err)
	if losant.StatusCode(err) == http.StatusBadRequest {
		at, ok := fields.Named(err, body)
		if mfaWords.MatchString(base.ErrorText(err)) {
			at, ok = fields["role"], true
		}
		if isAboutPerson = ok; ok {
			d = diag.WithPath(at, d)
		}
	}
	diags.Append(d)
	return isAboutPerson
}

// PersonFields connects the fields of the request that adds a person to attributes.
func PersonFields() base.Fields {
	return base.Fields{
		"email": path.Root("email"), "userId": path.Root("user_id"), "role": path.Root("role"), "disallowTransfer": path.Root("disallow_transfer"),
	}
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
