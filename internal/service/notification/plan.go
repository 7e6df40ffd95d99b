package notification

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/guard"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// ModifyPlan plans the instance, checks the query, and warns about a rule that
// notifies nobody. It checks only what the plan changes.
func (r *ruleResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if !r.IsConfigured() {
		return
	}
	var config, plan, prior model
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &prior)...)
	}
	if guard.PlanObject(ctx, r.ProviderData, prior.guarded(), req, resp); req.Plan.Raw.IsNull() {
		return
	}
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if plan.InstanceID = r.PlanInstanceID(plan.InstanceID, config.InstanceID, &resp.Diagnostics); resp.Diagnostics.HasError() {
		return
	}
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	if !prior.InstanceID.IsNull() && !plan.InstanceID.Equal(prior.InstanceID) {
		return // A replacement is planned again, as a creation.
	}
	if prior.ID.IsNull() || !plan.Email.Equal(prior.Email) || !plan.CallbackURL.Equal(prior.CallbackURL) {
		resp.Diagnostics.Append(plan.noRecipientWarning()...)
	}
	if resp.Plan.Raw.Equal(req.State.Raw) || !r.CanCheck(ctx, plan.InstanceID, &resp.Diagnostics) {
		return
	}
	if !plan.TargetQuery.IsUnknown() && !plan.TargetQuery.Equal(prior.TargetQuery) {
		resp.Diagnostics.Append(r.checkQuery(ctx, &plan)...)
	}
}

// checkQuery requests one organization with the query. The API rejects the request
// if it would reject the rule.
func (r *ruleResource) checkQuery(ctx context.Context, plan *model) diag.Diagnostics {
	query := losant.WithQuery(json.RawMessage(plan.TargetQuery.ValueString()))
	for _, err := range r.Client.Organizations.All(ctx, plan.InstanceID.ValueString(), query, losant.WithPageSize(1)) {
		if losant.StatusCode(err) == http.StatusBadRequest {
			return diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("target_query"), "Invalid target_query of notification rule "+plan.displayName(),
				"Losant rejected it as an organization query. Correct the query.\n\n"+base.ErrorText(err))}
		}
		if err != nil {
			return base.CheckError("check the target_query of notification rule "+plan.displayName(), err)
		}
		break
	}
	return nil
}

// noRecipientWarning warns if the rule notifies nobody.
func (m *model) noRecipientWarning() diag.Diagnostics {
	if !m.CallbackURL.IsNull() || m.Email.IsUnknown() || addresses(m.Email).IsUnknown() {
		return nil
	}
	for _, name := range []string{"send_to_target", "send_to_owner"} {
		if recipients, ok := m.Email.Attributes()[name]; ok && (recipients.IsUnknown() || text(m.Email, name) != noRecipients) {
			return nil
		}
	}
	if len(addresses(m.Email).Elements()) > 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Notification rule "+m.displayName()+" notifies nobody",
		"The rule has neither a callback_url nor an e-mail with recipients. Set callback_url, or set send_to_target, send_to_owner or send_to_addresses in email.")}
}
