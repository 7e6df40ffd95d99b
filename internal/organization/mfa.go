package organization

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// mfaModes in the order of strictness.
var mfaModes = []string{"notRequired", "adminRequired", "required"}

// mfaImpact is what a mode does to the members of an organization.
type mfaImpact struct {
	removed, downgraded []string // e-mail addresses
	administrators      int      // that remain
}

// impactOf applies a mode: "required" removes members without multi-factor
// authentication, "adminRequired" makes editors of such administrators. SSO
// counts as multi-factor authentication.
func impactOf(mode string, members []*losant.Member) mfaImpact {
	var impact mfaImpact
	for _, m := range members {
		safe := m.TwoFactorAuthEnabled || m.SSOLinked
		switch {
		case mode == "required" && !safe:
			impact.removed = append(impact.removed, m.Email)
		case mode == "adminRequired" && !safe && m.Role == "admin":
			impact.downgraded = append(impact.downgraded, m.Email)
		case m.Role == "admin":
			impact.administrators++
		}
	}
	slices.Sort(impact.removed)
	slices.Sort(impact.downgraded)
	return impact
}

// checkMFA tells which members a stricter mode removes or downgrades, and
// refuses one that would leave no administrator.
func (r *Resource) checkMFA(ctx context.Context, plan, prior *model) diag.Diagnostics {
	mode := plan.MFAMode.ValueString()
	if slices.Index(mfaModes, mode) <= slices.Index(mfaModes, prior.MFAMode.ValueString()) {
		return nil
	}
	members, err := losant.Collect(r.Client.Members.All(ctx, prior.InstanceID.ValueString(), prior.ID.ValueString()))
	if err != nil {
		return checkFailed("read the members of organization "+prior.quote(), "instanceOrgMembers.get", err)
	}
	impact := impactOf(mode, members)
	var effects []string
	if len(impact.removed) > 0 {
		effects = append(effects, "removes "+strings.Join(impact.removed, ", "))
	}
	if len(impact.downgraded) > 0 {
		effects = append(effects, "makes editors of the administrators "+strings.Join(impact.downgraded, ", "))
	}
	if len(effects) == 0 {
		return nil
	}
	var diags diag.Diagnostics
	at, what := path.Root("mfa_mode"), fmt.Sprintf("mfa_mode = %q %s, who have neither multi-factor authentication nor SSO.", mode, strings.Join(effects, " and "))
	if impact.administrators == 0 {
		diags.AddAttributeError(at, "No administrator of organization "+plan.quote()+" would remain",
			what+" Have an administrator turn on multi-factor authentication first.")
		return diags
	}
	diags.AddAttributeWarning(at, "Members of organization "+plan.quote()+" lose access",
		what+" Relaxing the mode later brings nobody back.")
	return diags
}
