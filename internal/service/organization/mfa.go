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

// checkMFA warns which members a stricter mode removes or downgrades. It refuses
// a mode that would leave no administrator.
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
		effects = append(effects, "downgrades the administrators "+strings.Join(impact.Downgraded, ", ")+" to editors")
	}
	if len(effects) == 0 {
		return nil
	}
	at := path.Root("mfa_mode")
	effect := fmt.Sprintf("mfa_mode = %q %s, because they have neither multi-factor authentication nor SSO.", mode, strings.Join(effects, " and "))
	if impact.RemainingAdministrators == 0 {
		return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(at, "No administrator of organization "+plan.displayName()+" would remain",
			effect+" Ask an administrator to turn on multi-factor authentication first.")}
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(at, "Members of organization "+plan.displayName()+" will lose access",
		effect+" Relaxing the mode later does not restore them.")}
}
