package organization

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/membership"
)

// checkMFA tells which members a stricter mode removes or downgrades, and
// refuses one that would leave no administrator.
func (r *organizationResource) checkMFA(ctx context.Context, plan, prior *model) diag.Diagnostics {
	mode := plan.MFAMode.ValueString()
	if !membership.IsStricterMFA(mode, prior.MFAMode.ValueString()) {
		return nil
	}
	members, err := losant.Collect(r.Client.Members.All(ctx, prior.ref()))
	if err != nil {
		return base.CheckError("read the members of organization "+prior.displayName(), err)
	}
	impact := membership.ImpactOf(mode, members)
	var effects []string
	if len(impact.Removed) > 0 {
		effects = append(effects, "removes "+strings.Join(impact.Removed, ", "))
	}
	if len(impact.Downgraded) > 0 {
		effects = append(effects, "makes editors of the administrators "+strings.Join(impact.Downgraded, ", "))
	}
	if len(effects) == 0 {
		return nil
	}
	var diags diag.Diagnostics
	at, what := path.Root("mfa_mode"), fmt.Sprintf("mfa_mode = %q %s, who have neither multi-factor authentication nor SSO.", mode, strings.Join(effects, " and "))
	if impact.RemainingAdministrators == 0 {
		diags.AddAttributeError(at, "No administrator of organization "+plan.displayName()+" would remain",
			what+" Have an administrator turn on multi-factor authentication first.")
		return diags
	}
	diags.AddAttributeWarning(at, "Members of organization "+plan.displayName()+" lose access",
		what+" Relaxing the mode later brings nobody back.")
	return diags
}
