package notification

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// ModifyPlan plans the instance, and tells what the API would refuse and what
// would be in vain. It looks only at what this plan changes.
func (r *ruleResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() || req.Plan.Raw.IsNull() {
		return
	}
	var config, plan, prior model
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	}
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	if prior.ID.IsNull() || !plan.Email.Equal(prior.Email) || !plan.CallbackURL.Equal(prior.CallbackURL) {
		resp.Diagnostics.Append(plan.warnOfSilence()...)
	}
	if r.HasClient() && !plan.InstanceID.IsUnknown() && !plan.TargetQuery.IsUnknown() && !plan.TargetQuery.Equal(prior.TargetQuery) {
		resp.Diagnostics.Append(r.checkQuery(ctx, &plan)...)
	}
}

// checkQuery asks for one organization by the query, which the API refuses where
// it would refuse the rule.
func (r *ruleResource) checkQuery(ctx context.Context, plan *model) diag.Diagnostics {
	query := losant.WithQuery(json.RawMessage(plan.TargetQuery.ValueString()))
	for _, err := range r.Client.Organizations.All(ctx, plan.InstanceID.ValueString(), query, losant.WithPageSize(1)) {
		if losant.StatusCode(err) == http.StatusBadRequest {
			return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("target_query"), "Losant does not understand the target_query of rule "+plan.displayName(),
				"It refuses to look for organizations by it.\n\n"+err.Error())}
		}
		if err != nil {
			return base.CheckError("try the target_query of rule "+plan.displayName(), err)
		}
		break
	}
	return nil
}

// warnOfSilence tells of a rule that notifies nobody.
func (m *model) warnOfSilence() diag.Diagnostics {
	if !m.CallbackURL.IsNull() || m.Email.IsUnknown() || addresses(m.Email).IsUnknown() {
		return nil
	}
	for _, name := range []string{"send_to_target", "send_to_owner"} {
		if whom, ok := m.Email.Attributes()[name]; ok && (whom.IsUnknown() || text(m.Email, name) != nobody) {
			return nil
		}
	}
	if len(addresses(m.Email).Elements()) > 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Notification rule "+m.displayName()+" notifies nobody",
		"It has no callback_url, and no e-mail that goes to anybody: set send_to_target, send_to_owner or send_to_addresses in email.")}
}
