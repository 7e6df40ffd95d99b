package member

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/framework"
	"github.com/losant/terraform-provider-losant/internal/people"
)

// validateSet checks what the entries mean together.
func validateSet(config *setModel, diags *diag.Diagnostics) {
	if config.Members.IsNull() || config.Members.IsUnknown() {
		return
	}
	at := path.Root("members")
	hasAdmin, open := false, false
	spelling := map[string]string{}
	for _, email := range slices.Sorted(maps.Keys(config.Members.Elements())) {
		if other, twice := spelling[strings.ToLower(email)]; twice {
			diags.AddAttributeError(at.AtMapKey(email), "The same person twice",
				fmt.Sprintf("%q and %q differ only in letter case, which does not count in e-mail addresses. Keep one of them.", other, email))
		}
		spelling[strings.ToLower(email)] = email
		if config.ignores(email) {
			diags.AddAttributeError(path.Root("ignore"), "Both a member and ignored", email+" is in members and in ignore. Keep it in one of them.")
		}
		entry, _ := config.Members.Elements()[email].(types.Object)
		role, _ := entry.Attributes()["role"].(types.String)
		hasAdmin = hasAdmin || role.ValueString() == people.Admin
		open = open || role.IsUnknown() || entry.IsUnknown()
	}
	if !hasAdmin && !open {
		diags.AddAttributeError(at, "No administrator", "At least one of the members must have the role \"admin\": an organization cannot be without.")
	}
}

// keepSameMembers plans the prior map while the configured one differs from it
// by the letter case of addresses alone.
type keepSameMembers struct{}

func (keepSameMembers) Description(context.Context) string {
	return "Letter case makes no other address."
}

func (m keepSameMembers) MarkdownDescription(ctx context.Context) string { return m.Description(ctx) }

func (keepSameMembers) PlanModifyMap(_ context.Context, req planmodifier.MapRequest, resp *planmodifier.MapResponse) {
	lower := func(m types.Map) map[string]string {
		roles := map[string]string{}
		for email, role := range (&setModel{Members: m}).roles() {
			roles[strings.ToLower(email)] = role
		}
		return roles
	}
	if !req.StateValue.IsNull() && !req.PlanValue.IsUnknown() && maps.Equal(lower(req.StateValue), lower(req.PlanValue)) {
		resp.PlanValue = req.StateValue
	}
}

// ModifyPlan plans resends of expired invitations, and names whom a first apply
// would remove. Later plans show everybody as a difference of members.
func (r *SetResource) ModifyPlan(ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse) {
	if r.ProviderData == nil || req.Plan.Raw.IsNull() {
		return
	}
	var config, plan setModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		plan.InstanceID = r.PlanInstance(plan.InstanceID, config.InstanceID, &resp.Diagnostics)
		plan.ID = plan.OrganizationID
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
		resp.Diagnostics.Append(r.checkFirst(ctx, &plan)...)
		return
	}
	var prior setModel
	if resp.Diagnostics.Append(req.State.Get(ctx, &prior)...); resp.Diagnostics.HasError() {
		return
	}
	expired := expiredOf(&prior, &plan)
	if len(expired) > 0 {
		resp.Diagnostics.AddWarning("E-mails invite people to organization "+plan.OrganizationID.ValueString()+" again",
			"The invitations of "+strings.Join(expired, ", ")+" have expired and are sent again.")
	}
	if len(expired) > 0 || !plan.Members.Equal(prior.Members) || !plan.Ignore.Equal(prior.Ignore) {
		plan.Statuses = types.MapUnknown(types.StringType)
		resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	}
}

// expiredOf names the listed people whose invitation has expired.
func expiredOf(prior, plan *setModel) []string {
	var expired []string
	roles := plan.roles()
	for email, status := range prior.Statuses.Elements() {
		if s, ok := status.(types.String); ok && s.ValueString() == statusExpired && containsEmail(slices.Collect(maps.Keys(roles)), email) {
			expired = append(expired, email)
		}
	}
	slices.Sort(expired)
	return expired
}

// checkFirst names whom the first apply would remove.
func (r *SetResource) checkFirst(ctx context.Context, plan *setModel) diag.Diagnostics {
	if r.Client == nil || plan.InstanceID.IsUnknown() || plan.Members.IsUnknown() || plan.Ignore.IsUnknown() {
		return nil
	}
	if plan.OrganizationID.IsUnknown() {
		return diag.Diagnostics{diag.NewWarningDiagnostic("Whoever the organization is created with will be removed",
			"The members of an organization that does not exist yet cannot be shown. Its creator, for example, is removed unless listed in members or ignore.")}
	}
	roster, err := r.roster(ctx, plan)
	if err != nil {
		return framework.CheckFailed("read the members of organization "+plan.OrganizationID.ValueString(), scopeList, err)
	}
	var removed []string
	for _, c := range plan.changes(roster, nil) {
		if c.kind == remove || c.kind == revoke {
			removed = append(removed, c.email)
		}
	}
	if len(removed) == 0 {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("People are removed from organization "+plan.OrganizationID.ValueString(),
		"Applying this plan removes "+strings.Join(removed, ", ")+". To keep somebody, add them to members, or to ignore.")}
}
